"""The administrator's page of rules that the triage desk suggests: each row in words and as a rulebook writes it.

Not here: making one (desk.py), what becomes of a draft (`draft.py`).
"""

import json
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from waymark.auth import Actor
from waymark.db import SYSTEM
from waymark.errors import Kind, Refused
from waymark.guard import AllowsPage
from waymark.http import here
from waymark.pages import render
from waymark.permission import Permission
from waymark.service import Context
from waymark_router.actions import Shelf
from waymark_router.deciding.explain import cell_in_words
from waymark_router.facts.fact import CATALOGUE
from waymark_router.pages.own import RULES, editor_of
from waymark_router.pages.shown import TABLE_WORDS
from waymark_router.publishing.actions.drafting import change_draft, start_draft
from waymark_router.publishing.row_change import new_row_id, with_needs_answered, with_new_row
from waymark_router.publishing.written import Written
from waymark_router.rules.cell import cell_from
from waymark_router.rules.rule import TableName
from waymark_router.settings import RouterSettings
from waymark_router.triage import actions, queries
from waymark_router.triage.suggestion import Suggestion, needs_of

router = APIRouter()
LIST = "/router/suggestions"
_SEE_OTHER = 303
Here = Annotated[Context[RouterSettings, Shelf], Depends(here)]
MayRead = Annotated[Actor, Depends(AllowsPage(Permission.RULES_READ))]
MayEdit = Annotated[Actor, Depends(AllowsPage(Permission.RULES_EDIT))]


@router.get("/suggestions")
async def suggestions_page(request: Request, context: Here, actor: MayRead) -> Response:
    """What the desk suggests, the oldest first."""
    async with context.database.reader(SYSTEM) as reader:
        found = await queries.list_suggestions(reader)
    may_settle = Permission.RULES_EDIT in actor.permissions
    views = [(one, _in_words(one), json.dumps(dict(one.row), indent=2)) for one in found]
    return render("suggestions.html", request, suggestions=views, may_settle=may_settle, table_words=TABLE_WORDS)


@router.post("/suggestions/{suggestion_id}/draft")
async def put_into_draft(suggestion_id: UUID, context: Here, actor: MayEdit) -> Response:
    """Start a draft with the suggested row in it, to be looked at and changed; it is off the list then."""
    editor = editor_of(actor, context)
    async with context.database.transaction(SYSTEM) as tx:
        found = next((one for one in await queries.list_suggestions(tx) if one.suggestion_id == suggestion_id), None)
        if found is None:
            raise Refused(Kind.NOT_FOUND, "That suggestion is off the list already", code="suggestion_unknown")
        draft = await start_draft(tx, editor)
        row = {**found.row, "id": new_row_id(draft.written, f"d{draft.number}")}

        def add(written: Written) -> Written:
            if found.table is TableName.PATHWAYS:
                return with_needs_answered(written, row, needs_of(row))
            return with_new_row(written, found.table, row)

        await change_draft(tx, draft.draft_id, add, revision=draft.revision, row=row["id"], editor=editor)
        await actions.settle_suggestion(tx, suggestion_id, by=actor.subject)
    return RedirectResponse(f"{RULES}/drafts/{draft.draft_id}/row?row={row['id']}", _SEE_OTHER)


@router.post("/suggestions/{suggestion_id}/settle")
async def settle(suggestion_id: UUID, context: Here, actor: MayEdit) -> Response:
    """Take a suggestion off the list once it is in a draft, or is not wanted."""
    async with context.database.transaction(SYSTEM) as tx:
        await actions.settle_suggestion(tx, suggestion_id, by=actor.subject)
    return RedirectResponse(LIST, _SEE_OTHER)


def _in_words(one: Suggestion) -> str:
    cells = [
        cell_in_words(cell_from(cell, CATALOGUE[name], name), CATALOGUE[name]) for name, cell in one.row["when"].items()
    ]
    then = one.row["then"]
    what = f"pathway {then['pathway']}" if "pathway" in then else f"ask {', '.join(then['services'])}"
    where = f"Where {' and '.join(cells)}" if cells else "Where no other row fits"
    return f"{where}: {what}".replace("_", " ")
