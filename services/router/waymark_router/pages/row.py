"""The page of one row: a question per fact, what follows, and why; what is wrong is said on top and leads there.

Not here: the questions themselves (`publishing/row_form.py`).
"""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from waymark.db import Reader
from waymark.errors import Refused
from waymark.http.problems import STATUS_OF_KIND
from waymark.pages import render
from waymark_router.facts.fact import CATALOGUE
from waymark_router.pages.own import (
    RULES,
    Here,
    MayEdit,
    Reading,
    acting,
    editor_of,
    is_told_here,
    looking,
    posted_by,
    revision_in,
    see,
)
from waymark_router.pages.shown import TABLE_WORDS, names_in_force, row_said
from waymark_router.publishing import queries
from waymark_router.publishing.actions.act import directory_in_force
from waymark_router.publishing.actions.drafting import change_draft
from waymark_router.publishing.difference import NO_NAMES, Names, passages
from waymark_router.publishing.draft import Draft, StaleDraft
from waymark_router.publishing.row_change import is_last, new_row_id, row_of, with_new_row, with_row
from waymark_router.publishing.row_form import Around, Posted, in_order_of, outcome, posted_of, questions, row_from
from waymark_router.publishing.written import Written, read, table_of
from waymark_router.rules.rule import TableName

router = APIRouter()
_NONE: Posted = {}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with the form, and the place on the page it leads to."""

    words: str
    place: str


@dataclass(frozen=True, slots=True)
class Sent:
    """A row as it was sent: its id ("" for a new one), table and fields, and what was wrong with it."""

    row: str
    table: TableName
    posted: Posted
    refused: Refused | None = None


@router.get("/rules/drafts/{draft_id}/row")
async def row_page(
    draft_id: UUID, request: Request, reader: Reading, _: MayEdit, row: Annotated[str, Query(max_length=200)]
) -> Response:
    """One row of a draft, to change."""
    draft = await queries.find_draft(reader, draft_id)
    table, found = row_of(draft.written, row)
    return await _page(request, reader, draft, Sent(row, table, posted_of(found)))


@router.get("/rules/drafts/{draft_id}/new-row")
async def new_row_page(draft_id: UUID, table: TableName, request: Request, reader: Reading, _: MayEdit) -> Response:
    """A new row for one table."""
    draft = await queries.find_draft(reader, draft_id)
    return await _page(request, reader, draft, Sent("", table, _NONE))


@router.post("/rules/drafts/{draft_id}/row")
async def save_row(draft_id: UUID, request: Request, context: Here, actor: MayEdit) -> Response:
    """Save a row, new or known. Whoever was slower sees their row and the one that is there now."""
    posted = await posted_by(request)
    row, table, revision = _asked(posted)
    async with looking(context) as reader:
        draft = await queries.find_draft(reader, draft_id)
    row_id = row or new_row_id(draft.written, f"d{draft.number}")
    wanted = row_from(posted, row_id, table)

    def change(written: Written) -> Written:
        if not row:
            return with_new_row(written, table, wanted)
        return with_row(written, in_order_of(row_of(written, row)[1], wanted))

    try:
        async with acting(context) as tx:
            await change_draft(tx, draft_id, change, revision=revision, row=row_id, editor=editor_of(actor, context))
    except Refused as refused:
        if not is_told_here(refused):
            raise
        async with looking(context) as reader:
            now = await queries.find_draft(reader, draft_id)
            return await _page(request, reader, now, Sent(row, table, posted, refused))
    return see(f"{RULES}/drafts/{draft_id}/tables/{table}#row-{row_id}")


def _asked(posted: Posted) -> tuple[str, TableName, int]:
    """Row id, table and revision of a form; what no form of ours sends counts as an old one."""
    row = next(iter(posted.get("row", [])), "")
    table = next(iter(posted.get("table", [])), "")
    known = TableName(table) if table in set(TableName) else TableName.PATHWAYS
    return row, known, revision_in(posted)


async def _page(request: Request, reader: Reader, draft: Draft, sent: Sent) -> Response:
    around = Around(sent.table, draft.written, await directory_in_force(reader))
    stale = isinstance(sent.refused, StaleDraft)
    names = await names_in_force(reader) if stale else NO_NAMES
    yours, theirs = _in_words(draft.written, sent, names), _row_now(draft.written, sent.row, names)
    return render(
        "draft_row.html",
        request,
        status=STATUS_OF_KIND[sent.refused.kind] if sent.refused else 200,
        draft=draft,
        row=sent.row,
        table=sent.table,
        table_words=TABLE_WORDS[sent.table],
        faults=_faults(sent.refused) if sent.refused and not stale else [],
        stale=stale,
        yours=yours,
        theirs=theirs,
        marked=passages(theirs, yours) if yours and theirs else (),
        is_last=bool(sent.row) and table_of(draft.written, sent.row) is not None and is_last(draft.written, sent.row),
        questions=questions(sent.posted, around),
        outcome=outcome(sent.posted, around),
        why=next(iter(sent.posted.get("why", [])), ""),
    )


def _in_words(written: Written, sent: Sent, names: Names) -> str:
    """The row as it was sent, in words; "" where it cannot be read."""
    wanted = row_from(sent.posted, sent.row or "new", sent.table)
    try:
        changed = with_row(written, wanted) if sent.row else with_new_row(written, sent.table, wanted)
    except Refused:
        return ""
    return _row_now(changed, sent.row or "new", names)


def _row_now(written: Written, row: str, names: Names) -> str:
    """A row of a draft in words; "" where it is not there."""
    table = table_of(written, row)
    return row_said(read(written).row(table, row), names) if table is not None else ""


def _faults(refused: Refused) -> list[Fault]:
    """What is wrong, each with the question it is about: "The age: use two whole numbers in order, 0 to 130"."""
    return [_fault(fault.pointer, fault.fix) for fault in refused.faults] or [Fault(refused.title, "row")]


def _fault(pointer: str, fix: str) -> Fault:
    column = next((part.removeprefix("column_") for part in pointer.split("/") if part.startswith("column_")), "")
    if column in CATALOGUE:
        label = CATALOGUE[column].label
        return Fault(f"{label[0].upper()}{label[1:]}: {fix}", f"q-{column}")
    if "why" in fix or pointer.endswith("/why"):
        return Fault(f"Why: {fix}", "why")
    place = pointer.strip("/").replace("/", ", ").replace("_", " ")
    return Fault(f"{place[:1].upper()}{place[1:]}: {fix}", "then")
