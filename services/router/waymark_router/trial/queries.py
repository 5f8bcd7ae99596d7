"""The coded facts of past referrals, read page by page: nothing of them is kept, written or told.

Not here: what is done with them (`comparison.py`).
"""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import Select, select

from waymark.contracts.consent import ReferralScreened
from waymark.db import Reader
from waymark.ids import AgencyId
from waymark.words import Sharing
from waymark_router.deciding.question import local_date
from waymark_router.facts.derived import derive
from waymark_router.tables import referrals
from waymark_router.trial.situation import Past, Situation, situation, without_days

_PAGE = 2000


async def find_past(
    reader: Reader, *, most: int, districts: Collection[str], read: Collection[str] = (), page: int = _PAGE
) -> Past:
    """The last `most` referrals as they were screened last, newest first, without those their sender took back.

    `districts` are the county's own, `read` the facts that the rules ask for: days that none does are left out. Memory
    does not grow with what was screened: one `page` of it at a time.
    """
    past, before = Past(), None
    while len(past) < most:
        rows = await reader.rows(_page(before, min(page, most - len(past))))
        if not rows:
            break
        for row in rows:
            screened = ReferralScreened.model_validate_json(row.screened)
            if screened.withdrawn is None:
                past.add(row.referral_id, situation_of(screened, districts, read))
        before = rows[-1].referral_id
    return past


def _page(before: UUID | None, most: int) -> Select[tuple[UUID, bytes]]:
    """Ids are UUIDv7, so their order is that of time, and the primary key finds the page."""
    page = select(referrals.c.referral_id, referrals.c.screened).order_by(referrals.c.referral_id.desc()).limit(most)
    return page if before is None else page.where(referrals.c.referral_id < before)


def situation_of(screened: ReferralScreened, districts: Collection[str], read: Collection[str] = ()) -> Situation:
    """What a decision by rules that `read` these facts would look at: facts as they were on the day received, and whom
    consent lets see it.
    """
    kinds = tuple(duty.kind for duty in screened.duties)
    values = derive(screened.facts, duties=kinds, districts=districts, on=local_date(screened.received_at))
    return situation(
        without_days(values, read),
        open_to=frozenset(AgencyId(one.agency) for one in screened.scope if one.sharing is not Sharing.WITHHOLD),
        duties=tuple((duty.kind, duty.agency) for duty in screened.duties),
    )
