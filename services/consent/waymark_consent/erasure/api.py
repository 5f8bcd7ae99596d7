"""The data protection lead's door: erase the person of a referral. Not here: what erasing is (actions.py)."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict

from waymark.auth import Actor
from waymark.db import Transaction
from waymark.guard import Allows
from waymark.http import parsed, problems, writing
from waymark.permission import Permission
from waymark.words import ErasureGround
from waymark_consent.erasure.actions import erase_person

router = APIRouter()
_ASKED = {"referral_id": "019ab000-0000-7000-8000-000000000001", "ground": "person_asked", "also_linked": False}
_EXAMPLE = {"requestBody": {"content": {"application/json": {"examples": {"usual": {"value": _ASKED}}}}}}


class ErasureBody(BaseModel):
    """Whose person is erased, on what ground, and whether the same person's other referrals are erased too.

    `also_linked` reaches those that somebody at the triage desk has confirmed to be the same person's, no others.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    referral_id: UUID
    ground: ErasureGround
    also_linked: bool = False


class ErasureAnswer(BaseModel):
    """When the person was erased: now, or the time it was done before."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    referral_id: UUID
    erased_at: datetime


@router.post("/v1/erasures", responses=problems(404), openapi_extra=_EXAMPLE)
async def post_erasure(
    body: Annotated[ErasureBody, Depends(parsed(ErasureBody))],
    actor: Annotated[Actor, Depends(Allows(Permission.PERSON_ERASE))],
    tx: Annotated[Transaction, Depends(writing, scope="function")],
) -> ErasureAnswer:
    """Erase a person for good: nothing opens their record again, and every service forgets what it keeps of them.

    Linked referrals follow within moments. 404 where there is no such referral; the same again changes nothing.
    """
    erased_at = await erase_person(
        tx, body.referral_id, ground=body.ground, also_linked=body.also_linked, actor=actor.subject
    )
    return ErasureAnswer(referral_id=body.referral_id, erased_at=erased_at)
