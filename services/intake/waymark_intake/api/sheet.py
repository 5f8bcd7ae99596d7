"""Records as rows of a CSV file: taken while they arrive, each row with its own result (ADR 0022).

A row's key is made of its content, so that the same file sent again goes on where it was cut off. Nothing of the file
is kept. Not here: cutting and reading rows (sheet/), the page that takes a file from a browser (pages/upload.py).
"""

from collections.abc import AsyncIterator, Iterator, Sequence
from itertools import chain
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic_core import to_json

from waymark.auth import Actor
from waymark.errors import Fault, Kind, Refused, Unavailable
from waymark.http import parse_json
from waymark.words import QualityFlag
from waymark_intake.actions import Accepted
from waymark_intake.api.counted import count_all
from waymark_intake.api.own import Here, IntakeContext, Sender
from waymark_intake.api.police import check_police
from waymark_intake.api.streamed import StreamedReply
from waymark_intake.api.taking import Outcome, Readable, Taker
from waymark_intake.following.receipt import Receipt
from waymark_intake.partner.kind import PartnerKind, kinds_of
from waymark_intake.quality.advice import WHAT_TO_DO
from waymark_intake.recognition.event import Recognised
from waymark_intake.recognition.fingerprint import keyed_hash
from waymark_intake.referral import RecordKind
from waymark_intake.sheet.mapping import RECORDS, Header, SheetMapping
from waymark_intake.sheet.reading import read_row
from waymark_intake.sheet.result import ResultLine, RowStatus, titles, written
from waymark_intake.sheet.rows import Row, Rows
from waymark_intake.working_day import local_date

router = APIRouter()
MEDIA_TYPE = "text/csv"
_CHARSETS = frozenset({"", "utf-8", "utf-16", "windows-1252", "iso-8859-1"})
_CLEAN = b'"quality":[]'
_TAKEN = {None: RowStatus.ACCEPTED, Recognised.REPEAT: RowStatus.REPEATED, Recognised.CORRECTION: RowStatus.CORRECTED}


_EXAMPLE = (
    "Crime reference,Reported at,Offence code,First name,Surname,Date of birth,Mobile,Consent\r\n"
    "EX/1,20/11/2026 14:30,028/01,Synthia,Example,02/05/1984,07700 900123,yes\r\n"
)


@router.post(
    "/v1/referrals:csv",
    response_class=Response,
    responses={
        200: {
            "description": "Results, a row and more per row; columns: line, status, referral, code, column, fix",
            "content": {"text/csv; charset=utf-8": {"schema": {"type": "string"}}},
        }
    },
    openapi_extra={
        "requestBody": {
            "required": True,
            "description": "The file: CSV (RFC 4180) in UTF-8, with the mapping's titles in its first row",
            "content": {
                MEDIA_TYPE: {
                    "schema": {"type": "string"},
                    "examples": {"police-standard": {"summary": "One row of a police force", "value": _EXAMPLE}},
                }
            },
        }
    },
)
async def submit_sheet(
    request: Request,
    actor: Sender,
    context: Here,
    mapping: Annotated[
        str, Query(max_length=60, description="what the columns mean, by name", examples=["police-standard"])
    ],
    *,
    dry_run: Annotated[bool, Query(description="judge every row and store nothing")] = False,
) -> Response:
    """Accept the rows of a CSV file; answers with a CSV, one row and more per row, while the file is still being sent.

    Columns of the answer: line, status, referral, code, column, fix. The same file again goes on where it was cut off:
    rows that were taken are `repeated`. The last row has the status `end`; without it the answer is not whole. 422 for
    a file whose first row is not the mapping's.
    """
    _check_media_type(request)
    chosen = mapping_for(actor, context, mapping)
    return await sheet_reply(request.stream(), chosen, actor=actor, context=context, is_trial=dry_run)


def _check_media_type(request: Request) -> None:
    media_type, _, parameters = request.headers.get("content-type", "").partition(";")
    charset = parameters.strip().lower().replace('"', "").removeprefix("charset=")
    is_plain = request.headers.get("content-encoding", "identity").lower() == "identity"
    if media_type.strip().lower() != MEDIA_TYPE or charset not in _CHARSETS or not is_plain:
        raise Refused(Kind.UNSUPPORTED, "Send text/csv, not compressed", code="content_type")


def mappings_for(actor: Actor, context: IntakeContext) -> list[SheetMapping]:
    """The mappings of files that the actor's agency may send, by title."""
    return sorted((one for one in context.own.mappings.values() if _is_theirs(one, actor, context)), key=_title)


def _title(mapping: SheetMapping) -> str:
    return mapping.title


def _is_theirs(mapping: SheetMapping, actor: Actor, context: IntakeContext) -> bool:
    if mapping.agencies and actor.agency not in mapping.agencies:
        return False
    kinds = kinds_of(actor.agency_role, local_date(context.clock.now()))
    if mapping.format is RecordKind.PARTNER:
        kind = mapping.always.get("kind")
        return kind in kinds if kind in set(PartnerKind) else bool(kinds)
    try:
        check_police(actor)
    except Refused:
        return False
    return True


def mapping_for(actor: Actor, context: IntakeContext, name: str) -> SheetMapping:
    """The mapping of that name; raises Refused INVALID where the actor's agency has none such."""
    theirs = {one.name: one for one in mappings_for(actor, context)}
    if name not in theirs:
        fix = f"Choose one of: {', '.join(theirs)}." if theirs else "Your agency sends no files."
        fault = Fault("/mapping", "unknown_mapping", fix)
        raise Refused(Kind.INVALID, "There is no such mapping for your agency", code=fault.code, faults=(fault,))
    return theirs[name]


