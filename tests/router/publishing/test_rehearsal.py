"""A draft on past referrals: the weeks they came in make a service's weekly limit one for all of them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.builders.drafting import the_rules
from tests.builders.rulebook import the_county
from tests.builders.screened import a_referral_screened
from waymark.ids import ServiceId, uuid7
from waymark_router.providers.availability import Availability, Line, Population
from waymark_router.publishing.rehearsal import Moved, Rehearsal, moved_of
from waymark_router.publishing.row_change import with_row
from waymark_router.publishing.written import read
from waymark_router.trial.queries import situation_of
from waymark_router.trial.situation import Past
from waymark_router.trial.version import Version

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
BASE = Version(the_county().rulebook, the_county().directory)
ELSEWHERE = {
    "id": "pv-recovery",
    "when": {"pathway": {"in": ["victim_recovery"]}},
    "then": {"services": ["ledger-fraud"]},
}


def a_rehearsal(*, days: int, number: int = 3) -> Rehearsal:
    past = Past()
    for at in range(number):
        screened = a_referral_screened()
        past.add(
            uuid7(NOW - timedelta(days=days * at / max(number - 1, 1))), situation_of(screened, BASE.rulebook.districts)
        )
    draft = Version(read(with_row(the_rules(), {**ELSEWHERE, "why": "Tried."})), BASE.directory)
    return Rehearsal(past, BASE, draft, NOW.date(), NOW)


def test_what_moves_is_counted_and_binds_the_approver() -> None:
    assert moved_of(a_rehearsal(days=1).compared()) == Moved(3, 3, needs_reason=True)


@pytest.mark.parametrize(("days", "weeks"), [(0, 1.0), (3, 1.0), (21, 3.0)])
def test_the_weeks_are_those_the_referrals_came_in(days: int, weeks: float) -> None:
    assert a_rehearsal(days=days).weeks() == pytest.approx(weeks, rel=0.01)


def test_nothing_past_is_one_week_and_nothing_moves() -> None:
    empty = replace(a_rehearsal(days=1), past=Past())
    assert empty.weeks() == 1.0
    assert moved_of(empty.compared()) == Moved(0, 0, needs_reason=False)


def test_what_is_known_of_services_is_known_to_the_comparison() -> None:
    harbour = ServiceId("harbour-recovery")
    told = Availability(at_work=7, lines=(Line(Population.ANYONE, None, 2, None, NOW.date()),))
    compared = replace(a_rehearsal(days=1), available={harbour: told}).compared()
    (load,) = [load for load in compared.loads if load.service == harbour]
    assert (load.capacity.at_work, load.capacity.lines) == (7, told.lines)
