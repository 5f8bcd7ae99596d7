"""Partner referrals in: one record of a kind that the sender's agency may send. Not here: what a record means."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Response

from waymark.auth import Actor
from waymark.errors import Fault, Kind, Refused
from waymark.http import parsed, problems
from waymark.words import SENDER_CLASS_OF
from waymark_intake.actions import Accepted
from waymark_intake.api.counted import CountedRoute
from waymark_intake.api.held_key import HeldKey
from waymark_intake.api.own import TAKEN, Here, IntakeContext, Sender, reply_to
from waymark_intake.api.published import examples_of
from waymark_intake.api.sealing import Sent, sealed
from waymark_intake.following.receipt import Receipt
from waymark_intake.partner.canonical import normalise
from waymark_intake.partner.kind import kinds_of
from waymark_intake.partner.record import PartnerRecord
from waymark_intake.referral import Canonical, RecordKind
from waymark_intake.working_day import local_date

router = APIRouter(route_class=CountedRoute)


@router.post(
    "/v1/partner-referrals",
    status_code=202,
    response_model=Receipt,
    responses=TAKEN | problems(409),
    openapi_extra=examples_of(RecordKind.PARTNER),
)
async def submit_partner(
    actor: Sender,
    key: HeldKey,
    record: Annotated[PartnerRecord, Depends(parsed(PartnerRecord))],
    context: Here,
) -> Response:
    """Accept a partner's record: 202 once it is durable, with what to improve in it; 403 for a kind of another sender.

    The same key with the same record gives the same answer again, marked `Idempotent-Replay: true`; 409 with
    Retry-After while the first request with it is being worked on, 422 for another record.
    """
    return reply_to(await accept_partner(record, key, actor=actor, context=context))


async def accept_partner(record: PartnerRecord, key: str, *, actor: Actor, context: IntakeContext) -> Accepted:
    """Make the record a referral, durably; raises Refused, and Unavailable where it cannot be now."""
    canonical = canonical_of(record, actor=actor, context=context)
    sent = Sent(agency=actor.agency, subject=actor.subject, kind=RecordKind.PARTNER, received_at=context.clock.now())
    return await context.own.writer.put(await sealed(canonical, record.written(), key, sent=sent, context=context))


def canonical_of(
    record: PartnerRecord, *, actor: Actor, context: IntakeContext, received_at: datetime | None = None
) -> Canonical:
    """What the record comes to; the kind of sender is what the token's agency is, never what the record says.

    `received_at` is when a corrected referral was first received, None for a new one. Raises Refused: FORBIDDEN for a
    kind that is not the agency's, INVALID for what cannot become a referral.
    """
    now = context.clock.now()
    allowed = kinds_of(actor.agency_role, local_date(now))
    if record.kind not in allowed:
        fix = f"Send one of: {', '.join(sorted(allowed))}." if allowed else "Your agency refers nobody by this door."
        fault = Fault("/kind", "kind_not_yours", fix)
        title = "Your agency does not send referrals of this kind"
        raise Refused(Kind.FORBIDDEN, title, code=fault.code, faults=(fault,))
    source = SENDER_CLASS_OF[actor.agency_role]
    return normalise(record, source=source, received_at=received_at or now, read_at=now)
