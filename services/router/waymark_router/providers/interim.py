"""What a person is offered while they wait: support while waiting is what waiting lists are blamed for not giving.

Source: needs assessment S5. Not here: how long the wait is (`availability.py`), what a provider then does (notifier).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from waymark.words import InterimOffer, Pathway
from waymark_router.providers.availability import Room
from waymark_router.providers.provider import DirectoryService


@dataclass(frozen=True, slots=True)
class InterimFrom:
    """From `valid_from` on: from how many weeks of waiting something is offered, and what where a service says none."""

    valid_from: date
    weeks: int
    usual: tuple[InterimOffer, ...]


INTERIM_FROM: tuple[InterimFrom, ...] = (
    InterimFrom(date(2023, 4, 1), 4, (InterimOffer.SELF_HELP_MATERIAL, InterimOffer.CHECK_IN_CALLS)),
)
# These only pass on what was said, or are a person who decides: nobody waits for support of theirs.
_NOT_WAITED_FOR = frozenset({Pathway.TRIAGE, Pathway.SAFEGUARDING, Pathway.NATIONAL_REFERRAL, Pathway.CROSS_BORDER})


def interim_for(service: DirectoryService, room: Room, *, on: date) -> Sequence[InterimOffer]:
    """What is offered meanwhile where the service is full or the wait is known to be long; nothing otherwise."""
    rules = [row for row in INTERIM_FROM if row.valid_from <= on] or [INTERIM_FROM[0]]
    is_long = room.weeks is not None and room.weeks >= rules[-1].weeks
    if service.pathway in _NOT_WAITED_FOR or not (is_long or room.has_room is False):
        return ()
    return service.interim or rules[-1].usual
