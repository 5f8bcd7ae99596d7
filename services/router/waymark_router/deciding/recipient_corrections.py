"""Which of a referral's corrections one recipient is told of: those of groups it may see, and of facts.

That a group changed can itself say something: whoever may not see a group does not hear of it either. Not here: what
changed (only the release door shows that).
"""

from collections.abc import Sequence

from waymark.contracts.consent import Duty, RecipientScope
from waymark.contracts.referral import Correction
from waymark.contracts.routing import RoutedAllocation
from waymark.words import AllocationState, Group, Sharing


def corrections_for(
    allocation: RoutedAllocation,
    corrections: Sequence[Correction],
    scope: RecipientScope | None,
    duties: Sequence[Duty],
) -> tuple[Correction, ...]:
    """The corrections that travel with the allocation, each with its visible groups only; without any it is left out.

    Only what is offered is told: a held one nobody may see yet. A duty sees the groups of its agency's duties.
    """
    if not corrections or allocation.state is not AllocationState.OFFERED:
        return ()
    seen = {Group.FACTS, *_permitted(scope)}
    if allocation.duty:
        seen |= {group for duty in duties if duty.agency == allocation.agency for group in _told(duty)}
    visible = ((one, tuple(group for group in one.groups if group in seen)) for one in corrections)
    return tuple(one.model_copy(update={"groups": groups}) for one, groups in visible if groups)


def _permitted(scope: RecipientScope | None) -> tuple[Group, ...]:
    return scope.groups if scope is not None and scope.sharing is Sharing.PERMIT else ()


def _told(duty: Duty) -> set[Group]:
    """The groups a duty tells of; one that names single fields tells of their groups."""
    if not duty.fields:
        return set(duty.groups)
    return {Group(field.partition(".")[0]) for field in duty.fields}
