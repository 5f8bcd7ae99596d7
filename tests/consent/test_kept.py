"""What is kept in memory is no use the moment its version, its day or its row is another."""

from datetime import timedelta
from uuid import uuid4

from tests.builders.consent import TODAY, some_terms
from waymark_consent.answer import Screener
from waymark_consent.kept import KeptTerms, OpenedKeys


def test_terms_count_for_their_version_and_day_only() -> None:
    kept, version, screener = KeptTerms(), uuid4(), Screener(some_terms())
    assert kept.get(version, TODAY) is None
    kept.keep(version, screener)
    assert kept.get(version, TODAY) is screener
    assert kept.get(uuid4(), TODAY) is None
    assert kept.get(version, TODAY + timedelta(days=1)) is None


def test_a_key_counts_while_its_row_is_the_same_and_is_forgotten_with_it() -> None:
    opened: OpenedKeys[str] = OpenedKeys()
    opened.keep("t1", b"wrapped", "opened")
    assert opened.get("t1", b"wrapped") == "opened"
    assert opened.get("t1", b"another") is None
    assert opened.get("t2", b"wrapped") is None
    opened.forget_all_but({"t2"})
    assert opened.get("t1", b"wrapped") is None
    assert "opened" not in repr(opened)
