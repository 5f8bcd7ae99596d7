"""The county's page of what providers asked to change in the directory: what was, what shall be, yes or no.

Not here: asking for it (service_change.py), what a change may be (`directory/request.py`).
"""

import asyncio
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import RedirectResponse, Response

from waymark.auth import Actor
from waymark.db import SYSTEM
from waymark.errors import Kind, Refused
from waymark.guard import AllowsPage
from waymark.http import here
from waymark.http.problems import STATUS_OF_KIND
from waymark.pages import render
from waymark.permission import Permission
from waymark.service import Context
from waymark_router.actions import Shelf
from waymark_router.directory import actions, queries
from waymark_router.directory.change_words import change_lines
from waymark_router.settings import RouterSettings

router = APIRouter()
LIST = "/router/requests"
_SEE_OTHER = 303

Here = Annotated[Context[RouterSettings, Shelf], Depends(here)]
MayApprove = Annotated[Actor, Depends(AllowsPage(Permission.DIRECTORY_APPROVE))]


@router.get("/requests")
async def requests_page(
    request: Request,
    context: Here,
    actor: MayApprove,
    done: Annotated[str, Query(pattern="^(approve|refuse)$")] = "",
) -> Response:
    """What waits for the county's answer, the oldest first."""
    return await _page(request, context, actor, done=done)


@router.post("/requests/{request_id}/{answer}")
async def answer_request(request_id: UUID, answer: str, request: Request, context: Here, actor: MayApprove) -> Response:
    """Approve or refuse, then show what is left; what is wrong is said at the top."""
    try:
        if answer not in {"approve", "refuse"}:
            raise Refused(Kind.NOT_FOUND, "There is no such answer", code="answer.unknown")
        async with context.database.reader(SYSTEM) as reader:
            asked = await queries.find_request(reader, request_id)
            beside = await queries.gather_beside(reader)
        checked = await asyncio.to_thread(beside.would_be, asked)
        async with context.database.transaction(SYSTEM) as tx:
            if answer == "approve":
                await actions.approve_change(tx, request_id, by=actor.subject, checked=checked)
            else:
                await actions.refuse_change(tx, request_id, by=actor.subject)
    except Refused as refused:
        if refused.kind not in {Kind.CONFLICT, Kind.FORBIDDEN, Kind.INVALID}:
            raise
        return await _page(request, context, actor, refused=refused)
    return RedirectResponse(f"{LIST}?done={answer}", _SEE_OTHER)


async def _page(
    request: Request,
    context: Context[RouterSettings, Shelf],
    actor: Actor,
    *,
    done: str = "",
    refused: Refused | None = None,
) -> Response:
    async with context.database.reader(actor.agency) as reader:
        beside = await queries.gather_beside(reader)
        waiting = await queries.list_waiting(reader)
    directory = beside.directory
    found = await asyncio.to_thread(lambda: [beside.would_be(one) for one in waiting])
    names = {service.id: service.name for service in directory.services.values()}
    return render(
        "requests.html",
        request,
        status=STATUS_OF_KIND[refused.kind] if refused else 200,
        requests=[
            (one, names.get(one.service, one.service), change_lines(one.change), granted)
            for one, granted in zip(waiting, found, strict=True)
        ],
        me=actor.subject,
        fault=refused.title if refused else "",
        done=done,
    )
