"""Proof for a sender that all it sent was received: a day's list, its own list compared, a reference looked up.

References come in bodies and are compared as keyed hashes; they are in no address and no answer. Not here: following
one referral (follow.py).
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, StringConstraints, model_validator

from waymark.auth import Actor
from waymark.db import Reader
from waymark.errors import Fault, Kind, Refused
from waymark.guard import Allows
from waymark.http import Body, parse_json, parsed, reading
from waymark.permission import Permission
from waymark_intake import queries
from waymark_intake.api.batch import NDJSON, problem_of, too_long
from waymark_intake.api.own import Here, IntakeContext
from waymark_intake.api.sealing import IDEMPOTENCY_KEY
from waymark_intake.api.streamed import StreamedReply
from waymark_intake.following.receipt import ReferralView, address_of
from waymark_intake.following.view import Cursor, read_cursor
from waymark_intake.ndjson import Line, Lines
from waymark_intake.recognition.fingerprint import keyed_hash
from waymark_intake.reconciliation.comparison import Found, Receipted, Tally, day_in_england, outcome_of
from waymark_intake.reconciliation.queries import find_received, list_received
from waymark_intake.records.record import Code

router = APIRouter()
Follower = Annotated[Actor, Depends(Allows(Permission.REFERRAL_FOLLOW))]
Reading = Annotated[Reader, Depends(reading)]
_PAGE = 1000
_FIRST_DAY, _LAST_DAY = date(2000, 1, 1), date(2199, 12, 31)


class Part(BaseModel):
    """Base of what is asked and answered: closed and frozen."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Sought(Part):
    """The sender's own reference of what it looks for."""

    model_config = ConfigDict(strict=True, str_strip_whitespace=True)

    reference: Code


class FoundReferrals(Part):
    """The sender's referrals under a reference, the newest first, at most 25: a crime may have many victims."""

    referrals: tuple[ReferralView, ...]


class ReceivedRow(Part):
    """One referral that was received; `reported_at` is null for who is not the police."""

    id: UUID
    version: int
    withdrawn: bool
    received_at: datetime
    reported_at: datetime | None
    href: str


class ReceivedDay(Part):
    """A page of what was received on a day in England, in order of receipt; `after` leads on, null at the end."""

    day: date
    begins_at: datetime
    ends_at: datetime
    rows: tuple[ReceivedRow, ...]
    after: str | None


class SentLine(Part):
    """One thing the sender says it sent: its reference or its idempotency key, and when the crime was reported."""

    model_config = ConfigDict(str_strip_whitespace=True)

    reference: Code | None = None
    idempotency_key: Annotated[str, StringConstraints(pattern=IDEMPOTENCY_KEY)] | None = None
    reported_at: AwareDatetime | None = None

    @model_validator(mode="after")
    def _names_something(self) -> "SentLine":
        if (self.reference is None) == (self.idempotency_key is None):
            raise ValueError("either reference or idempotency_key")
        return self


@router.post("/v1/referrals:find")
async def find(
    actor: Follower, sought: Annotated[Sought, Depends(parsed(Sought))], reader: Reading, context: Here
) -> FoundReferrals:
    """The caller's own referrals that came under its reference, wherever they stand; an empty list for any other."""
    trace = keyed_hash(context.own.hash_key, "reference", actor.agency, sought.reference.encode())
    views = await queries.find_by_reference(reader, actor.agency, trace, seen_by=actor.agency_role)
    return FoundReferrals(referrals=tuple(views))


@router.get("/v1/reconciliation")
async def reconciliation(
    actor: Follower,
    reader: Reading,
    day: Annotated[date, Query(ge=_FIRST_DAY, le=_LAST_DAY, description="a day in England")],
    after: Annotated[str, Query(max_length=200)] = "",
    most: Annotated[int, Query(ge=1, le=_PAGE)] = _PAGE,
) -> ReceivedDay:
    """Everything received of the caller's own agency on a day in England, withdrawn ones too, page by page."""
    begin, end = day_in_england(day)
    cursor = read_cursor(after) if after else None
    if cursor is not None and not begin <= cursor.received_at < end:
        fault = Fault("/after", "not_of_this_day", "start again from the beginning of the day")
        raise Refused(Kind.INVALID, "This place in the list is of another day", faults=(fault,))
    found = await list_received(reader, actor.agency, begin, end, after=cursor, most=most)
    is_last = len(found) < most
    return ReceivedDay(
        day=day,
        begins_at=begin,
        ends_at=end,
        rows=tuple(_row(one) for one in found),
        after=None if is_last else Cursor(found[-1].received_at, found[-1].referral_id).text(),
    )


_COMPARED: dict[str, Any] = {
    "anyOf": [
        {
            "type": "object",
            "description": "of one line that could be read",
            "required": ["line", "found", "referrals"],
            "properties": {
                "line": {"type": "integer"},
                "found": {"enum": [one.value for one in Found]},
                "referrals": {"type": "array", "items": {"$ref": "#/components/schemas/ReceivedRow"}},
            },
        },
        {
            "type": "object",
            "description": "of one line that could not",
            "required": ["line", "status", "problem"],
            "properties": {
                "line": {"type": "integer"},
                "status": {"type": "integer"},
                "problem": {"$ref": "#/components/schemas/Problem"},
            },
        },
        {
            "type": "object",
            "description": "of one referral that no line named",
            "required": ["extra"],
            "properties": {"extra": {"$ref": "#/components/schemas/ReceivedRow"}},
        },
        {
            "type": "object",
            "description": "the last",
            "required": ["summary"],
            "properties": {"summary": {"type": "object"}},
        },
    ]
}


