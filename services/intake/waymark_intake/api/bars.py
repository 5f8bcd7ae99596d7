"""BaRS in: `$process-message` of the NHS Booking and Referral Standard, answered as that standard answers.

A message comes to the same record, sealing and effect as a health agency's own (partner.py beside this); X-Request-ID
is its idempotency key. Not here: what a message means (waymark_intake.bars).
"""

from collections.abc import Callable, Coroutine
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Header, Request, Response
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute

from waymark.auth import Actor
from waymark.errors import Fault, Refused, Unavailable
from waymark.http import demanded, parse_json, problems
from waymark.http.bodies import check_content_type
from waymark.words import WithdrawReason
from waymark_intake import actions, queries
from waymark_intake.actions import Accepted
from waymark_intake.api import partner
from waymark_intake.api.counted import count_request
from waymark_intake.api.own import Here, IntakeContext, Sender
from waymark_intake.api.sealing import IDEMPOTENCY_KEY, Sent, checked_key, sealed
from waymark_intake.bars.message import Bundle
from waymark_intake.bars.outcome import FHIR_JSON, TAKEN_BEFORE, UNAVAILABLE, Status, outcome_of, response_to, status_of
from waymark_intake.bars.reading import Reading, record_of
from waymark_intake.bars.workflow import Asked, Message, message_of
from waymark_intake.following.correction import StaleVersion
from waymark_intake.following.receipt import no_such_referral
from waymark_intake.partner.record import PartnerRecord
from waymark_intake.referral import RecordKind

_TAKEN = "This message was taken before"
_ACTIVE, _REVOKED = "active", "revoked"


class BarsRoute(APIRoute):
    """Answers every refusal behind it, that of the guard too, with an OperationOutcome."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The route's own handler, with refusals put into BaRS's words."""
        handler = super().get_route_handler()

        async def answered(request: Request) -> Response:
            try:
                return await handler(request)
            except Refused as error:
                await count_request(request, error)
                return _outcome(status_of(error.kind, error.code), error.title, error.faults)
            except Unavailable as error:
                response = _outcome(UNAVAILABLE, "Try again")
                response.headers["retry-after"] = str(error.retry_after)
                return response

        return answered


router = APIRouter(route_class=BarsRoute)


def _outcome(status: Status, title: str, faults: tuple[Fault, ...] = ()) -> Response:
    return JSONResponse(outcome_of(status, title, faults), status_code=status.http, media_type=FHIR_JSON)


RequestId = Annotated[str | None, Header(alias="X-Request-ID"), demanded(IDEMPOTENCY_KEY)]
_OUTCOME = {
    "type": "object",
    "required": ["resourceType", "issue"],
    "properties": {"resourceType": {"const": "OperationOutcome"}, "issue": {"type": "array", "minItems": 1}},
}
_RESPONSE = {
    "type": "object",
    "required": ["resourceType", "type", "entry"],
    "properties": {"resourceType": {"const": "Bundle"}, "type": {"const": "message"}, "entry": {"type": "array"}},
}
_REFUSALS = {
    "400": "No such message: not JSON as we read it, another workflow, or no X-Request-ID",
    "401": "Nobody is known",
    "403": "Not for this agency",
    "404": "No such referral of this sender",
    "406": "Another type of body is wanted",
    "409": "The same message was taken before, or it is about another version",
    "413": "Something in the message is too large",
    "422": "An element is not as it must be; each issue says which",
    "425": "The same message is being worked on: try again soon",
    "503": "Something we need is away: Retry-After says when to try again",
    "default": "Anything else: an outcome",
}
_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {"description": "A response message", "content": {FHIR_JSON: {"schema": _RESPONSE}}},
    **problems(408),
    **{status: {"description": why, "content": {FHIR_JSON: {"schema": _OUTCOME}}} for status, why in _REFUSALS.items()},
}
# What is said before the route is reached is said as our own doors say it.
_ANSWERS["413"]["content"] |= problems(413)[413]["content"]
_SHAPE = {
    "type": "object",
    "required": ["resourceType", "type", "entry"],
    "properties": {"resourceType": {"const": "Bundle"}, "type": {"const": "message"}, "entry": {"type": "array"}},
}


