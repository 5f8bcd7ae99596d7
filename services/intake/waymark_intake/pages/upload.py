"""A file of records from a browser, for forces and lists that have no interface: judged, taken, and told row by row.

The file is worked through while it arrives; neither it nor its result is kept, so the result stands in the page that
answers. Not here: what a row comes to (api/sheet.py).
"""

import base64
import csv
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from waymark.auth import Actor
from waymark.errors import Refused
from waymark.guard import AllowsPage
from waymark.http.problems import STATUS_OF_KIND
from waymark.pages import render
from waymark.permission import Permission
from waymark_intake.api.own import Here, IntakeContext
from waymark_intake.api.sheet import SheetReply, mapping_for, mappings_for, sheet_reply
from waymark_intake.pages.upload_form import UploadForm
from waymark_intake.sheet.mapping import SheetMapping
from waymark_intake.sheet.result import RowStatus
from waymark_intake.wording import say

router = APIRouter(include_in_schema=False)

MaySend = Annotated[Actor, Depends(AllowsPage(Permission.REFERRAL_SUBMIT))]
SHOWN = 100
_MB = 1_000_000
STATUS_WORDS: Mapping[RowStatus, str] = {
    RowStatus.ACCEPTED: "accepted: each is a referral now",
    RowStatus.REPEATED: "sent before: nothing was done again",
    RowStatus.CORRECTED: "taken as corrections of what was sent before",
    RowStatus.ACCEPTABLE: "would be accepted",
    RowStatus.REFUSED: "refused: put them right and send the file again",
    RowStatus.NOT_NOW: "not taken just now: send the file again later",
}


@dataclass(frozen=True, slots=True)
class Told:
    """One row of the result that asks for something."""

    line: str
    what: str
    column: str
    fix: str


@router.get("/upload")
async def upload_page(request: Request, actor: MaySend, context: Here) -> Response:
    """Choose a file, what its columns mean, and whether it is only tried."""
    return _form(request, actor, context)


@router.post("/upload")
async def upload(request: Request, actor: MaySend, context: Here) -> Response:
    """Work through the file and show what became of its rows, with the whole result to download."""
    answer: Response
    try:
        answer = _done(request, await _worked_through(request, actor, context))
    except* Refused as group:
        answer = _form(request, actor, context, refused=_first(group))
    return answer


async def _worked_through(request: Request, actor: Actor, context: IntakeContext) -> "_Worked":
    """The file with its result; raises Refused, also within groups, where it cannot be worked through."""
    most_bytes = context.settings.upload_megabytes * _MB
    form = UploadForm(request.headers.get("content-type", ""), request.stream(), most_bytes)
    await form.begin()
    mapping = mapping_for(actor, context, form.fields.get("mapping", ""))
    is_trial = form.fields.get("go") != "send"
    reply = await sheet_reply(form.chunks(), mapping, actor=actor, context=context, is_trial=is_trial)
    return _Worked(mapping, is_trial, await _Result.of(reply), reply.counts)


class _Result:
    """A result as it comes: packed, so that a long one stays small, and the first rows that ask for something."""

    def __init__(self) -> None:
        self._packer = zlib.compressobj()
        self._packed = bytearray()
        self._refused: list[Told] = []
        self._advised: list[Told] = []
        self._asking = 0

    @classmethod
    async def of(cls, reply: SheetReply) -> "_Result":
        """All of a reply."""
        result = cls()
        async for piece in reply.results():
            result.add(piece)
        return result

    def add(self, piece: bytes) -> None:
        """Some rows more."""
        self._packed += self._packer.compress(piece)
        for line, status, _, code, column, fix in csv.reader(piece.decode().splitlines(keepends=True)):
            if status not in {RowStatus.REFUSED, RowStatus.ADVICE}:
                continue
            self._asking += 1
            told = self._refused if status == RowStatus.REFUSED else self._advised
            if len(told) < SHOWN:
                told.append(Told(line, say(code), column, fix))

    @property
    def shown(self) -> list[Told]:
        """The first rows that ask for something: what was refused before what is only advised."""
        return [*self._refused, *self._advised][:SHOWN]

    @property
    def left_out(self) -> int:
        """How many more ask for something."""
        return self._asking - len(self.shown)

    def whole(self) -> bytes:
        """The result as it came."""
        return zlib.decompress(bytes(self._packed) + self._packer.flush())


def _first(group: BaseExceptionGroup[Refused]) -> Refused:
    found: BaseException = group
    while isinstance(found, BaseExceptionGroup):
        found = found.exceptions[0]
    if not isinstance(found, Refused):
        raise group
    return found


def _form(request: Request, actor: Actor, context: IntakeContext, *, refused: Refused | None = None) -> Response:
    mappings: Sequence[SheetMapping] = mappings_for(actor, context)
    return render(
        "upload.html",
        request,
        status=STATUS_OF_KIND[refused.kind] if refused else 200,
        mappings=mappings,
        most_mb=context.settings.upload_megabytes,
        fault=refused.title if refused else "",
        faults=[_fault_words(fault.pointer, fault.fix) for fault in refused.faults] if refused else [],
    )


def _fault_words(pointer: str, fix: str) -> str:
    """A fault of the first row in words: the number of the column where it has one."""
    _, _, number = pointer.partition("/column/")
    return f"Column {number}: {fix}" if number else fix


@dataclass(frozen=True, slots=True)
class _Worked:
    """A file that was worked through: as what, and what came of it."""

    mapping: SheetMapping
    is_trial: bool
    result: _Result
    counts: Mapping[RowStatus, int]


def _done(request: Request, worked: _Worked) -> Response:
    counts = [(STATUS_WORDS[status], number) for status, number in sorted(worked.counts.items())]
    return render(
        "upload_done.html",
        request,
        mapping=worked.mapping,
        is_trial=worked.is_trial,
        counts=counts,
        total=sum(worked.counts.values()),
        shown=worked.result.shown,
        left_out=worked.result.left_out,
        file=base64.b64encode(worked.result.whole()).decode(),
    )
