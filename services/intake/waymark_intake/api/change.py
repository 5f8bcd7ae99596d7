"""Correcting and withdrawing a referral, for the agency that sent it. Not here: what a record means, following one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from waymark.auth import Actor
from waymark.db import SYSTEM, Transaction
from waymark.http import Body, parse_json, parsed, problems, writing
from waymark.words import WithdrawReason
from waymark_intake import actions, queries
from waymark_intake.actions import Accepted
from waymark_intake.api import partner, police
from waymark_intake.api.counted import CountedRoute
from waymark_intake.api.held_key import HeldKey
from waymark_intake.api.own import TAKEN, Here, IntakeContext, Sender, faults_below, reply_to
from waymark_intake.api.sealing import Sent, sealed
from waymark_intake.example import BY_NAME
from waymark_intake.following.receipt import Receipt, ReferralView, no_such_referral, view_of
from waymark_intake.partner.record import PartnerRecord
from waymark_intake.police.record import PoliceRecord
from waymark_intake.queries import SentAs
from waymark_intake.records.record import RecordPart
from waymark_intake.referral import Canonical, RecordKind

R = TypeVar("R", bound=RecordPart)
router = APIRouter()
corrections = APIRouter(route_class=CountedRoute)


class Change(BaseModel):
    """Base of what a sender asks to change."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, hide_input_in_errors=True)


class CorrectionOf(Change, Generic[R]):
    """A whole new record in the place of version `version`."""

    version: Annotated[int, Field(ge=1)]
    record: R


class Withdrawal(Change):
    """Why the sender takes a referral back."""

    reason: WithdrawReason


@dataclass(frozen=True, slots=True, repr=False)
class Corrected:
    """What takes the place of version `version`: what the new record comes to, and the record as it was written."""

    canonical: Canonical
    written: bytes
    version: int


@dataclass(frozen=True, slots=True)
class Format(Generic[R]):
    """How a referral of one format is corrected: the shape of the request, and what its record comes to."""

    correction: type[CorrectionOf[R]]
    canonical_of: Callable[..., Canonical]


FORMATS: Mapping[RecordKind, Format[Any]] = {
    RecordKind.POLICE: Format(CorrectionOf[PoliceRecord], police.canonical_of),
    RecordKind.PARTNER: Format(CorrectionOf[PartnerRecord], partner.canonical_of),
}
# The request's shape depends on how the referral was sent, so the route reads it itself.
_CORRECTED = {
    kind: {"summary": f"Of a {kind} record", "value": {"version": 1, "record": BY_NAME[name].record}}
    for kind, name in ((RecordKind.POLICE, "burglary"), (RecordKind.PARTNER, "slavery-child"))
}
_EITHER = Body(*(one.correction for one in FORMATS.values()))


@corrections.post(
    "/v1/referrals/{referral_id}:correct",
    status_code=202,
    response_model=Receipt,
    dependencies=[Depends(_EITHER)],
    responses=TAKEN | problems(409),
    openapi_extra={"requestBody": {"content": {"application/json": {"examples": _CORRECTED}}}},
)
async def correct(
    request: Request,
    actor: Sender,
    key: HeldKey,
    referral_id: UUID,
    context: Here,
) -> Response:
    """Replace the record of a referral of the caller's own agency: 202 with the version it has now.

    409 names the current version where another one was to be corrected. A record that changes nothing leaves the
    version as it is. The same key with the same correction gives the same answer again.
    """
    raw = await request.body()
    # Closed before sealing and before the writing transaction, so that a request never holds two connections.
    async with context.database.reader(actor.agency) as reader:
        sent = await queries.find_sent(reader, referral_id)
    if sent is None or sent.kind not in FORMATS:
        raise no_such_referral()
    asked = parse_json(FORMATS[sent.kind].correction, raw)
    with faults_below("/record"):
        canonical = FORMATS[sent.kind].canonical_of(
            asked.record, actor=actor, context=context, received_at=sent.received_at
        )
    corrected = Corrected(canonical, asked.record.written(), asked.version)
    return reply_to(await accept_correction(corrected, key, sent=sent, actor=actor, context=context))


async def accept_correction(
    corrected: Corrected, key: str, *, sent: SentAs, actor: Actor, context: IntakeContext
) -> Accepted:
    """Put the record in the place of that version of the referral, durably; whose it is was proved by the caller.

    Raises Refused CONFLICT for another version or a referral that is over, INVALID for a key used before; Unavailable.
    """
    submission = await sealed(
        corrected.canonical,
        b"%s %d %s" % (str(sent.referral_id).encode(), corrected.version, corrected.written),
        key,
        sent=Sent(agency=actor.agency, subject=actor.subject, kind=sent.kind, received_at=sent.received_at),
        context=context,
        known_as=(sent.referral_id, sent.journey_id),
    )
    # The system's view, because people are compared across senders.
    async with context.database.transaction(SYSTEM) as tx:
        return await actions.correct_referral(
            tx, submission, version=corrected.version, match_keys=context.own.match_keys
        )


@router.post("/v1/referrals/{referral_id}:withdraw", status_code=202, responses=problems(409))
async def withdraw(
    actor: Sender,
    referral_id: UUID,
    withdrawal: Annotated[Withdrawal, Depends(parsed(Withdrawal))],
    tx: Annotated[Transaction, Depends(writing, scope="function")],
) -> ReferralView:
    """Take a referral of the caller's own agency back, whole; saying it again changes nothing. 404 for another's."""
    await actions.withdraw_referral(
        tx, referral_id, reason=withdrawal.reason, agency=actor.agency, subject=actor.subject
    )
    kept = await queries.find_referral(tx, referral_id)
    if kept is None:
        raise no_such_referral()
    return view_of(kept, await queries.list_allocations(tx, referral_id), seen_by=actor.agency_role)
