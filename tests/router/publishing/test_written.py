"""The rules as written: read back as they were, and named by what they say whenever they count."""

from datetime import UTC, datetime

import pytest

from tests.builders.drafting import the_rules
from tests.builders.rulebook import the_county
from waymark.errors import Refused
from waymark_router.publishing.written import content_of, normal, read, rows_of, rulebook_at, table_of, written_of
from waymark_router.rules.rule import TableName

AT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


def test_rules_read_back_say_the_same() -> None:
    assert normal(the_rules()) == the_rules()
    assert content_of(written_of(rulebook_at(the_rules(), AT).body)) == content_of(the_rules())


def test_the_same_rules_at_another_time_are_another_version() -> None:
    later = rulebook_at(the_rules(), AT)
    assert later.version != the_county().rulebook.version
    assert later.effective_from == AT


def test_a_row_is_found_in_its_table() -> None:
    first = rows_of(the_rules(), TableName.OVERLAYS)[0]["id"]
    assert table_of(the_rules(), first) is TableName.OVERLAYS
    assert table_of(the_rules(), "nowhere") is None


def test_what_is_no_rulebook_is_refused_by_place() -> None:
    with pytest.raises(Refused, match="tables"):
        read({**the_rules(), "tables": {}})
