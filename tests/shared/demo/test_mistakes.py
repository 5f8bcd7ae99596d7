"""Mistakes: in the proportions that were counted, and only in the copy."""

from collections import Counter
from datetime import UTC, datetime
from random import Random

import pytest

from waymark.demo.crimes import CrimeRow
from waymark.demo.mistakes import MISTAKES, OF, Mistake, drawn, spoilt
from waymark.demo.records import Draft, RecordMaker
from waymark.words import CrimeCategory

AT = datetime(2024, 3, 14, 12, 0, tzinfo=UTC)


def a_draft() -> Draft:
    made = RecordMaker("seed", "run").make(CrimeRow(1, "id1", "2024-03", CrimeCategory.ROBBERY, "Rugby 004A"), AT)
    assert isinstance(made, Draft)
    return made


def test_as_many_are_spoilt_as_were_counted() -> None:
    assert sum(mistake.count for mistake in MISTAKES) == 28


def test_mistakes_are_drawn_in_their_proportions() -> None:
    random = Random(1)
    counted = Counter(mistake.name if mistake else "" for mistake in (drawn(random) for _ in range(OF * 100)))
    assert 0.7 < counted[""] / counted.total() < 0.82
    assert set(counted) == {"", *(mistake.name for mistake in MISTAKES)}


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_a_mistake_is_in_the_copy_and_not_in_the_record(mistake: Mistake) -> None:
    draft = a_draft()
    copy = spoilt(draft.record, mistake)
    assert draft.record == a_draft().record
    assert (copy == draft.record) is mistake.is_repeat
