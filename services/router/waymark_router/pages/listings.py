"""The page of what feeds tell of listed services and a second person must let be shown: now, then, yes or no.

Not here: sending a feed (`feeds/api.py`), which listings wait (`feeds/contact.py`).
"""

from collections.abc import Iterable
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import RedirectResponse, Response

from waymark.auth import Actor
from waymark.errors import Kind, Refused
from waymark.guard import AllowsPage
from waymark.http import here
from waymark.http.problems import STATUS_OF_KIND
from waymark.pages import render
from waymark.permission import Permission
from waymark.service import Context
from waymark_router.actions import Shelf
from waymark_router.feeds import actions, queries
from waymark_router.settings import RouterSettings

router = APIRouter()
LIST = "/router/listings"
_SEE_OTHER = 303

Here = Annotated[Context[RouterSettings, Shelf], Depends(here)]
MayApprove = Annotated[Actor, Depends(AllowsPage(Permission.DIRECTORY_APPROVE))]
Source = Annotated[str, Path(pattern="^[a-z0-9][a-z0-9-]{0,59}$")]


@router.get("/listings")
async def listings_page(
    request: Request,
    context: Here,
    actor: MayApprove,
    done: Annotated[str, Query(pattern="^(approve|refuse)$")] = "",
) -> Response:
    """What waits, feed by feed, and the feeds there are."""
    return await _page(request, context, actor, done=done)


@router.post("/listings/{source}/{answer}")
async def answer_listings(source: Source, answer: str, request: Request, context: Here, actor: MayApprove) -> Response:
    """Show what was chosen, or do not, then show what is left; what is wrong is said at the top."""
    chosen = _chosen((await request.form()).getlist("listing"))
    try:
        async with context.database.transaction(actor.agency) as tx:
            if answer == "approve":
                await actions.approve_listings(tx, source, chosen, by=actor.subject)
            elif answer == "refuse":
                await actions.refuse_listings(tx, source, chosen, by=actor.subject)
            else:
                raise Refused(Kind.NOT_FOUND, "There is no such answer", code="answer.unknown")
    except Refused as refused:
        if refused.kind not in {Kind.CONFLICT, Kind.FORBIDDEN}:
            raise
        return await _page(request, context, actor, refused=refused)
    return RedirectResponse(f"{LIST}?done={answer}", _SEE_OTHER)


def _chosen(sent: Iterable[object]) -> dict[UUID, str]:
    """What was seen of each that was chosen: an id, a space, the name of its content."""
    pairs = (str(one).partition(" ") for one in sent)
    try:
        return {UUID(listing_id): seen for listing_id, _, seen in pairs}
    except ValueError:
        raise Refused(Kind.NOT_FOUND, "There is no such listing", code="listing.unknown") from None


async def _page(
    request: Request,
    context: Context[RouterSettings, Shelf],
    actor: Actor,
    *,
    done: str = "",
    refused: Refused | None = None,
) -> Response:
    async with context.database.reader(actor.agency) as reader:
        waiting = await queries.list_waiting(reader)
        count = await queries.count_waiting(reader)
        sources = await queries.list_sources(reader)
    open_ones = [one for one in waiting if not one.refused_by]
    feeds = [
        (one, [wait for wait in open_ones if wait.source == one.source])
        for one in sources
        if any(wait.source == one.source for wait in open_ones)
    ]
    return render(
        "listings.html",
        request,
        status=STATUS_OF_KIND[refused.kind] if refused else 200,
        feeds=feeds,
        theirs={one.source: [wait for wait in waits if actor.subject not in wait.tellers] for one, waits in feeds},
        refused=[one for one in waiting if one.refused_by],
        more=count - len(open_ones),
        sources=sources,
        me=actor.subject,
        fault=refused.title if refused else "",
        done=done,
    )
