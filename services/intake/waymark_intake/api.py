"""REST door of intake: a sender's record in, a receipt or a refusal out, and the referral's way for its sender.

Sealing happens here, before any transaction, so that no readable person is ever near the database. Not here: what a
record means (police.py), and what is stored (actions.py).
"""

import asyncio
import re
from collections.abc import Container
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Request, Response
from pydantic import BaseModel, ConfigDict, StringConstraints
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

from waymark.auth import Actor
from waymark.cipher import seal_person
from waymark.coalescer import Coalescer
from waymark.contracts.consent import KnownKey
from waymark.db import Reader
from waymark.errors import Fault, Kind, Refused, Unavailable
from waymark.guard import Allows
from waymark.http import here, parse_json, parsed, reading
from waymark.http.bodies import check_content_type
from waymark.http.problems import STATUS_OF_KIND, problem_document
from waymark.ids import JourneyId, ReferralId, uuid7
from waymark.service import Context
from waymark.telemetry import current_traceparent
from waymark.words import AgencyRole, Permission
from waymark_intake import queries
from waymark_intake.actions import Accepted
from waymark_intake.fingerprint import keyed_hash
from waymark_intake.ndjson import Line, Lines
from waymark_intake.police import normalise
from waymark_intake.police_record import PoliceRecord
from waymark_intake.receipt import Receipt, ReferralView, view_of
from waymark_intake.referral import Submission
from waymark_intake.settings import IntakeSettings

_IDEMPOTENCY_KEY = r"^[!-~]{1,255}$"
_RECORD = "/record"


@dataclass(frozen=True)
class IntakeOwn:
    """What intake opens for itself: the key of its keyed hashes, the writer of referrals, the bank holidays."""

    hash_key: bytes = field(repr=False)
    writer: Coalescer[Submission, Accepted]
    days_off: Container[date]


class BatchLine(BaseModel):
    """One line of a batch: the key that makes it safe to send again, and the record."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    idempotency_key: Annotated[str, StringConstraints(pattern=_IDEMPOTENCY_KEY)]
    record: PoliceRecord


Here = Annotated[Context[IntakeSettings, IntakeOwn], Depends(here)]
Sender = Annotated[Actor, Depends(Allows(Permission.REFERRAL_SUBMIT))]
router = APIRouter()


@router.post("/v1/referrals", status_code=202)
async def submit(
    actor: Sender,
    record: Annotated[PoliceRecord, Depends(parsed(PoliceRecord))],
    context: Here,
    response: Response,
    idempotency_key: Annotated[str | None, Header()] = None,
) -> Receipt:
    """Accept a police record: 202 once it is durable, with its police clock and what to improve in it.

    The same key with the same record gives the same answer again, marked `Idempotent-Replay: true`.
    """
    _check_police(actor)
    key = _checked_key(idempotency_key)
    accepted = await context.own.writer.put(await _submission(record, key, actor=actor, context=context))
    response.headers["location"] = accepted.receipt.links["self"]
    if accepted.is_replay:
        response.headers["idempotent-replay"] = "true"
    return accepted.receipt


@router.get("/v1/referrals/{referral_id}", dependencies=[Depends(Allows(Permission.REFERRAL_FOLLOW))])
async def follow(referral_id: UUID, reader: Annotated[Reader, Depends(reading)]) -> ReferralView:
    """Where a referral of the caller's own agency stands; 404 for every other one."""
    kept = await queries.find_referral(reader, referral_id)
    if kept is None:
        raise Refused(Kind.NOT_FOUND, "There is no such referral of your agency", code="referral_not_found")
    return view_of(kept, await queries.list_allocations(reader, referral_id))


@router.post("/v1/referrals:batch", response_class=Response)
async def submit_batch(request: Request, actor: Sender, context: Here) -> Response:
    """Accept many records as NDJSON, one `{"idempotency_key", "record"}` per line; answers one result per line.

    Results come in order while the request is still being sent: `{"line", "status", "id", "receipt"}` or
    `{"line", "status", "problem"}`. A bad line is its own result; the rest goes on. Read while you send.
    """
    check_content_type(request, "application/x-ndjson")
    _check_police(actor)
    return BatchReply(request, actor, context)