async def sheet_reply(
    chunks: AsyncIterator[bytes], mapping: SheetMapping, *, actor: Actor, context: IntakeContext, is_trial: bool
) -> "SheetReply":
    """The answer to a file whose first row is the mapping's; raises Refused INVALID for any other, before any row."""
    rows = Rows(context.settings.line_limit_bytes, mapping.encoding)
    begun: list[Row] = []
    async for chunk in chunks:
        begun += rows.feed(chunk)
        if begun:
            break
    else:
        begun += rows.end()
    if not begun:
        raise Refused(Kind.INVALID, "The file has no rows", code="file_empty")
    header = mapping.header(begun[0].cells)
    return SheetReply(chunks, _Begun(begun[1:], rows), mapping, header, Taking(actor, context, is_trial=is_trial))


class _Begun:
    """A cutter that already has rows: those come first."""

    def __init__(self, begun: Sequence[Row], rows: Rows) -> None:
        self._begun = list(begun)
        self._rows = rows

    def feed(self, chunk: bytes) -> Iterator[Row]:
        """The rows that ended within this chunk, after those from before."""
        begun, self._begun = self._begun, []
        return chain(begun, self._rows.feed(chunk))

    def end(self) -> Iterator[Row]:
        """The rows that are left."""
        return chain(self._begun, self._rows.end())


class Taking:
    """Who sends a file, and whether it is only tried."""

    def __init__(self, actor: Actor, context: IntakeContext, *, is_trial: bool) -> None:
        self.actor = actor
        self.context = context
        self.is_trial = is_trial
        self.taker = Taker(actor, context)


class SheetReply(StreamedReply[Row]):
    """Takes rows as they come; `counts` says how many came to what so far."""

    media_type = "text/csv; charset=utf-8"

    def __init__(
        self, chunks: AsyncIterator[bytes], cutter: _Begun, mapping: SheetMapping, header: Header, taking: Taking
    ) -> None:
        super().__init__(chunks, cutter, taking.context.settings)
        self.headers["content-disposition"] = 'attachment; filename="result.csv"'
        self.counts: dict[RowStatus, int] = {}
        self._mapping = mapping
        self._header = header
        self._taking = taking

    async def begin(self) -> bytes:
        """The titles."""
        return titles()

    async def close(self) -> bytes:
        """A last row that says the answer is whole, with the counts."""
        counted = " ".join(f"{status}={number}" for status, number in sorted(self.counts.items()))
        return written([ResultLine(0, RowStatus.END, code=counted)])

    async def answer(self, pieces: Sequence[Row]) -> bytes:
        """One result a row and more, in order."""
        read: list[Readable | Refused] = [self._read(row) for row in pieces]
        found = [one for one in read if isinstance(one, Readable)]
        outcomes: Iterator[Outcome | Readable]
        outcomes = iter(found if self._taking.is_trial else await self._taking.taker.take(found))
        answers = [next(outcomes) if isinstance(one, Readable) else one for one in read]
        if not self._taking.is_trial:
            refused = [(answer, "") for answer in answers if isinstance(answer, Refused)]
            await count_all(refused, actor=self._taking.actor, context=self._taking.context)
        lines = [self._told(row.number, answer) for row, answer in zip(pieces, answers, strict=True)]
        for several in lines:
            self.counts[several[0].status] = self.counts.get(several[0].status, 0) + 1
        return written(chain.from_iterable(lines))

    def _read(self, row: Row) -> Readable | Refused:
        mapping, context, actor = self._mapping, self._taking.context, self._taking.actor
        try:
            record = parse_json(RECORDS[mapping.format], to_json(read_row(row, self._header, mapping)))
            apart = row.cells[self._header.key_at] if self._header.key_at is not None else ""
            told = b"\0".join((mapping.name.encode(), apart.encode(), record.written()))
            key = keyed_hash(context.own.hash_key, "sheet_row", actor.agency, told).hex()
            return self._taking.taker.read(record, f"csv-{key}")
        except Refused as error:
            return error

    def _told(self, number: int, answer: Outcome | Readable) -> list[ResultLine]:
        if isinstance(answer, Readable):
            flags = answer.canonical.quality
            return [ResultLine(number, RowStatus.ACCEPTABLE), *self._advice(number, "", flags)]
        if isinstance(answer, Accepted):
            return self._accepted(number, answer)
        if isinstance(answer, Refused):
            faults = answer.faults or (Fault("", answer.code, answer.title),)
            return [
                ResultLine(
                    number,
                    RowStatus.REFUSED,
                    code=fault.code,
                    column=self._mapping.column_at(fault.pointer),
                    fix=fault.fix,
                )
                for fault in faults
            ]
        if isinstance(answer, Unavailable):
            return [ResultLine(number, RowStatus.NOT_NOW, code="unavailable", fix="Send the same file again later.")]
        raise answer

    def _accepted(self, number: int, accepted: Accepted) -> list[ResultLine]:
        referral = str(accepted.referral_id)
        is_old = accepted.is_replay and accepted.recognised is None
        status = RowStatus.REPEATED if is_old else _TAKEN[accepted.recognised]
        first = ResultLine(number, status, referral)
        if _CLEAN in accepted.reply:
            return [first]
        receipt = Receipt.model_validate_json(accepted.reply)
        return [first, *self._advice(number, referral, [one.code for one in receipt.quality])]

    def _advice(self, number: int, referral: str, flags: Sequence[QualityFlag]) -> list[ResultLine]:
        return [ResultLine(number, RowStatus.ADVICE, referral, code=flag, fix=WHAT_TO_DO[flag]) for flag in flags]
