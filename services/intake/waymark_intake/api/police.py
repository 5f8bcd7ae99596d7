"""Police records in: one record, a receipt or a refusal. Not here: many at once (batch.py), what a record means."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Response

from waymark.auth import Actor
from waymark.errors import Kind, Refused
from waymark.http import parsed
from waymark.words import AgencyRole
from waymark_intake.actions import Accepted
from waymark_intake.api.own import Here, IntakeContext, Sender, reply_to
from waymark_intake.api.sealing import Sent, checked_key, sealed
from waymark_intake.police import normalise
from waymark_intake.police_record import PoliceRecord
from waymark_intake.receipt import Receipt
from waymark_intake.referral import Canonical, RecordKind

router = APIRouter()


@router.post("/v1/referrals", status_code=202, response_model=Receipt)
async def submit(
    actor: Sender,
    record: Annotated[PoliceRecord, Depends(parsed(PoliceRecord))],
    context: Here,
    idempotency_key: Annotated[str | None, Header()] = None,
) -> Response:
    """Accept a police record: 202 once it is durable, with its police clock and what to improve in it.

    The same key with the same record gives the same answer again, marked `Idempotent-Replay: true`.
    """
    check_police(actor)
    return reply_to(await accept(record, checked_key(idempotency_key), actor=actor, context=context))


def check_police(actor: Actor) -> None:
    """Raise Refused(FORBIDDEN) unless the agency is a police agency."""
    if actor.agency_role is not AgencyRole.POLICE:
        raise Refused(Kind.FORBIDDEN, "Police records are taken from police agencies only", code="sender_not_police")


async def accept(record: PoliceRecord, key: str, *, actor: Actor, context: IntakeContext) -> Accepted:
    """Make the record a referral, durably; raises Refused, and Unavailable where it cannot be now."""
    now = context.clock.now()
    canonical = canonical_of(record, actor=actor, context=context, received_at=now)
    sent = Sent(agency=actor.agency, subject=actor.subject, kind=RecordKind.POLICE, received_at=now)
    return await context.own.writer.put(await sealed(canonical, record.written(), key, sent=sent, context=context))


def canonical_of(record: PoliceRecord, *, actor: Actor, context: IntakeContext, received_at: datetime) -> Canonical:
    """What the record comes to, first received at `received_at` (UTC); raises Refused FORBIDDEN or INVALID."""
    check_police(actor)
    return normalise(record, received_at=received_at, days_off=context.own.days_off, read_at=context.clock.now())
