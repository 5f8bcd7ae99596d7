"""The page of one allocation: what stopped or changed and safe contact on top, the person, the timeline, next steps.

Without names the page still works. Not here: the list (queue.py) and who may see what of the person (person.py).
"""

from dataclasses import dataclass
from datetime import datetime
from importlib import resources
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import ValidationError

from waymark.auth import Actor
from waymark.errors import Fault, Kind, Refused
from waymark.guard import AllowsPage, Public
from waymark.http import here
from waymark.http.problems import STATUS_OF_KIND
from waymark.pages import render
from waymark.permission import Permission
from waymark.service import Context
from waymark_notifier import actions, correction, deadline, meanwhile, queries, task
from waymark_notifier.answer import StepRequest
from waymark_notifier.delivery import reference_of
from waymark_notifier.pages.person import person_of
from waymark_notifier.safe_contact import advice
from waymark_notifier.settings import NotifierSettings
from waymark_notifier.shown import as_shown
from waymark_notifier.step import allowed
from waymark_notifier.stream import Hub
from waymark_notifier.transition import IN_HAND, Verb
from waymark_notifier.wording import say, say_all, say_group, say_obligation, say_unmet

router = APIRouter()
_SCRIPT = (resources.files("waymark_notifier.pages") / "static" / "allocation.js").read_bytes()

Here = Annotated[Context[NotifierSettings, Hub], Depends(here)]
MayRead = Annotated[Actor, Depends(AllowsPage(Permission.QUEUE_READ))]
MayWork = Annotated[Actor, Depends(AllowsPage(Permission.QUEUE_WORK))]


@dataclass(frozen=True, slots=True)
class ClockView:
    """One clock in words, and whether it has run out."""

    words: str
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class LineView:
    """One line of the timeline in words."""

    at: datetime
    words: str
    who: str


@router.get("/allocation.js", dependencies=[Depends(Public("a script says nothing about anybody"))])
async def allocation_script() -> Response:
    """The script that takes an open page away when what it shows is no longer so."""
    return Response(_SCRIPT, media_type="text/javascript; charset=utf-8")


@router.get("/allocations/{allocation_id}")
async def allocation_page(
    allocation_id: UUID,
    request: Request,
    context: Here,
    actor: MayRead,
    done: Annotated[Verb | None, Query()] = None,
) -> HTMLResponse:
    """One allocation of the caller's queue."""
    return await _page(request, context, actor, allocation_id, done=done)


@router.post("/allocations/{allocation_id}/{verb}")
async def take_step(allocation_id: UUID, verb: Verb, request: Request, context: Here, actor: MayWork) -> Response:
    """Take a step from the page's form, then show the page again; what is wrong is said at its top."""
    try:
        said, back = await _said(request)
        async with context.database.transaction(actor.agency) as tx:
            await actions.take_step(tx, allocation_id, verb, actions.worker_of(actor), said)
    except Refused as refused:
        if refused.kind not in {Kind.CONFLICT, Kind.INVALID}:
            raise
        return await _page(request, context, actor, allocation_id, refused=refused)
    page = {"allocation_id": str(allocation_id)}
    address = request.url_for("queue_page") if back == "queue" else request.url_for("allocation_page", **page)
    return RedirectResponse(f"{address.path}?done={verb}", status_code=303)


async def _said(request: Request) -> tuple[StepRequest, str]:
    """The form as a step, and where it was sent from; Refused INVALID with the wrong fields, never their values."""
    form = await request.form()
    given = {name: value for name, value in form.multi_items() if value != ""}
    back = str(given.pop("back", ""))
    try:
        return StepRequest.model_validate(given), back
    except ValidationError as error:
        wrong = dict.fromkeys(str(one["loc"][0]) for one in error.errors(include_url=False, include_input=False))
        # Whoever made up a field of its own may have put anything into its name.
        places = dict.fromkeys(f"/{name}" if name in StepRequest.model_fields else "" for name in wrong)
        faults = tuple(Fault(place, "invalid", "choose one of the answers given") for place in places)
    raise Refused(Kind.INVALID, "The step cannot be taken with these answers", faults=faults)


async def _page(
    request: Request,
    context: Context[NotifierSettings, Hub],
    actor: Actor,
    allocation_id: UUID,
    *,
    done: Verb | None = None,
    refused: Refused | None = None,
) -> HTMLResponse:
    async with context.database.reader(actor.agency) as reader:
        found = await queries.find_allocation(reader, allocation_id)
        lines = await queries.list_timeline(reader, allocation_id)
        names = await queries.list_names(reader, [found.sender])
        now = reader.now
    person = await person_of(context, actor, found)
    if person.groups and found.opened_at is None:
        async with context.database.transaction(actor.agency) as tx:
            await actions.note_opened(tx, found.id)
    return render(
        "allocation.html",
        request,
        status=STATUS_OF_KIND[refused.kind] if refused else 200,
        allocation=as_shown(found),
        reference=reference_of(found.id),
        clocks=[ClockView(deadline.in_words(one, at, now), deadline.is_overdue(at, now)) for one, at in found.clocks],
        is_open=found.state in IN_HAND,
        stopped=say(found.reason) if found.must_confirm and found.reason else "",
        changes=correction.in_words(found.unseen, now),
        task=task.title(found) if found.state in IN_HAND else "",
        is_notice=task.is_duty_to_notify(found),
        obligations=[say_obligation(code) for code in as_shown(found).obligations],
        unmet=[say_unmet(code) for code in as_shown(found).unmet],
        meanwhile=meanwhile.in_words(as_shown(found), now),
        sender=names.get(found.sender) or say(found.sender),
        person=person,
        advice=advice(person.safe_contact),
        steps=allowed(found, actions.worker_of(actor), now) if Permission.QUEUE_WORK in actor.permissions else (),
        timeline=[_line(line) for line in lines],
        errors=_errors(refused),
        done=done,
        say=say,
        say_group=say_group,
    )


def _line(line: queries.Line) -> LineView:
    state = f": {say(line.to_state)}" if line.to_state != line.from_state else ""
    if line.verb == Verb.CORRECT and line.code:
        return LineView(line.at, f"Changed by the sender: {say_all(line.code)}", line.actor_name)
    code = f" ({say_all(line.code)})" if line.code else ""
    return LineView(line.at, f"{say(line.verb)}{state}{code}", line.actor_name)


def _errors(refused: Refused | None) -> list[tuple[str, str]]:
    """What is wrong, in words, with the field each belongs to ("" for the page)."""
    if refused is None:
        return []
    if not refused.faults:
        return [("", refused.title)]
    return [(fault.pointer.strip("/"), _fault_in_words(fault)) for fault in refused.faults]


def _fault_in_words(fault: Fault) -> str:
    field = say(fault.pointer.strip("/"))
    return f"Answer the question: {field}" if fault.code == "missing" else f"{field} {fault.fix.capitalize()}"
