"""A line is received, of another time or missing; a day in England may have 23 or 25 hours; the rest is extra."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from waymark_intake.reconciliation.comparison import Found, Receipted, Tally, day_in_england, outcome_of

AT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


def _received(reported_at: datetime | None = AT, received_at: datetime = AT) -> Receipted:
    return Receipted(uuid4(), 1, is_withdrawn=False, received_at=received_at, reported_at=reported_at)


@pytest.mark.parametrize(
    ("received", "reported_at", "found"),
    [
        ([], None, Found.MISSING),
        ([], AT, Found.MISSING),
        ([_received()], None, Found.RECEIVED),
        ([_received()], AT + timedelta(milliseconds=400), Found.RECEIVED),
        ([_received(AT - timedelta(days=1)), _received()], AT, Found.RECEIVED),
        ([_received()], AT + timedelta(seconds=1), Found.OTHER_TIME),
        ([_received(None)], AT, Found.OTHER_TIME),
    ],
)
def test_what_became_of_a_line(received: list[Receipted], reported_at: datetime | None, found: Found) -> None:
    assert outcome_of(received, reported_at) is found


@pytest.mark.parametrize(
    ("day", "begins", "hours"),
    [
        (date(2026, 11, 23), "2026-11-23T00:00:00+00:00", 24),
        (date(2026, 7, 1), "2026-06-30T23:00:00+00:00", 24),
        (date(2026, 3, 29), "2026-03-29T00:00:00+00:00", 23),
        (date(2026, 10, 25), "2026-10-24T23:00:00+00:00", 25),
    ],
)
def test_a_day_is_the_one_in_england(day: date, begins: str, hours: int) -> None:
    begin, end = day_in_england(day)
    assert begin.isoformat() == begins
    assert end - begin == timedelta(hours=hours)


def test_what_no_line_names_is_extra_and_lines_are_counted() -> None:
    tally, named, other = Tally(date(2026, 11, 23)), _received(), _received()
    yesterday = _received(received_at=AT - timedelta(days=1))
    tally.count(Found.RECEIVED, [named, yesterday])
    tally.count(Found.MISSING, [])
    tally.refuse()
    assert [tally.is_extra(one.referral_id) for one in (named, other)] == [False, True]
    assert (tally.lines, tally.unreadable) == (3, 1)
    assert tally.found == {Found.RECEIVED: 1, Found.OTHER_TIME: 0, Found.MISSING: 1}
