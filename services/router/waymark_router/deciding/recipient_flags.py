"""Which of a referral's flags one recipient is told: a flag can be as dangerous in the wrong queue as a narrative.

Not here: where the referral goes (`allocation.py`), and what consent permits (the scope it tells).
"""

from collections.abc import Sequence

from waymark.contracts.consent import Duty, RecipientScope
from waymark.contracts.routing import RoutedAllocation
from waymark.words import AllocationState, Flag, Group
from waymark_router.facts.fact import Value

# Nobody can serve without these: in which language to speak, and that a business and not a person was harmed.
# They say nothing of danger, so they need no agreement on risk.
NEEDED_TO_SERVE = frozenset({Flag.INTERPRETER, Flag.BUSINESS})


def grants_risk(scope: RecipientScope | None) -> bool:
    """Whether consent's answer for the agency lets it see risk; no answer is no."""
    return scope is not None and Group.RISK in scope.groups


def flags_for(
    allocation: RoutedAllocation, given: Value, scope: RecipientScope | None, duties: Sequence[Duty] = ()
) -> tuple[Flag, ...]:
    """The flags that travel with the allocation, in the order of the closed list; `given` are the referral's own.

    A duty is told all, but one of single fields none: flags are not among them; one that ended, what is needed to
    serve. An offer tells all where risk is granted, else what is needed to serve; so does a held one, which nobody may
    see yet. One taken back tells none.
    """
    if allocation.state is AllocationState.WITHDRAWN or not isinstance(given, frozenset):
        return ()
    told = [duty for duty in duties if duty.agency == allocation.agency] if allocation.duty else []
    if told and all(duty.fields for duty in told):
        return ()
    is_offered = allocation.state is AllocationState.OFFERED and not allocation.duty
    tells_all = bool(told) or (is_offered and grants_risk(scope))
    return tuple(flag for flag in Flag if flag.value in given and (tells_all or flag in NEEDED_TO_SERVE))
