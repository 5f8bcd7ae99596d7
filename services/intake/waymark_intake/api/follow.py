"""A referral's way for its sender. Not here: changing it (change.py)."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict

from waymark.auth import Actor
from waymark.db import Reader
from waymark.guard import Allows
from waymark.http import reading
from waymark.permission import Permission
from waymark_intake import queries
from waymark_intake.following.receipt import HistoryEntry, ReferralView, no_such_referral, view_of

router = APIRouter()
Follower = Annotated[Actor, Depends(Allows(Permission.REFERRAL_FOLLOW))]


@router.get("/v1/referrals/{referral_id}")
async def follow(actor: Follower, referral_id: UUID, reader: Annotated[Reader, Depends(reading)]) -> ReferralView:
    """Where a referral of the caller's own agency stands; 404 for every other one."""
    kept = await queries.find_referral(reader, referral_id)
    if kept is None:
        raise no_such_referral()
    return view_of(kept, await queries.list_allocations(reader, referral_id), seen_by=actor.agency_role)


class ReferralHistory(BaseModel):
    """What happened to a referral, the oldest first; of confidential treatment attendance only."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    history: tuple[HistoryEntry, ...]


@router.get("/v1/referrals/{referral_id}/history")
async def history(actor: Follower, referral_id: UUID, reader: Annotated[Reader, Depends(reading)]) -> ReferralHistory:
    """What happened to a referral of the caller's own agency, as far as it may be told; 404 for every other one."""
    found = await queries.find_history(reader, referral_id, seen_by=actor.agency_role)
    if found is None:
        raise no_such_referral()
    return ReferralHistory(history=found)
