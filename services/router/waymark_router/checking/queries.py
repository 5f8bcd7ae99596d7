"""What the router can know beside rules and directory: whose agreement consent named lately, and who is full.

Not here: what is checked with it (`check.py`).
"""

from sqlalchemy import select

from waymark.contracts.consent import ReferralScreened
from waymark.db import Reader
from waymark.ids import AgencyId
from waymark.words import Answer
from waymark_router.checking.search import Allowance
from waymark_router.checking.services import Known
from waymark_router.deciding.question import local_date
from waymark_router.providers.availability import Availability, room_for
from waymark_router.providers.provider import Directory, DirectoryService
from waymark_router.queries import find_availability
from waymark_router.tables import referrals

_LOOKED_AT = 500
_LATEST = select(referrals.c.screened).order_by(referrals.c.referral_id.desc()).limit(_LOOKED_AT)


async def find_known(reader: Reader, directory: Directory, allowance: Allowance) -> Known:
    """What a check of today may know, and what it may cost."""
    today = local_date(reader.now)
    available = await find_availability(reader, directory)
    full = frozenset(
        service.id
        for service in directory.services.values()
        if service.id in available and _is_full(service, available[service.id], Known(on=today, allowance=allowance))
    )
    return Known(on=today, allowance=allowance, agreements=await find_agreements(reader), full=full)


async def find_agreements(reader: Reader) -> dict[AgencyId, bool]:
    """By agency whether consent named an agreement that covers it, in any of the latest referrals.

    An agency that consent was not asked about lately is not among them: nothing is known of it.
    """
    found: dict[AgencyId, bool] = {}
    for row in await reader.rows(_LATEST):
        for answer in ReferralScreened.model_validate_json(row.screened).scope:
            found[answer.agency] = found.get(answer.agency, False) or bool(answer.agreement)
    return found


def _is_full(service: DirectoryService, told: Availability, known: Known) -> bool:
    """Whether it has no room for any of those it takes, children or adults."""
    children, adults = service.youngest < known.adult_from, service.oldest >= known.adult_from
    people = [answer for answer, taken in ((Answer.YES, children), (Answer.NO, adults)) if taken]
    rooms = [room_for(service, (), {"child": answer.value}, told, on=known.on) for answer in people]
    return bool(rooms) and all(room.has_room is False for room in rooms)