@router.post(
    "/v1/reconciliation:compare",
    response_class=Response,
    dependencies=[Depends(Body(SentLine, media_type=NDJSON, by_line=True))],
    responses={
        200: {
            "description": "What was found, as NDJSON",
            "content": {NDJSON: {"schema": {"type": "array", "items": _COMPARED}}},
        }
    },
)
async def compare(
    request: Request,
    actor: Follower,
    context: Here,
    day: Annotated[date, Query(ge=_FIRST_DAY, le=_LAST_DAY, description="a day in England")],
) -> Response:
    """Compare the caller's own list with what was received: NDJSON in, one line per line out, then what is extra.

    In: `{"reference" or "idempotency_key", "reported_at"}`. Out: `{"line", "found": received | other_time | missing,
    "referrals"}`; then `{"extra"}` for each referral received on the day that no line named, and a last
    `{"summary"}` with the counts. Sent equals received where nothing is missing, of another time, or extra.
    """
    return ComparisonReply(request, actor, context, Tally(day))


class ComparisonReply(StreamedReply[Line]):
    """Looks lines up as they come; in memory is one id for each referral of the day that was named."""

    media_type = NDJSON

    def __init__(self, request: Request, actor: Actor, context: IntakeContext, tally: Tally) -> None:
        super().__init__(request.stream(), Lines(context.settings.line_limit_bytes), context.settings)
        self._request = request
        self._actor = actor
        self._context = context
        self._tally = tally

    async def answer(self, pieces: Sequence[Line]) -> bytes:
        """One result a line, in order."""
        asked = {line.number: self._read_line(line) for line in pieces}
        readable = {number: one for number, one in asked.items() if isinstance(one, SentLine)}
        found = await self._found(readable) if readable else {}
        return b"".join(self._result(number, one, found.get(number, ())) for number, one in asked.items())

    def _read_line(self, line: Line) -> SentLine | Refused:
        if line.raw is None:
            return too_long(self._context.settings.line_limit_bytes)
        try:
            return parse_json(SentLine, line.raw)
        except Refused as error:
            return error

    async def _found(self, readable: Mapping[int, SentLine]) -> Mapping[int, Sequence[Receipted]]:
        secret, agency = self._context.own.hash_key, self._actor.agency
        references = {
            number: keyed_hash(secret, "reference", agency, one.reference.encode())
            for number, one in readable.items()
            if one.reference is not None
        }
        keys = {
            number: keyed_hash(secret, "idempotency_key", agency, one.idempotency_key.encode())
            for number, one in readable.items()
            if one.idempotency_key is not None
        }
        async with self._context.database.reader(agency) as reader:
            return await find_received(reader, agency, references, keys)

    def _result(self, number: int, asked: SentLine | Refused, received: Sequence[Receipted]) -> bytes:
        if isinstance(asked, Refused):
            self._tally.refuse()
            return b'{"line":%d,"status":%d,"problem":%s}\n' % (number, *problem_of(self._request, asked))
        outcome = outcome_of(received, asked.reported_at)
        self._tally.count(outcome, received)
        rows = b",".join(_written(_row(one)) for one in received)
        return b'{"line":%d,"found":"%s","referrals":[%s]}\n' % (number, outcome.encode(), rows)

    async def results(self) -> AsyncIterator[bytes]:
        """The lines' results, then what is extra, page by page, then the summary."""
        async for body in super().results():
            yield body
        extra, tally = 0, self._tally
        begin, end = day_in_england(tally.day)
        after: Cursor | None = None
        while True:
            async with self._context.database.reader(self._actor.agency) as reader:
                page = await list_received(reader, self._actor.agency, begin, end, after=after, most=_PAGE)
            left_out = [one for one in page if tally.is_extra(one.referral_id)]
            extra += len(left_out)
            yield b"".join(b'{"extra":%s}\n' % _written(_row(one)) for one in left_out)
            if len(page) < _PAGE:
                break
            after = Cursor(page[-1].received_at, page[-1].referral_id)
        counts = b",".join(b'"%s":%d' % (found.encode(), number) for found, number in tally.found.items())
        yield b'{"summary":{"day":"%s","lines":%d,"unreadable":%d,%s,"extra":%d}}\n' % (
            tally.day.isoformat().encode(),
            tally.lines,
            tally.unreadable,
            counts,
            extra,
        )


def _row(one: Receipted) -> ReceivedRow:
    return ReceivedRow(
        id=one.referral_id,
        version=one.version,
        withdrawn=one.is_withdrawn,
        received_at=one.received_at,
        reported_at=one.reported_at,
        href=address_of(one.referral_id),
    )


def _written(row: ReceivedRow) -> bytes:
    return row.__pydantic_serializer__.to_json(row)
