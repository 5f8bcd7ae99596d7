"""Pages of the rules that count: the overview, a version's tables with how often rows were used, its history.

Not here: drafts (`draft.py`), the emergency switch (`emergency.py`).
"""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from waymark.errors import Refused
from waymark.http.problems import STATUS_OF_KIND
from waymark.pages import render
from waymark_router.pages.own import (
    RULES,
    Here,
    MayEdit,
    MayRead,
    Reading,
    acting,
    editor_of,
    is_told_here,
    looking,
    see,
)
from waymark_router.pages.shown import (
    KIND_WORDS,
    STATE_WORDS,
    TABLE_HINTS,
    TABLE_WORDS,
    Then,
    answering,
    names_in_force,
    outcomes,
    rows_in_words,
    short,
    uses_lately,
)
from waymark_router.publishing import queries
from waymark_router.publishing.actions.deciding import call_off
from waymark_router.publishing.actions.drafting import start_draft
from waymark_router.publishing.publication import in_force_at, in_order, may_be_called_off
from waymark_router.publishing.window import days_counted
from waymark_router.publishing.written import read
from waymark_router.rules.rule import TableName

router = APIRouter()


@router.get("/rules")
async def overview(request: Request, reader: Reading, context: Here, _: MayRead) -> Response:
    """The version in force, those that wait for their time, drafts, and what to do next."""
    return await _overview(request, reader, context)


async def _overview(request: Request, reader: Reading, context: Here, refused: Refused | None = None) -> Response:
    publications = await queries.list_publications(reader)
    counts = in_force_at(publications, reader.now)
    lead_s = context.settings.publish_lead_s
    waiting = [one for one in in_order(publications) if one.effective_from > reader.now]
    rules = read(await queries.find_written(reader, counts.version)) if counts else None
    return render(
        "rules.html",
        request,
        status=STATUS_OF_KIND[refused.kind] if refused else 200,
        fault=refused.title if refused else "",
        counts=counts,
        waiting=[(one, may_be_called_off(one, now=reader.now, lead_s=lead_s)) for one in waiting],
        tables=[(name, TABLE_WORDS[name], len(rules.tables[name].table.rows)) for name in TableName] if rules else [],
        drafts=await queries.list_open_drafts(reader),
        kind_words=KIND_WORDS,
        state_words=STATE_WORDS,
        short=short,
        permissions=request.state.actor.permissions,
    )


@router.get("/rules/versions/{version}/{table}")
async def version_page(
    version: str, table: TableName, request: Request, reader: Reading, _: MayRead, then: Then = ""
) -> Response:
    """One table of a version, read only, with how often each row was used lately; `then` keeps rows that answer it."""
    publication = await queries.find_publication(reader, version)
    rules = read(await queries.find_written(reader, version))
    rows = rows_in_words(rules.tables[table].table, await uses_lately(reader), await names_in_force(reader))
    shown = answering(rows, then)
    return render(
        "rules_version.html",
        request,
        publication=publication,
        table=table,
        tables=TABLE_WORDS,
        hint=TABLE_HINTS[table],
        rows=shown,
        total=len(rows),
        kinds=outcomes(rows),
        then_only=then if len(shown) < len(rows) else "",
        days=days_counted(reader.now),
        kind_words=KIND_WORDS,
        short=short,
    )


@router.get("/rules/history")
async def history(request: Request, reader: Reading, _: MayRead) -> Response:
    """Every version there ever was: from when, by whom, why."""
    publications = await queries.list_publications(reader)
    return render(
        "rules_history.html",
        request,
        publications=publications,
        counts=in_force_at(publications, reader.now),
        kind_words=KIND_WORDS,
        short=short,
        permissions=request.state.actor.permissions,
    )


@router.post("/rules/drafts")
async def start(context: Here, actor: MayEdit, go_back_to: Annotated[str, Form(max_length=64)] = "") -> Response:
    """Start a draft: of the rules that count, or of what an earlier version said."""
    async with acting(context) as tx:
        draft = await start_draft(tx, editor_of(actor, context), go_back_to=go_back_to)
    return see(f"{RULES}/drafts/{draft.draft_id}")


@router.post("/rules/call-off")
async def call_version_off(
    request: Request, context: Here, actor: MayEdit, version: Annotated[str, Form(max_length=64)] = ""
) -> Response:
    """Let a version that waits for its time never count."""
    try:
        async with acting(context) as tx:
            await call_off(tx, version, editor=editor_of(actor, context))
    except Refused as refused:
        if not is_told_here(refused):
            raise
        async with looking(context) as reader:
            return await _overview(request, reader, context, refused)
    return see(RULES)
