"""Many police records at once: NDJSON in, one result per line out, with flat memory. Not here: what a record means."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, ConfigDict, StringConstraints

from waymark.auth import Actor
from waymark.errors import Kind, Refused, Unavailable
from waymark.http import Body, parse_json
from waymark.http.problems import STATUS_OF_KIND, problem_document
from waymark_intake.actions import Accepted
from waymark_intake.api.counted import count_all
from waymark_intake.api.own import Here, IntakeContext, Sender, below
from waymark_intake.api.police import check_police
from waymark_intake.api.sealing import IDEMPOTENCY_KEY
from waymark_intake.api.streamed import StreamedReply
from waymark_intake.api.taking import Readable, Taker
from waymark_intake.ndjson import Line, Lines
from waymark_intake.not_taken.refusal import team_in
from waymark_intake.police.record import PoliceRecord

NDJSON = "application/x-ndjson"
_RECORD = "/record"
router = APIRouter()


class BatchLine(BaseModel):
    """One line of a batch: the key that makes it safe to send again, and the record."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    idempotency_key: Annotated[str, StringConstraints(pattern=IDEMPOTENCY_KEY)]
    record: PoliceRecord


_RESULT = {
    "type": "object",
    "description": "of one line: with a receipt where it was taken, with a problem where it was not",
    "required": ["line", "status"],
    "additionalProperties": False,
    "properties": {
        "line": {"type": "integer", "minimum": 1},
        "status": {"type": "integer", "description": "that of a single record"},
        "id": {"type": "string", "format": "uuid"},
        "replayed": {"type": "boolean"},
        "recognised": {"enum": ["repeat", "correction", None]},
        "receipt": {"$ref": "#/components/schemas/Receipt"},
        "problem": {"$ref": "#/components/schemas/Problem"},
    },
}


@router.post(
    "/v1/referrals:batch",
    response_class=Response,
    dependencies=[Depends(Body(BatchLine, media_type=NDJSON, by_line=True))],
    responses={
        200: {
            "description": "One result a line, as NDJSON",
            "content": {NDJSON: {"schema": {"type": "array", "items": _RESULT}}},
        }
    },
)
async def submit_batch(request: Request, actor: Sender, context: Here) -> Response:
    """Accept many records as NDJSON, one `{"idempotency_key", "record"}` per line; answers one result per line.

    Results come in order while the request is still being sent: `{"line", "status", "id", "receipt"}` or
    `{"line", "status", "problem"}`; `replayed` and `recognised` as for a single record. A bad
    line is its own result; the rest goes on. Read while you send.
    """
    check_police(actor)
    return BatchReply(request, actor, context)


def too_long(most_bytes: int) -> Refused:
    """The refusal of a line over the limit."""
    return Refused(Kind.TOO_LARGE, f"A line may have at most {most_bytes} bytes", code="line_too_large")


def problem_of(request: Request, error: BaseException) -> tuple[int, bytes]:
    """Status and problem document of what one line was answered; raises what is no answer but a bug."""
    if isinstance(error, Refused):
        status, code, faults = STATUS_OF_KIND[error.kind], error.code, error.faults
    elif isinstance(error, Unavailable):
        status, code, faults = 503, "unavailable", ()
    else:
        raise error
    document = problem_document(request, status, error.title, code=code, faults=faults)
    return status, bytes(document.body)


class BatchReply(StreamedReply[Line]):
    """Takes police records line by line; lines that came together are sealed and written together."""

    media_type = NDJSON

    def __init__(self, request: Request, actor: Actor, context: IntakeContext) -> None:
        super().__init__(request.stream(), Lines(context.settings.line_limit_bytes), context.settings)
        self._request = request
        self._most_bytes = context.settings.line_limit_bytes
        self._taker = Taker(actor, context)
        self._actor, self._context = actor, context

    async def answer(self, pieces: Sequence[Line]) -> bytes:
        """One result a line, in order."""
        outcomes: list[Readable | Refused] = [self._read_line(line) for line in pieces]
        accepted = iter(await self._taker.take([one for one in outcomes if isinstance(one, Readable)]))
        answers = [next(accepted) if isinstance(outcome, Readable) else outcome for outcome in outcomes]
        refused = [
            (answer, team_in(line.raw or b""))
            for line, answer in zip(pieces, answers, strict=True)
            if isinstance(answer, Refused)
        ]
        await count_all(refused, actor=self._actor, context=self._context)
        return b"".join(self._result(line, answer) for line, answer in zip(pieces, answers, strict=True))

    def _read_line(self, line: Line) -> Readable | Refused:
        if line.raw is None:
            return too_long(self._most_bytes)
        try:
            item = parse_json(BatchLine, line.raw)
        except Refused as error:
            return error
        try:
            return self._taker.read(item.record, item.idempotency_key)
        except Refused as error:
            return below(_RECORD, error)

    def _result(self, line: Line, answer: Accepted | BaseException) -> bytes:
        if isinstance(answer, Accepted):
            return b'{"line":%d,"status":202,"id":"%s","replayed":%s,"recognised":%s,"receipt":%s}\n' % (
                line.number,
                str(answer.referral_id).encode(),
                b"true" if answer.is_replay else b"false",
                b'"%s"' % answer.recognised.encode() if answer.recognised else b"null",
                answer.reply,
            )
        return b'{"line":%d,"status":%d,"problem":%s}\n' % (line.number, *problem_of(self._request, answer))