@router.post(
    "/bars/$process-message",
    response_class=Response,
    responses=_ANSWERS,
    openapi_extra={"requestBody": {"required": True, "content": {FHIR_JSON: {"schema": _SHAPE}}}},
)
async def process_message(request: Request, actor: Sender, context: Here, x_request_id: RequestId = None) -> Response:
    """Take a servicerequest-request message: new, update or revoke; 200 with a response message.

    409 `duplicate` says that the same message was taken before; 400 `invariant` names the element that makes it
    another workflow; 404 is a referral that is not the sender's.
    """
    check_content_type(request, FHIR_JSON)
    key = checked_key(x_request_id)
    message = message_of(parse_json(Bundle, await request.body()))
    with context.own.in_flight.holding(actor.agency, key):
        return await _answered(message, key, actor, context)


async def _answered(message: Message, key: str, actor: Actor, context: IntakeContext) -> Response:
    if message.asked is Asked.REVOKE:
        return _response(message, await _revoked(message, actor, context), 1, _REVOKED, context)
    accepted, version = await (_new if message.asked is Asked.NEW else _updated)(message, key, actor, context)
    if accepted.is_replay:
        return _outcome(TAKEN_BEFORE, _TAKEN)
    return _response(message, accepted.referral_id, version, _ACTIVE, context)


def _response(message: Message, referral_id: UUID, version: int, status: str, context: IntakeContext) -> Response:
    found = response_to(message.bundle, referral_id, version=version, status=status, at=context.clock.now())
    return JSONResponse(found, media_type=FHIR_JSON)


async def _new(message: Message, key: str, actor: Actor, context: IntakeContext) -> tuple[Accepted, int]:
    reading = record_of(message)
    try:
        record = parse_json(PartnerRecord, reading.written)
        return await partner.accept_partner(record, key, actor=actor, context=context), 1
    except Refused as error:
        raise _in_the_message(error, reading) from None


async def _updated(message: Message, key: str, actor: Actor, context: IntakeContext) -> tuple[Accepted, int]:
    """The referral that the ServiceRequest's id names, with the message in the place of its record."""
    referral_id = _referral_id(message)
    async with context.database.reader(actor.agency) as reader:
        sent = await queries.find_sent(reader, referral_id)
        kept = await queries.find_referral(reader, referral_id)
    if sent is None or kept is None or sent.kind is not RecordKind.PARTNER:
        raise no_such_referral()
    named = message.request.meta.version
    if named and named != str(kept.version):
        raise StaleVersion(kept.version)
    reading = record_of(message)
    try:
        record = parse_json(PartnerRecord, reading.written)
        canonical = partner.canonical_of(record, actor=actor, context=context, received_at=sent.received_at)
    except Refused as error:
        raise _in_the_message(error, reading) from None
    submission = await sealed(
        canonical,
        b"%s %s" % (str(referral_id).encode(), record.written()),
        key,
        sent=Sent(agency=actor.agency, subject=actor.subject, kind=sent.kind, received_at=sent.received_at),
        context=context,
        known_as=(sent.referral_id, sent.journey_id),
    )
    async with context.database.transaction(actor.agency) as tx:
        accepted = await actions.correct_referral(tx, submission, version=kept.version)
        found = await queries.find_referral(tx, referral_id)
    return accepted, found.version if found else kept.version


async def _revoked(message: Message, actor: Actor, context: IntakeContext) -> UUID:
    referral_id = _referral_id(message)
    reason = WithdrawReason.SENT_IN_ERROR if message.request.status != _REVOKED else WithdrawReason.NO_LONGER_NEEDED
    async with context.database.transaction(actor.agency) as tx:
        await actions.withdraw_referral(tx, referral_id, reason=reason, agency=actor.agency, subject=actor.subject)
    return referral_id


def _referral_id(message: Message) -> UUID:
    """The referral that the message is about: the id we gave it, which the sender says back."""
    try:
        return UUID(message.request.id)
    except ValueError:
        raise no_such_referral() from None


def _in_the_message(error: Refused, reading: Reading) -> Refused:
    """The refusal with its faults named in the message, not in the record that was made of it."""
    faults = tuple(Fault(reading.place(fault.pointer), fault.code, fault.fix) for fault in error.faults)
    return Refused(error.kind, error.title, code=error.code, faults=faults)
