"""Police records in: one record, a receipt or a refusal. Not here: many at once (batch.py), what a record means."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Response

from waymark.auth import Actor
from waymark.errors import Kind, Refused, Unavailable
from waymark.http import parsed, problems
from waymark.words import AgencyRole
from waymark_intake import actions
from waymark_intake.actions import Accepted
from waymark_intake.api.counted import CountedRoute
from waymark_intake.api.held_key import HeldKey
from waymark_intake.api.own import TAKEN, Here, IntakeContext, Sender, reply_to
from waymark_intake.api.published import examples_of
from waymark_intake.api.sealing import Sent, sealed
from waymark_intake.following.correction import StaleVersion
from waymark_intake.following.receipt import Receipt
from waymark_intake.police.canonical import normalise
from waymark_intake.police.record import PoliceRecord
from waymark_intake.recognition.event import AlreadyReferred, Recognised
from waymark_intake.referral import Canonical, RecordKind

# The lines of one file about one crime and victim are worked on side by side: each waits for its turn.
_TRIES = 50
router = APIRouter(route_class=CountedRoute)


@router.post(
    "/v1/referrals",
    status_code=202,
    response_model=Receipt,
    responses=TAKEN | problems(409),
    openapi_extra=examples_of(RecordKind.POLICE),
)
async def submit(
    actor: Sender,
    key: HeldKey,
    record: Annotated[PoliceRecord, Depends(parsed(PoliceRecord))],
    context: Here,
) -> Response:
    """Accept a police record: 202 once it is durable, with its police clock and what to improve in it.

    The same key with the same record gives the same answer again, marked `Idempotent-Replay: true`; 409 with
    Retry-After while the first request with it is being worked on, 422 for another record. Under a new key the same
    record is answered as a repeat, and another one of the same crime and victim is taken as a correction, a version
    more: `Waymark-Recognised` says which (ADR 0021).
    """
    check_police(actor)
    return reply_to(await accept(record, key, actor=actor, context=context))


def check_police(actor: Actor) -> None:
    """Raise Refused(FORBIDDEN) unless the agency is a police agency."""
    if actor.agency_role is not AgencyRole.POLICE:
        raise Refused(Kind.FORBIDDEN, "Police records are taken from police agencies only", code="sender_not_police")


async def accept(record: PoliceRecord, key: str, *, actor: Actor, context: IntakeContext) -> Accepted:
    """Make the record a referral, durably; raises Refused, and Unavailable where it cannot be now."""
    now = context.clock.now()
    canonical = canonical_of(record, actor=actor, context=context, received_at=now)
    sent = Sent(agency=actor.agency, subject=actor.subject, kind=RecordKind.POLICE, received_at=now)
    submission = await sealed(canonical, record.written(), key, sent=sent, context=context)
    try:
        return await context.own.writer.put(submission)
    except AlreadyReferred as known:
        return await correct_instead(record, key, known, actor=actor, context=context)


async def correct_instead(
    record: PoliceRecord, key: str, known: AlreadyReferred, *, actor: Actor, context: IntakeContext
) -> Accepted:
    """Take the record as a correction of the referral it belongs to, sealed for it: the newest record counts.

    Raises Refused where it was withdrawn in between, Unavailable where it is corrected again and again meanwhile.
    """
    received_at, version = known.received_at, known.version
    canonical = canonical_of(record, actor=actor, context=context, received_at=received_at)
    sent = Sent(agency=actor.agency, subject=actor.subject, kind=RecordKind.POLICE, received_at=received_at)
    known_as = (known.referral_id, known.journey_id)
    submission = await sealed(canonical, record.written(), key, sent=sent, context=context, known_as=known_as)
    for _ in range(_TRIES):
        try:
            async with context.database.transaction(actor.agency) as tx:
                accepted = await actions.correct_referral(tx, submission, version=version)
        except StaleVersion as stale:
            version = stale.current
        else:
            return accepted if accepted.is_replay else replace(accepted, recognised=Recognised.CORRECTION)
    raise Unavailable("this referral is being corrected by somebody else at the moment")


def canonical_of(record: PoliceRecord, *, actor: Actor, context: IntakeContext, received_at: datetime) -> Canonical:
    """What the record comes to, first received at `received_at` (UTC); raises Refused FORBIDDEN or INVALID."""
    check_police(actor)
    return normalise(record, received_at=received_at, days_off=context.own.days_off, read_at=context.clock.now())
