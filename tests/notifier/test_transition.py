from itertools import combinations

import pytest

from waymark.words import AllocationState, CloseOutcome
from waymark_notifier.answer import Answer
from waymark_notifier.transition import (
    HELD,
    OPEN,
    OUTCOMES_ONLY_FROM,
    SETTLED,
    TIMER_OF,
    TRANSITIONS,
    By,
    Verb,
    edge,
)

S = AllocationState


def test_open_and_settled_states_are_all_there_are() -> None:
    assert sorted(OPEN + SETTLED) == sorted(S)
    assert set(TIMER_OF) == set(OPEN)


@pytest.mark.parametrize("state", [state for state in S if state in OPEN])
def test_an_end_can_be_reached_from_every_open_state(state: AllocationState) -> None:
    reached, front = {state}, {state}
    while front:
        front = {one.target for one in TRANSITIONS if one.source in front} - reached
        reached |= front
    assert S.WITHDRAWN in reached
    assert reached & {S.CLOSED, S.DECLINED}


def test_only_the_router_opens_anything() -> None:
    opening = [one for one in TRANSITIONS if one.target is S.OFFERED and one.source is not S.OFFERED]
    assert {one.source for one in opening} >= set(HELD)
    assert all(one.by == {By.ROUTER} for one in opening)


def test_nothing_leads_to_an_open_state_without_starting_its_clock() -> None:
    for one in TRANSITIONS:
        if one.target in OPEN and one.target is not one.source:
            assert one.starts is TIMER_OF[one.target], one


def test_no_two_transitions_say_the_same_edge() -> None:
    for one, other in combinations(TRANSITIONS, 2):
        assert (one.source, one.verb, one.target) != (other.source, other.verb, other.target)


def test_every_needed_field_is_one_an_answer_has() -> None:
    assert {need for one in TRANSITIONS for need in one.needs} <= set(Answer.model_fields)


def test_a_verb_that_does_not_fit_has_no_edge() -> None:
    assert edge(S.CLOSED, Verb.ACCEPT) is None
    assert edge(S.OFFERED, Verb.HOLD, S.HELD_DATA) is not None


def test_every_outcome_can_end_something() -> None:
    closing = {one.source for one in TRANSITIONS if one.target is S.CLOSED}
    assert all(set(OUTCOMES_ONLY_FROM.get(outcome, closing)) & closing for outcome in CloseOutcome)
