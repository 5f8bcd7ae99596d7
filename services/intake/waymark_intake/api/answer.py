"""Answering what was asked about a referral, for the agency that sent it, without sending the record anew.

Not here: what an answer comes to (answered.py), the page (pages/answer.py), the word on sharing (consent's door).
"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response

from waymark.auth import Actor
from waymark.http import parsed, problems
from waymark.ids import ReferralId
from waymark_intake import actions
from waymark_intake.actions import Accepted
from waymark_intake.api.held_key import KeyHeader
from waymark_intake.api.own import TAKEN, Here, IntakeContext, Sender, reply_to
from waymark_intake.api.sealing import checked_key, sealed_answer
from waymark_intake.following.receipt import Receipt
from waymark_intake.records.answered import AnswerGiven

router = APIRouter()


_EXAMPLES = {
    "contact": {
        "summary": "Another number, and what is safe on it",
        "value": {
            "version": 1,
            "contact": {"mobile": "07700 900123"},
            "safe_contact": {"mobile_safe": "yes", "text_safe": "no"},
        },
    }
}


@router.post(
    "/v1/referrals/{referral_id}:answer",
    status_code=202,
    response_model=Receipt,
    responses=TAKEN | problems(409),
    openapi_extra={"requestBody": {"content": {"application/json": {"examples": _EXAMPLES}}}},
)
async def answer(
    actor: Sender,
    referral_id: UUID,
    given: Annotated[AnswerGiven, Depends(parsed(AnswerGiven))],
    context: Here,
    idempotency_key: KeyHeader = None,
) -> Response:
    """Answer what was asked of the caller's own agency: 202 with the version it made; the rest of the record stays.

    409 names the current version where another one was answered. The same key with the same answer gives the same
    reply again. `police_clock` is null in it: an answer neither starts nor stops that clock.
    """
    key = checked_key(idempotency_key)
    return reply_to(await accept_answer(given, key, referral_id=referral_id, actor=actor, context=context))


async def accept_answer(
    given: AnswerGiven, key: str, *, referral_id: UUID, actor: Actor, context: IntakeContext
) -> Accepted:
    """Take the answer, durably; raises Refused, and Unavailable where it cannot be sealed now."""
    submission = await sealed_answer(given, key, referral_id=ReferralId(referral_id), actor=actor, context=context)
    async with context.database.transaction(actor.agency) as tx:
        return await actions.answer_referral(tx, submission, version=given.version)
