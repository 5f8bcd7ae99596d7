"""Many police records at once: NDJSON in, one result per line out, with flat memory. Not here: what a record means."""

import asyncio
from contextlib import suppress
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
from waymark_intake.api.own import Here, IntakeContext, Sender
from waymark_intake.api.police import accept, check_police
from waymark_intake.api.sealing import IDEMPOTENCY_KEY
from waymark_intake.ndjson import Line, Lines
from waymark_intake.police_record import PoliceRecord

_RECORD = "/record"
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
    `{"line", "status", "problem"}`. A bad line is its own result; the rest goes on. Read while you send.
    """
    check_content_type(request, "application/x-ndjson")
    check_police(actor)
    return BatchReply(request, actor, context)


class BatchReply(Response):
    """Reads lines, works on some at once and sends results in order, with flat memory.

    Not a StreamingResponse: that one may listen for a disconnect, and so swallow parts of a request still being read.
    """

    media_type = "application/x-ndjson"

    def __init__(self, request: Request, actor: Actor, context: IntakeContext) -> None:
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
        replayed = b"true" if accepted.is_replay else b"false"
        return b'{"line":%d,"status":202,"id":"%s","replayed":%s,"receipt":%s}\n' % (
            line.number,
            str(accepted.referral_id).encode(),
            replayed,
            accepted.reply,
        )

    async def _accept(self, line: Line) -> Accepted:
        if line.raw is None:
            limit = self._context.settings.line_limit_bytes
            raise Refused(Kind.TOO_LARGE, f"A line may have at most {limit} bytes", code="line_too_large")
        item = parse_json(BatchLine, line.raw)
        return await accept(item.record, item.idempotency_key, actor=self._actor, context=self._context, within=_RECORD)

    def _problem(self, line: Line, answer: Response) -> bytes:
        return b'{"line":%d,"status":%d,"problem":%s}\n' % (line.number, answer.status_code, bytes(answer.body))
