"""The page of one table of a draft: its rows in words, what is wrong with them and what can be done with them.

Not here: one row's own page (`row.py`), the draft as a whole, asking and approving (`draft.py`).
"""

from dataclasses import dataclass
from typing import Annotated, Literal
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from waymark.errors import Kind, Refused
from waymark.http.problems import STATUS_OF_KIND
from waymark.pages import render
from waymark_router.pages.own import (
    RULES,
    Here,
    MayEdit,
    MayRead,
    acting,
    editor_of,
    is_told_here,
    looking,
    see,
)
from waymark_router.pages.shown import (
    TABLE_HINTS,
    TABLE_WORDS,
    answering,
    names_in_force,
    outcomes,
    rows_in_words,
    uses_lately,
)
from waymark_router.publishing import queries
from waymark_router.publishing.actions.act import gather_check
from waymark_router.publishing.actions.drafting import change_draft
from waymark_router.publishing.draft import DraftState, StaleDraft
from waymark_router.publishing.row_change import Way, row_of, with_row_moved, without_row
from waymark_router.publishing.window import days_counted
from waymark_router.publishing.written import Written
from waymark_router.rules.rule import TableName

router = APIRouter()


@router.get("/rules/drafts/{draft_id}/tables/{table}")
async def table_page(draft_id: UUID, table: TableName, request: Request, context: Here, _: MayRead) -> Response:
    """The rows of one table of a draft in words, with problems on top; a `then` asked for keeps rows that answer it."""
    return await _table(request, context, Place(draft_id, table, request.query_params.get("then", "")))


@dataclass(frozen=True, slots=True)
class Place:
    """A table of a draft, and what the rows to show answer ("" for all)."""

    draft_id: UUID
    table: TableName
    then: str = ""


async def _table(request: Request, context: Here, place: Place, refused: Refused | None = None) -> Response:
    draft_id, table = place.draft_id, place.table
    async with looking(context) as reader:
        draft = await queries.find_draft(reader, draft_id)
        unchecked = await gather_check(reader, draft.written, context.settings.allowance())
        uses, names, days = await uses_lately(reader), await names_in_force(reader), days_counted(reader.now)
    checked = await context.own.checks.of(unchecked)
    report = checked.report
    rows = rows_in_words(checked.rules.tables[table].table, uses, names, report)
    shown = answering(rows, place.then)
    return render(
        "draft_table.html",
        request,
        status=STATUS_OF_KIND[refused.kind] if refused else 200,
        fault=refused.title if refused else "",
        draft=draft,
        is_open=draft.state is DraftState.OPEN,
        table=table,
        tables=TABLE_WORDS,
        hint=TABLE_HINTS[table],
        findings=[one for one in report.findings if one.table is table],
        rows=shown,
        total=len(rows),
        kinds=outcomes(rows),
        then_only=place.then if len(shown) < len(rows) else "",
        days=days,
    )


class Placing(BaseModel):
    """What is done with a row: a place up or down, or out."""

    row: str = Field("", max_length=200)
    act: Literal["up", "down", "remove"]
    revision: int = Field(0, ge=0, le=1_000_000_000)


@router.post("/rules/drafts/{draft_id}/row-place")
async def place_row(
    draft_id: UUID, request: Request, context: Here, actor: MayEdit, placing: Annotated[Placing, Form()]
) -> Response:
    """Move a row one place, or take it out."""
    row, act = placing.row, placing.act

    def change(written: Written) -> Written:
        return without_row(written, row) if act == "remove" else with_row_moved(written, row, Way(act))

    async with looking(context) as reader:
        before = await queries.find_draft(reader, draft_id)
    table = _table_of(before.written, row)
    try:
        async with acting(context) as tx:
            await change_draft(
                tx, draft_id, change, revision=placing.revision, row=row, editor=editor_of(actor, context)
            )
    except Refused as refused:
        if not is_told_here(refused) and refused.kind is not Kind.NOT_FOUND:
            raise
        return await _table(request, context, Place(draft_id, table), _said(refused, act, row))
    anchor = "rows" if act == "remove" else urlencode({"row": row}).replace("=", "-", 1)
    return see(f"{RULES}/drafts/{draft_id}/tables/{table}#{anchor}")


def _table_of(written: Written, row: str) -> TableName:
    try:
        return row_of(written, row)[0]
    except Refused:
        return TableName.PATHWAYS


def _said(refused: Refused, act: str, row: str) -> Refused:
    """Where somebody was faster, also what was meant, since the page shows what is there now."""
    if not isinstance(refused, StaleDraft):
        return refused
    wanted = {"up": f"move row {row} up", "down": f"move row {row} down", "remove": f"remove row {row}"}[act]
    title = (
        f"Somebody else changed this draft meanwhile. You wanted to {wanted}: look at the rows as they are now first."
    )
    return Refused(refused.kind, title, code=refused.code)
