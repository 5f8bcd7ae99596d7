"""Many police records at once: NDJSON in, one result per line out, with flat memory. Not here: what a record means."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, StringConstraints
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

from waymark.auth import Actor
from waymark.errors import Kind, Refused, Unavailable
from waymark.http import parse_json
from waymark.http.bodies import check_content_type
from waymark.http.problems import STATUS_OF_KIND, problem_document
from waymark_intake.actions import Accepted
from waymark_intake.api.own import Here, IntakeContext, Sender, below
from waymark_intake.api.police import canonical_of, check_police, correct_instead
from waymark_intake.api.sealing import IDEMPOTENCY_KEY, Sealing, Sent
from waymark_intake.ndjson import Line, Lines
from waymark_intake.police_record import PoliceRecord
from waymark_intake.recognition.event import AlreadyReferred
from waymark_intake.referral import Canonical, RecordKind, Submission

_RECORD = "/record"
_SHARES_AT_ONCE = 2
router = APIRouter()


class BatchLine(BaseModel):
    """One line of a batch: the key that makes it safe to send again, and the record."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    idempotency_key: Annotated[str, StringConstraints(pattern=IDEMPOTENCY_KEY)]
    record: PoliceRecord


@router.post("/v1/referrals:batch", response_class=Response)
async def submit_batch(request: Request, actor: Sender, context: Here) -> Response:
    """Accept many records as NDJSON, one `{"idempotency_key", "record"}` per line; answers one result per line.

    Results come in order while the request is still being sent: `{"line", "status", "id", "receipt"}` or
    `{"line", "status", "problem"}`; `replayed` and `recognised` as for a single record. A bad
    line is its own result; the rest goes on. Read while you send.
    """
    check_content_type(request, "application/x-ndjson")
    check_police(actor)
    return BatchReply(request, actor, context)


