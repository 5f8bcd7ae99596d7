"""One service's status page, and the two things an operator can do there: replay or discard what is set aside.

Each takes two clicks: the first leads to a page that says what will happen. Not here: all services on one page
(`waymark.status.overview`).
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from waymark import parked
from waymark.auth import Actor
from waymark.bus.opening import open_bus
from waymark.db import SYSTEM
from waymark.delivery import Delivery
from waymark.guard import AllowsPage
from waymark.pages import render
from waymark.parked import DiscardReason
from waymark.permission import Permission
from waymark.service import Context, Service
from waymark.status import words
from waymark.status.look import Look, look

router = APIRouter(include_in_schema=False)

MayRead = Annotated[Actor, Depends(AllowsPage(Permission.SYSTEM_READ))]
MayOperate = Annotated[Actor, Depends(AllowsPage(Permission.SYSTEM_OPERATE))]
_SEE_OTHER = 303
_INVALID = 422


class Act(StrEnum):
    """What can be done with what is set aside."""

    REPLAY = "replay"
    DISCARD = "discard"


class Done(StrEnum):
    """What came of the last act, said at the top of the page."""

    REPLAYED = "replayed"
    FAILED = "failed"
    DISCARDED = "discarded"


@router.get("/status")
async def status_page(
    request: Request, actor: MayRead, done: Annotated[Done | None, Query()] = None, n: Annotated[int, Query(ge=0)] = 0
) -> HTMLResponse:
    """How this service is doing."""
    service, context = _here(request)
    seen = await look(service, context.database, open_bus(context.shared), context.clock)
    values = {"title": service.name, "done": done, "count": n}
    return show(request, [seen], actor, most_lag_s=context.shared.lag_warn_s, values=values)


@router.get("/status/parked/{row_id}:{act}")
async def ask_first(request: Request, row_id: int, act: Act, actor: MayOperate) -> HTMLResponse:
    """What replaying or discarding would do, and the button that does it."""
    del actor
    return await _confirm(request, row_id, act)


@router.post("/status/parked/{row_id}:replay")
async def replay(request: Request, row_id: int, actor: MayOperate) -> Response:
    """Handle again what is set aside for the referral of this event, oldest first."""
    service, context = _here(request)
    async with context.database.reader(SYSTEM) as reader:
        head = await parked.head(reader, row_id)
    came_of_it = await Delivery(service, context).try_replay(head.key, by=actor.subject)
    return _back(request, Done.FAILED if came_of_it.error else Done.REPLAYED, came_of_it.done)


@router.post("/status/parked/{row_id}:discard")
async def discard(request: Request, row_id: int, actor: MayOperate, reason: Annotated[str, Form()] = "") -> Response:
    """Give this event up, for a reason that stays in the audit rows with who gave it."""
    _, context = _here(request)
    if reason not in set(DiscardReason):
        return await _confirm(request, row_id, Act.DISCARD, fault="Choose why it is given up.")
    async with context.database.transaction(SYSTEM) as tx:
        head = await parked.head(tx, row_id)
        await parked.discard(tx, head.key, row_id=row_id, by=actor.subject, reason=DiscardReason(reason))
    return _back(request, Done.DISCARDED, 1)


def show(
    request: Request,
    looks: list[Look],
    actor: Actor,
    *,
    most_lag_s: float,
    values: Mapping[str, object],
) -> HTMLResponse:
    """Looks as a page: what somebody should see to first, then each service.

    `values` may hold `title` (the single service), `done` and `count` (what came of an act), `elsewhere` (other names).
    """
    warnings = [warned for seen in looks for warned in seen.warnings(most_lag_s)]
    return render(
        "status.html",
        request,
        looks=looks,
        warnings=warnings,
        words=words,
        now=looks[0].now,
        may_operate=Permission.SYSTEM_OPERATE in actor.permissions,
        said={"title": "", "done": None, "count": 0, "elsewhere": (), **values},
    )


async def _confirm(request: Request, row_id: int, act: Act, *, fault: str = "") -> HTMLResponse:
    service, context = _here(request)
    async with context.database.reader(SYSTEM) as reader:
        head = await parked.head(reader, row_id)
        now = reader.now
    return render(
        "status_confirm.html",
        request,
        status=_INVALID if fault else 200,
        service=service.name,
        head=head,
        act=act,
        since=words.duration(max(0.0, (now - head.parked_at).total_seconds())),
        words=words,
        reasons=words.REASON_WORDS,
        fault=fault,
    )


def _here(request: Request) -> tuple[Service, Context[Any, Any]]:
    service: Service = request.app.state.service
    context: Context[Any, Any] = request.app.state.context
    return service, context


def _back(request: Request, done: Done, count: int) -> Response:
    service, _ = _here(request)
    return RedirectResponse(f"/{service.name}/status?done={done}&n={count}", _SEE_OTHER)