class BatchReply(Response):
    """Reads lines, works on some at once and sends results in order, with flat memory.

    Not a StreamingResponse: that one may listen for a disconnect, and so swallow parts of a request still being read.
    """

    media_type = "application/x-ndjson"

    def __init__(self, request: Request, actor: Actor, context: Context[IntakeSettings, IntakeOwn]) -> None:
        super().__init__()
        del self.headers["content-length"]
        self._request = request
        self._actor = actor
        self._context = context
        settings = context.settings
        self._slots = asyncio.Semaphore(settings.lines_at_once)
        self._results: asyncio.Queue[asyncio.Task[bytes] | None] = asyncio.Queue(settings.results_waiting)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - ASGI
        """Answer the batch."""
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        async with asyncio.TaskGroup() as group:
            group.create_task(self._read(group))
            while (result := await self._results.get()) is not None:
                await send({"type": "http.response.body", "body": await result, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _read(self, group: asyncio.TaskGroup) -> None:
        lines = Lines(self._context.settings.line_limit_bytes)
        # Who goes away in the middle of a line sent no whole line: what came before stays accepted.
        with suppress(ClientDisconnect):
            async for chunk in self._request.stream():
                for line in lines.feed(chunk):
                    await self._start(group, line)
            for line in lines.end():
                await self._start(group, line)
        await self._results.put(None)

    async def _start(self, group: asyncio.TaskGroup, line: Line) -> None:
        await self._slots.acquire()
        task = group.create_task(self._answer(line))
        task.add_done_callback(lambda _: self._slots.release())
        await self._results.put(task)

    async def _answer(self, line: Line) -> bytes:
        try:
            accepted = await self._accept(line)
        except Refused as error:
            status = STATUS_OF_KIND[error.kind]
            return self._problem(
                line, problem_document(self._request, status, error.title, code=error.code, faults=error.faults)
            )
        except Unavailable as error:
            return self._problem(line, problem_document(self._request, 503, error.title, code="unavailable"))
        receipt = accepted.receipt
        replayed = b"true" if accepted.is_replay else b"false"
        return b'{"line":%d,"status":202,"id":"%s","replayed":%s,"receipt":%s}\n' % (
            line.number,
            str(receipt.id).encode(),
            replayed,
            receipt.model_dump_json().encode(),
        )

    async def _accept(self, line: Line) -> Accepted:
        if line.raw is None:
            limit = self._context.settings.line_limit_bytes
            raise Refused(Kind.TOO_LARGE, f"A line may have at most {limit} bytes", code="line_too_large")
        item = parse_json(BatchLine, line.raw)
        submission = await _submission(
            item.record, item.idempotency_key, actor=self._actor, context=self._context, within=_RECORD
        )
        return await self._context.own.writer.put(submission)

    def _problem(self, line: Line, answer: Response) -> bytes:
        return b'{"line":%d,"status":%d,"problem":%s}\n' % (line.number, answer.status_code, bytes(answer.body))


def _check_police(actor: Actor) -> None:
    if actor.agency_role is not AgencyRole.POLICE:
        raise Refused(Kind.FORBIDDEN, "Police records are taken from police agencies only", code="sender_not_police")


def _checked_key(key: str | None) -> str:
    if key is None:
        fix = "Send the header Idempotency-Key, a new one for every record, so that it is safe to send again."
        fault = Fault("", "idempotency_key_missing", fix)
        raise Refused(Kind.MALFORMED, "Idempotency-Key is missing", code=fault.code, faults=(fault,))
    if not re.fullmatch(_IDEMPOTENCY_KEY, key, re.ASCII):
        fault = Fault("", "idempotency_key_malformed", "Use 1 to 255 visible ASCII characters, no spaces.")
        raise Refused(Kind.MALFORMED, "Idempotency-Key is not as it must be", code=fault.code, faults=(fault,))
    return key


async def _submission(
    record: PoliceRecord, key: str, *, actor: Actor, context: Context[IntakeSettings, IntakeOwn], within: str = ""
) -> Submission:
    """The record as a sealed submission; raises Refused (faults below `within`), or Unavailable without a key."""
    own, now = context.own, context.clock.now()
    try:
        canonical = normalise(record, received_at=now, days_off=own.days_off)
    except Refused as error:
        faults = tuple(Fault(f"{within}{fault.pointer}", fault.code, fault.fix) for fault in error.faults)
        raise Refused(error.kind, error.title, code=error.code, faults=faults) from None
    transport = await _transport_key(context)
    referral_id = ReferralId(uuid7(now))
    reference = canonical.sender_reference
    return Submission(
        referral_id=referral_id,
        journey_id=JourneyId(uuid7(now)),
        sender=actor.agency,
        subject=actor.subject,
        received_at=now,
        key_hash=keyed_hash(own.hash_key, "idempotency_key", actor.agency, key),
        fingerprint=keyed_hash(own.hash_key, "record", actor.agency, record.model_dump_json()),
        reference_hash=keyed_hash(own.hash_key, "reference", actor.agency, reference) if reference else None,
        facts=canonical.facts,
        consent=canonical.consent,
        quality=canonical.quality,
        clock=canonical.clock,
        person=seal_person(
            canonical.person,
            transport_key_id=transport.key_id,
            transport_public=transport.public,
            referral_id=referral_id,
        ),
        traceparent=current_traceparent(),
    )


async def _transport_key(context: Context[IntakeSettings, IntakeOwn]) -> KnownKey:
    keys = await context.known.keys("transport")
    if not keys:
        raise Unavailable("not ready yet: no key to seal a person with", retry_after=2)
    return keys[0]