class BatchReply(Response):
    """Reads lines, works on some at once and sends results in order, with flat memory.

    Lines that came together are sealed and written together. Not a StreamingResponse: that one may listen for a
    disconnect, and so swallow parts of a request still being read.
    """

    media_type = "application/x-ndjson"

    def __init__(self, request: Request, actor: Actor, context: IntakeContext) -> None:
        super().__init__()
        del self.headers["content-length"]
        self._request = request
        self._actor = actor
        self._context = context
        settings = context.settings
        # Two shares at a time: one is worked on while the other is written.
        self._most_together = max(1, settings.lines_at_once // _SHARES_AT_ONCE)
        self._slots = asyncio.Semaphore(min(_SHARES_AT_ONCE, settings.lines_at_once))
        self._results: asyncio.Queue[tuple[int, asyncio.Task[bytes]] | None] = asyncio.Queue()
        self._untaken = 0
        self._taken = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - ASGI
        """Answer the batch."""
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        async with asyncio.TaskGroup() as group:
            group.create_task(self._read(group))
            while (started := await self._results.get()) is not None:
                lines, results = started
                self._untaken -= lines
                self._taken.set()
                await send({"type": "http.response.body", "body": await results, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _read(self, group: asyncio.TaskGroup) -> None:
        lines = Lines(self._context.settings.line_limit_bytes)
        # Who goes away in the middle of a line sent no whole line: what came before stays accepted.
        with suppress(ClientDisconnect):
            async for piece in self._request.stream():
                for share in shares(list(lines.feed(piece)), self._most_together):
                    await self._start(group, share)
            for line in lines.end():
                await self._start(group, [line])
        await self._results.put(None)

    async def _start(self, group: asyncio.TaskGroup, lines: Sequence[Line]) -> None:
        while self._untaken >= self._context.settings.results_waiting:
            self._taken.clear()
            await self._taken.wait()
        await self._slots.acquire()
        task = group.create_task(self._answer(lines))
        task.add_done_callback(lambda _: self._slots.release())
        self._untaken += len(lines)
        await self._results.put((len(lines), task))

    async def _answer(self, lines: Sequence[Line]) -> bytes:
        """One result a line, in order."""
        outcomes: list[_Readable | Refused] = [self._read_line(line) for line in lines]
        found = [outcome for outcome in outcomes if isinstance(outcome, _Readable)]
        accepted = iter(await self._accept(found))
        answers = (next(accepted) if isinstance(outcome, _Readable) else outcome for outcome in outcomes)
        return b"".join(self._result(line, answer) for line, answer in zip(lines, answers, strict=True))

    def _read_line(self, line: Line) -> "_Readable | Refused":
        settings, now = self._context.settings, self._context.clock.now()
        if line.raw is None:
            return Refused(
                Kind.TOO_LARGE, f"A line may have at most {settings.line_limit_bytes} bytes", code="line_too_large"
            )
        try:
            item = parse_json(BatchLine, line.raw)
        except Refused as error:
            return error
        try:
            canonical = canonical_of(item.record, actor=self._actor, context=self._context, received_at=now)
        except Refused as error:
            return below(_RECORD, error)
        return _Readable(item, canonical, now)

    async def _accept(self, found: Sequence["_Readable"]) -> Sequence[Accepted | BaseException]:
        if not found:
            return []
        try:
            sealing = await Sealing.ready(self._context, several=len(found) > 1)
            outcomes = await self._context.own.writer.put_all([self._sealed(one, sealing) for one in found])
        except Unavailable as error:
            return [error] * len(found)
        return [await self._corrected(one, outcome) for one, outcome in zip(found, outcomes, strict=True)]

    async def _corrected(self, one: "_Readable", outcome: Accepted | BaseException) -> Accepted | BaseException:
        """The outcome, or that of the correction the line turned out to be."""
        if not isinstance(outcome, AlreadyReferred):
            return outcome
        record, key = one.item.record, one.item.idempotency_key
        try:
            return await correct_instead(record, key, outcome, actor=self._actor, context=self._context)
        except (Refused, Unavailable) as error:
            return error

    def _sealed(self, one: "_Readable", sealing: Sealing) -> Submission:
        sent = Sent(
            agency=self._actor.agency,
            subject=self._actor.subject,
            kind=RecordKind.POLICE,
            received_at=one.received_at,
        )
        return sealing.submission(one.canonical, one.item.record.written(), one.item.idempotency_key, sent=sent)

    def _result(self, line: Line, answer: Accepted | BaseException) -> bytes:
        if isinstance(answer, Accepted):
            return b'{"line":%d,"status":202,"id":"%s","replayed":%s,"recognised":%s,"receipt":%s}\n' % (
                line.number,
                str(answer.referral_id).encode(),
                b"true" if answer.is_replay else b"false",
                b'"%s"' % answer.recognised.encode() if answer.recognised else b"null",
                answer.reply,
            )
        return b'{"line":%d,"status":%d,"problem":%s}\n' % (line.number, *self._problem(answer))

    def _problem(self, error: BaseException) -> tuple[int, bytes]:
        if isinstance(error, Refused):
            status, code, faults = STATUS_OF_KIND[error.kind], error.code, error.faults
        elif isinstance(error, Unavailable):
            status, code, faults = 503, "unavailable", ()
        else:
            raise error
        document = problem_document(self._request, status, error.title, code=code, faults=faults)
        return status, bytes(document.body)


@dataclass(frozen=True, slots=True, repr=False)
class _Readable:
    """A line that can become a referral, and when it was received (UTC)."""

    item: BatchLine
    canonical: Canonical
    received_at: datetime


def shares(lines: Sequence[Line], most: int) -> Iterator[Sequence[Line]]:
    """The lines in order, cut into as few shares of at most `most` as there can be, about equally long."""
    if lines:
        size = ceil(len(lines) / ceil(len(lines) / most))
        yield from (lines[start : start + size] for start in range(0, len(lines), size))
