"""What views show of an allocation, by state."""

from dataclasses import replace

import pytest

from tests.builders.allocation import an_allocation
from tests.builders.routed import MONDAY
from waymark.words import AllocationState
from waymark_notifier.allocation import Allocation
from waymark_notifier.shown import OUT_OF_ITS_HANDS, as_shown
from waymark_notifier.transition import HELD, IN_HAND

S = AllocationState


def _full(state: AllocationState) -> Allocation:
    return an_allocation(state=state, flags=("high_risk",), child="yes", quality=("age_unlikely",))


@pytest.mark.parametrize("state", [S.WITHDRAWN, S.DECLINED, S.LAPSED, S.VOIDED, S.TRANSFERRED])
def test_what_is_out_of_its_hands_shows_no_facts(state: AllocationState) -> None:
    shown = as_shown(_full(state))
    assert (shown.needs, shown.flags, shown.child, shown.quality) == ((), (), "", ())


@pytest.mark.parametrize("state", sorted(OUT_OF_ITS_HANDS | set(HELD)))
def test_when_somebody_leaves_prison_is_not_shown_to_who_has_it_no_more(state: AllocationState) -> None:
    assert as_shown(replace(_full(state), appointment_by=MONDAY)).appointment_by is None


@pytest.mark.parametrize("state", [*IN_HAND, S.CLOSED])
def test_what_it_works_or_has_worked_on_is_shown_whole(state: AllocationState) -> None:
    assert state not in OUT_OF_ITS_HANDS
    allocation = _full(state)
    assert as_shown(allocation) == allocation


@pytest.mark.parametrize("state", HELD)
def test_what_stopped_and_is_held_by_now_shows_that_it_was_taken_back_and_no_more(state: AllocationState) -> None:
    shown = as_shown(replace(_full(state), missing="explicit_consent", ask_of="officer", obligations=("x",)))
    assert (shown.state, shown.missing, shown.ask_of, shown.needs, shown.obligations) == (S.WITHDRAWN, "", "", (), ())
