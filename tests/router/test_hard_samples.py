"""People whom a busy desk sends wrongly: where the demo county's rules send them, each with its law or source."""

import pytest

from tests.builders.decision import a_decision, signposts, unmet
from tests.router.hard_samples import HARD
from waymark.words import AllocationState, Pathway, Priority


@pytest.mark.parametrize("name", HARD)
def test_a_hard_sample_goes_where_law_and_practice_say(name: str) -> None:
    hard = HARD[name]
    decision = a_decision(**hard.facts)
    assert {(one.pathway.value, one.service) for one in decision.allocations} == hard.places
    assert signposts(decision) == hard.told_of
    assert tuple(unmet(decision)) == hard.unmet
    states = {one.state for one in decision.allocations if one.pathway is not Pathway.NATIONAL_REFERRAL}
    assert states == {AllocationState.OFFERED}
    assert hard.law


@pytest.mark.parametrize(
    ("name", "priority"),
    [
        ("stalked by an ex, high risk", Priority.URGENT),
        ("honour-based abuse of a girl of fifteen", Priority.URGENT),
        ("eighteen next week, in county lines", Priority.URGENT),
        ("still in prison, no day of release", Priority.HIGH),
        ("girl of nine, female genital mutilation", Priority.HIGH),
        ("eighty, defrauded, from the national fraud service", Priority.HIGH),
        ("burgled, asks for counselling", Priority.HIGH),
        ("uses drugs, says nothing more", Priority.STANDARD),
    ],
)
def test_how_soon_a_hard_sample_must_be_answered(name: str, priority: Priority) -> None:
    assert {one.priority for one in a_decision(**HARD[name].facts).allocations} == {priority}


@pytest.mark.parametrize(
    ("left", "priority"),
    [(0, Priority.HIGH), (1, Priority.STANDARD), (3, Priority.STANDARD), (None, Priority.STANDARD)],
)
def test_who_waited_because_the_police_were_late_does_not_wait_again(left: int | None, priority: Priority) -> None:
    [placed] = a_decision(offence_class="theft", working_days_left=left).allocations
    assert placed.priority is priority
