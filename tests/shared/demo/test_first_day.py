"""The first day: a repeated record comes twice under new keys, and nobody but the draw decides who is spoilt."""

from datetime import UTC, datetime

from waymark.demo.day import synthetic_day
from waymark.demo.first_day import with_mistakes
from waymark.demo.records import Draft, RecordMaker

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


def drafts() -> list[Draft]:
    maker = RecordMaker("seed", "run")
    made = [maker.make(row, at) for at, row in synthetic_day(NOW, "seed")]
    return [item for item in made if isinstance(item, Draft)]


def test_every_record_is_sent_and_some_twice() -> None:
    clean, spoilt = drafts(), with_mistakes(drafts(), "seed")
    assert {draft.row for draft in spoilt} == {draft.row for draft in clean}
    assert len({draft.key for draft in spoilt}) == len(spoilt) >= len(clean)


def test_the_same_seed_spoils_the_same_records() -> None:
    assert with_mistakes(drafts(), "seed") == with_mistakes(drafts(), "seed")
    assert with_mistakes(drafts(), "seed") != with_mistakes(drafts(), "other")
