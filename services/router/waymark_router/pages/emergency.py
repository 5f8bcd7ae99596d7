"""The page of the emergency switch: what it does is said before it is done. Not here: what it does (`publishing`)."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from waymark.db import Reader
from waymark.errors import Refused
from waymark.http.problems import STATUS_OF_KIND
from waymark.pages import render
from waymark.words import PublicationKind
from waymark_router.pages.own import (
    RULES,
    Here,
    MaySwitch,
    Reading,
    Words,
    acting,
    editor_of,
    is_told_here,
    looking,
    see,
)
from waymark_router.publishing import queries
from waymark_router.publishing.actions.emergency import end_emergency, switch_to_triage
from waymark_router.publishing.publication import in_order

router = APIRouter()
Act = Annotated[str, Form(pattern="^(off|back)$")]


@router.get("/rules/emergency")
async def emergency_page(request: Request, reader: Reading, _: MaySwitch) -> Response:
    """What the switch does, and a place for the reason."""
    return await _page(request, reader)


@router.post("/rules/emergency")
async def switch(request: Request, context: Here, actor: MaySwitch, reason: Words = "", act: Act = "off") -> Response:
    """Send everything to the triage desk, or go back to the rules before; whoever must know is told at once."""
    do = end_emergency if act == "back" else switch_to_triage
    try:
        async with acting(context) as tx:
            await do(tx, reason, editor=editor_of(actor, context))
    except Refused as refused:
        if not is_told_here(refused):
            raise
        async with looking(context) as reader:
            return await _page(request, reader, refused=refused, reason=reason)
    return see(RULES)


async def _page(request: Request, reader: Reader, *, refused: Refused | None = None, reason: str = "") -> Response:
    counting = in_order(await queries.list_publications(reader))
    return render(
        "rules_emergency.html",
        request,
        status=STATUS_OF_KIND[refused.kind] if refused else 200,
        is_on=bool(counting) and counting[0].kind is PublicationKind.EMERGENCY,
        waits=sum(one.effective_from > reader.now for one in counting),
        fault=refused.title if refused else "",
        reason=reason,
    )
