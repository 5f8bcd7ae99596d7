"""What a provider's views show of an allocation: no facts about a person who is no longer in its hands.

Used by the API and the pages alike. Not here: who may see the row at all (allocation.py, row security).
"""

from dataclasses import replace

from waymark.words import AllocationState
from waymark_notifier.allocation import Allocation
from waymark_notifier.transition import HELD

S = AllocationState

OUT_OF_ITS_HANDS = frozenset({S.WITHDRAWN, S.DECLINED, S.LAPSED, S.VOIDED, S.TRANSFERRED})


def as_shown(allocation: Allocation) -> Allocation:
    """The allocation as its provider sees it: facts of the person and the record are empty once it is out of its hands.

    Where it stopped and is held by now, its provider sees that it was taken back, and not what it waits for.
    """
    if allocation.state not in OUT_OF_ITS_HANDS and allocation.state not in HELD:
        return allocation
    state = S.WITHDRAWN if allocation.state in HELD else allocation.state
    return replace(
        allocation,
        state=state,
        needs=(),
        flags=(),
        child="",
        quality=(),
        appointment_by=None,
        corrections=(),
        obligations=(),
        unmet=(),
        missing="",
        ask_of="",
        interim=(),
        interim_until=None,
        interim_given=(),
    )
