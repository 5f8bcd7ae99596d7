"""What views show of an allocation, by state."""

import pytest

from tests.builders.allocation import an_allocation
from waymark.words import AllocationState
from waymark_notifier.allocation import Allocation
from waymark_notifier.shown import OUT_OF_ITS_HANDS, as_shown
from waymark_notifier.transition import OPEN

S = AllocationState


def _full(state: AllocationState) -> Allocation:
    return an_allocation(state=state, flags=("high_risk",), child="yes", quality=("age_unlikely",))


@pytest.mark.parametrize("state", [S.WITHDRAWN, S.DECLINED, S.LAPSED, S.VOIDED, S.TRANSFERRED])
def test_what_is_out_of_its_hands_shows_no_facts(state: AllocationState) -> None:
    shown = as_shown(_full(state))
    assert (shown.needs, shown.flags, shown.child, shown.quality) == ((), (), "", ())


@pytest.mark.parametrize("state", [*OPEN, S.CLOSED])
def test_what_it_works_or_has_worked_on_is_shown_whole(state: AllocationState) -> None:
    assert state not in OUT_OF_ITS_HANDS
    allocation = _full(state)
    assert as_shown(allocation) == allocation
