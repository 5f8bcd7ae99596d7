"""By whose word somebody is offered something while they wait, and until when; said of each allocation once decided.

An offer that stands keeps what was promised with it: whoever has the last place of a service is in its queue, and need
not wait for it because it is full by now. Pure. Not here: what is offered (`providers/interim.py`).
"""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from waymark.contracts.routing import RoutedAllocation
from waymark.words import AllocationState, InterimBy
from waymark_router.deciding.question import Decision, Question
from waymark_router.providers.availability import NOTHING_TOLD, room_for
from waymark_router.providers.provider import Directory

_STANDS = frozenset({AllocationState.OFFERED, AllocationState.ACCEPTED})


def tell_interim(decision: Decision, question: Question, directory: Directory) -> None:
    """Say of what each allocation offers meanwhile by whom and until when; what was promised before stays so."""
    promised = {
        old.allocation.allocation_id: old.allocation for old in question.previous if old.allocation.state in _STANDS
    }
    decision.allocations = [_told(one, promised, question, directory) for one in decision.allocations]


def _told(
    one: RoutedAllocation, promised: Mapping[UUID, RoutedAllocation], question: Question, directory: Directory
) -> RoutedAllocation:
    before = promised.get(one.allocation_id)
    if before is not None and one.state in _STANDS:
        kept = {"interim": before.interim, "interim_by": before.interim_by, "interim_until": before.interim_until}
        return one.model_copy(update=kept)
    service = directory.services.get(one.service)
    if service is None or not one.interim:
        return one.model_copy(update={"interim_by": None, "interim_until": None})
    told = question.availability.get(service.id, NOTHING_TOLD)
    weeks = room_for(service, one.needs, question.values, told, on=question.today).weeks
    until = question.today + timedelta(weeks=weeks) if weeks is not None else None
    by = InterimBy.SERVICE if service.interim else InterimBy.COUNTY
    return one.model_copy(update={"interim_by": by, "interim_until": until})
