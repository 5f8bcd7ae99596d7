from dataclasses import replace
from datetime import timedelta

import pytest

from tests.builders.allocation import an_allocation
from tests.builders.routed import MONDAY
from waymark.words import AllocationState, Priority
from waymark_notifier import deadline
from waymark_notifier.deadline import Timer
from waymark_notifier.recompute import Written, found_in

S = AllocationState
LATER = MONDAY + timedelta(hours=1)
OFFERED = Written("", "offered", "offer", Priority.STANDARD, MONDAY + timedelta(hours=26), 1, MONDAY)
ACCEPTED = Written("offered", "accepted", "accept", Priority.STANDARD, None, 2, LATER)
CONTACT_BY = deadline.due(Timer.CONTACT, Priority.STANDARD, LATER)
ROW = an_allocation(state=S.ACCEPTED, version=2, contact_by=CONTACT_BY)


def wrong(*lines: Written, row: object = ROW) -> list[str]:
    assert isinstance(row, type(ROW))
    return [one.invariant for one in found_in(row, lines)]


def test_what_is_as_it_should_be_has_no_findings() -> None:
    assert wrong(OFFERED, ACCEPTED) == []
    assert wrong(OFFERED, row=an_allocation()) == []


def test_a_reminder_keeps_the_version() -> None:
    reminded = replace(OFFERED, source="offered", verb="remind", at=LATER)
    assert wrong(OFFERED, reminded, ACCEPTED) == []


@pytest.mark.parametrize(
    "lines",
    [
        (),
        (ACCEPTED,),
        (OFFERED,),
        (OFFERED, replace(ACCEPTED, version=3)),
        (OFFERED, replace(ACCEPTED, source="unmet")),
        (replace(OFFERED, at=LATER + timedelta(hours=1)), ACCEPTED),
    ],
)
def test_a_timeline_with_a_gap_or_going_backwards_is_found(lines: tuple[Written, ...]) -> None:
    assert "I8" in wrong(*lines)


def test_a_contact_clock_that_was_moved_is_found() -> None:
    assert wrong(OFFERED, ACCEPTED, row=replace(ROW, contact_by=CONTACT_BY + timedelta(minutes=1))) == ["I7"]


def test_the_limit_is_that_of_the_priority_it_had_then() -> None:
    urgent = replace(ROW, priority=Priority.URGENT)
    assert wrong(OFFERED, ACCEPTED, row=urgent) == []


def test_an_answers_time_may_become_shorter_never_longer() -> None:
    row = an_allocation()
    assert row.respond_by is not None
    assert wrong(OFFERED, row=replace(row, respond_by=MONDAY)) == []
    assert wrong(OFFERED, row=replace(row, respond_by=row.respond_by + timedelta(hours=1))) == ["I7"]
    assert wrong(OFFERED, row=replace(row, respond_by=None)) == ["I7"]


def test_a_review_clock_is_computed_again() -> None:
    tried = Written("accepted", "contacting", "contact", Priority.HIGH, None, 3, LATER)
    row = replace(ROW, state=S.CONTACTING, version=3, review_by=LATER + timedelta(hours=72))
    assert wrong(OFFERED, ACCEPTED, tried, row=row) == []
    assert wrong(OFFERED, ACCEPTED, tried, row=replace(row, review_by=LATER)) == ["I7"]


def test_a_lapse_before_its_time_is_found() -> None:
    lapsed = replace(ACCEPTED, target="lapsed", verb="lapse")
    row = an_allocation(state=S.LAPSED, version=2)
    assert wrong(OFFERED, lapsed, row=row) == ["I7"]
    assert row.respond_by is not None
    assert wrong(OFFERED, replace(lapsed, at=row.respond_by), row=row) == []


def test_a_lapse_counts_by_the_time_of_its_own_offer() -> None:
    at = MONDAY + timedelta(hours=27)
    lapsed = replace(ACCEPTED, target="lapsed", verb="lapse", at=at)
    back = replace(lapsed, source="lapsed", target="withdrawn", verb="withdraw", version=3)
    due = at + timedelta(hours=26)
    anew = replace(OFFERED, source="withdrawn", version=4, at=at, due_at=due)
    assert wrong(OFFERED, lapsed, back, anew, row=an_allocation(version=4, respond_by=due)) == []
