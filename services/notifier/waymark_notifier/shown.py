"""What a provider's views show of an allocation: no facts about a person who is no longer in its hands.

Used by the API and the pages alike. Not here: who may see the row at all (allocation.py, row security).
"""

from dataclasses import replace

from waymark.words import AllocationState
from waymark_notifier.allocation import Allocation

S = AllocationState

OUT_OF_ITS_HANDS = frozenset({S.WITHDRAWN, S.DECLINED, S.LAPSED, S.VOIDED, S.TRANSFERRED})


def as_shown(allocation: Allocation) -> Allocation:
    """The allocation as its provider sees it: needs, flags, child and quality are empty once it is out of its hands."""
    if allocation.state not in OUT_OF_ITS_HANDS:
        return allocation
    return replace(allocation, needs=(), flags=(), child="", quality=())
