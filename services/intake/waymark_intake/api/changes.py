"""What changed of the caller's own referrals since it last asked. Not here: one referral (follow.py)."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict

from waymark.auth import Actor
from waymark.db import Reader
from waymark.guard import Allows
from waymark.http import reading
from waymark.permission import Permission
from waymark_intake.changes.place import ChangePlace
from waymark_intake.changes.queries import list_changed
from waymark_intake.following.receipt import ReferralView

router = APIRouter()
Follower = Annotated[Actor, Depends(Allows(Permission.REFERRAL_FOLLOW))]
_PAGE = 100


class ChangedReferrals(BaseModel):
    """Referrals that changed, each once and as it stands now, and the place to ask from next time.

    `after` is always given: keep it once the page is worked through. `more` says that another page is there already.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    referrals: tuple[ReferralView, ...]
    after: str
    more: bool


@router.get("/v1/referrals/changes")
async def changes(
    actor: Follower,
    reader: Annotated[Reader, Depends(reading)],
    after: Annotated[str, Query(max_length=100, description="the last answer's; empty: from the start")] = "",
    most: Annotated[int, Query(ge=1, le=_PAGE)] = _PAGE,
) -> ChangedReferrals:
    """The caller's own referrals that were received, corrected, withdrawn or went a step since `after`.

    Poll this address instead of one per referral. Nothing is ever left out: what changes while you read comes on a
    later page, if need be once more.
    """
    found = await list_changed(reader, actor.agency, ChangePlace.read(after), seen_by=actor.agency_role, most=most)
    return ChangedReferrals(referrals=found.views, after=found.after.text(), more=found.more)
