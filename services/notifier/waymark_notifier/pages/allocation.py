"""The page of one allocation: safe contact on top, what may be shown of the person, the timeline, the next steps.

Names are asked of the release door at that moment with the worker's own token, and never kept. Without them the page
still works. Not here: the list (queue.py beside this).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import ValidationError

from waymark.auth import Actor
from waymark.errors import Fault, Kind, Refused, Unavailable
from waymark.guard import AllowsPage
from waymark.http import here
from waymark.http.problems import STATUS_OF_KIND
from waymark.pages import render
from waymark.release_door import Released
from waymark.service import Context
from waymark.words import AllocationState, Group, Permission
from waymark_notifier import actions, deadline, queries
from waymark_notifier.allocation import Allocation, allowed
from waymark_notifier.answer import StepRequest
from waymark_notifier.delivery import reference_of
from waymark_notifier.safe_contact import advice, is_usable
from waymark_notifier.settings import NotifierSettings
from waymark_notifier.shown import as_shown
from waymark_notifier.stream import Hub
from waymark_notifier.transition import AT_WORK, Verb
from waymark_notifier.wording import say, say_all

router = APIRouter()

Here = Annotated[Context[NotifierSettings, Hub], Depends(here)]
MayRead = Annotated[Actor, Depends(AllowsPage(Permission.QUEUE_READ))]
MayWork = Annotated[Actor, Depends(AllowsPage(Permission.QUEUE_WORK))]

PURPOSE = "support"
_SHOWN_IN = frozenset({AllocationState.OFFERED, AllocationState.UNMET, *AT_WORK})


@dataclass(frozen=True, slots=True)
class PersonView:
    """What may be shown of the person: groups with their fields in words, what is withheld, or why there is nothing."""

    groups: dict[Group, list[tuple[str, str, bool]]]
    withheld: dict[Group, str]
    safe_contact: dict[str, object] | None
    note: str


@dataclass(frozen=True, slots=True)
class LineView:
    """One line of the timeline in words."""

    at: datetime
    words: str
    who: str


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
        names = dict.fromkeys(str(one["loc"][0]) for one in error.errors(include_url=False, include_input=False))
        faults = tuple(Fault(f"/{name}", "invalid", "choose one of the answers given") for name in names)
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
    person = await _person(context, actor, found)
    timer, due_at = found.timer, found.due_at
    return render(
        "allocation.html",
        request,
        status=STATUS_OF_KIND[refused.kind] if refused else 200,
        allocation=as_shown(found),
        reference=reference_of(found.id),
        due=deadline.in_words(timer, due_at, now) if timer and due_at else "",
        is_overdue=deadline.is_overdue(due_at, now),
        sender=names.get(found.sender) or say(found.sender),
        person=person,
        advice=advice(person.safe_contact),
        steps=allowed(found, actions.worker_of(actor), now) if Permission.QUEUE_WORK in actor.permissions else (),
        timeline=[_line(line) for line in lines],
        errors=_errors(refused),
        done=done,
        say=say,
    )


# Consent hears of an offer a moment after the queue does; a refusal never says more than this.
_NOT_YET = "Names cannot be shown yet. Open this page again in a moment; if it stays so, you may not see them."


async def _person(context: Context[NotifierSettings, Hub], actor: Actor, found: Allocation) -> PersonView:
    """Ask consent what may be shown; whatever goes wrong there, nothing is shown and the page says so."""
    if found.state not in _SHOWN_IN:
        return PersonView({}, {}, None, "Names are shown only while it is in your hands.")
    if Permission.RELEASE_READ not in actor.permissions:
        return PersonView({}, {}, None, "Your role does not see names.")
    try:
        released = (await context.release_door.release([found.referral_id], actor=actor, purpose=PURPOSE))[0]
    except Unavailable:
        return PersonView({}, {}, None, "Names cannot be shown right now. Try again in a minute.")
    except Refused:
        return PersonView({}, {}, None, "You may not see names at present.")
    if released.refused:
        return PersonView({}, released.withheld, None, _NOT_YET)
    return _shown(released)


def _shown(released: Released) -> PersonView:
    safe = released.groups.get(Group.SAFE_CONTACT)
    groups = {group: _fields(group, part, safe) for group, part in released.groups.items()}
    return PersonView({group: part for group, part in groups.items() if part}, released.withheld, safe, "")


def _fields(group: Group, part: Mapping[str, object], safe: Mapping[str, object] | None) -> list[tuple[str, str, bool]]:
    """The fields of a group that say something: name and value in words, and whether it may be used."""
    if group is Group.SAFE_CONTACT:
        return []
    warns = group is Group.CONTACT
    return [(say(name), _in_words(value), not warns or is_usable(name, safe)) for name, value in part.items() if value]


def _in_words(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(str(each) for each in value)
    return say(value) if value in {"yes", "no", "not_known", "not_asked"} else str(value)


def _line(line: queries.Line) -> LineView:
    state = f": {say(line.to_state)}" if line.to_state != line.from_state else ""
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
