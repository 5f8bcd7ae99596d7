"""A provider lead's page of their own services: their room, told in a minute, and what became of what was asked.

Not here: asking for a change (service_change.py), the county's answer (requests.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import ValidationError
from starlette.datastructures import FormData

from waymark.auth import Actor
from waymark.errors import Fault, Kind, Refused
from waymark.guard import AllowsPage
from waymark.http import here
from waymark.http.problems import STATUS_OF_KIND
from waymark.pages import render
from waymark.permission import Permission
from waymark.service import Context
from waymark.words import Need
from waymark_router.actions import Shelf, in_force
from waymark_router.deciding.question import local_date
from waymark_router.directory import actions, queries, wording
from waymark_router.directory.change_words import change_lines
from waymark_router.directory.told import KeptLine, RoomTold, Teller, own_service
from waymark_router.providers.availability import Population
from waymark_router.settings import RouterSettings

router = APIRouter()
LIST = "/router/services"
_SEE_OTHER = 303
_DIGITS = 10

Here = Annotated[Context[RouterSettings, Shelf], Depends(here)]
MayTell = Annotated[Actor, Depends(AllowsPage(Permission.ROOM_TELL))]
Done = Annotated[str, Query(pattern="^(told|forgotten|asked)$")]


@dataclass(frozen=True, slots=True)
class LineView:
    """One line of room, ready to show and to change."""

    what: str
    said: str
    is_known: bool
    population: str
    intervention: str
    vacancies: str
    weeks: str
    version: int


@dataclass(frozen=True, slots=True)
class ServiceView:
    """One service with its lines."""

    id: str
    name: str
    about: str
    status: str
    lines: Sequence[LineView]
    interventions: Sequence[tuple[str, str]]


@router.get("/services")
async def services_page(request: Request, context: Here, actor: MayTell, done: Done | None = None) -> Response:
    """The room of the caller's own services, and what became of what they asked for."""
    return await _page(request, context, actor, done=done)


@router.post("/services/{service}/room")
async def tell_room(service: str, request: Request, context: Here, actor: MayTell) -> Response:
    """Tell a line as of today, then show the page again; what is wrong is said at its top."""
    form = await request.form()
    try:
        async with context.database.transaction(actor.agency) as tx:
            own = own_service((await in_force(tx, context.own)).directory, service, actor.agency)
            await actions.tell_room(tx, own, _told(form), _teller(actor))
    except Refused as refused:
        if refused.kind not in {Kind.CONFLICT, Kind.INVALID}:
            raise
        return await _page(request, context, actor, refused=refused)
    return RedirectResponse(f"{LIST}?done=told", _SEE_OTHER)


@router.post("/services/{service}/forget")
async def forget_room(service: str, request: Request, context: Here, actor: MayTell) -> Response:
    """Take a line back, so that it counts as unknown."""
    form = await request.form()
    try:
        async with context.database.transaction(actor.agency) as tx:
            own = own_service((await in_force(tx, context.own)).directory, service, actor.agency)
            version = str(form.get("version", ""))
            line = actions.line_named(
                own.id,
                str(form.get("population", "")),
                str(form.get("intervention", "")),
                int(version) if version.isdecimal() and len(version) < _DIGITS else 0,
            )
            await actions.take_back_room(tx, own, line, _teller(actor))
    except Refused as refused:
        if refused.kind not in {Kind.CONFLICT, Kind.INVALID}:
            raise
        return await _page(request, context, actor, refused=refused)
    return RedirectResponse(f"{LIST}?done=forgotten", _SEE_OTHER)


def _told(form: FormData) -> RoomTold:
    given = {name: value for name, value in form.multi_items() if value != ""}
    try:
        return RoomTold.model_validate(given)
    except ValidationError as error:
        named = {str(one["loc"][0]) for one in error.errors(include_url=False, include_input=False) if one["loc"]}
    faults = tuple(Fault(f"/{name}", "invalid", "a whole number, or nothing") for name in sorted(named))
    title = "Write whole numbers of places and weeks" if named else "Say how many places there are, or how many weeks"
    raise Refused(Kind.INVALID, title, code="room.wrong", faults=faults)


def _teller(actor: Actor) -> Teller:
    return Teller(actor.subject, actor.agency, actor.agency_name)


async def _page(
    request: Request,
    context: Context[RouterSettings, Shelf],
    actor: Actor,
    *,
    done: str | None = None,
    refused: Refused | None = None,
) -> Response:
    async with context.database.reader(actor.agency) as reader:
        own = (await in_force(reader, context.own)).directory.of_agency(actor.agency)
        kept = await queries.list_lines(reader, own)
        asked = await queries.list_own(reader, actor.agency)
        today = local_date(reader.now)
    views = [
        ServiceView(
            id=service.id,
            name=service.name,
            about=f"{wording.pathway_words(service.pathway)}, {wording.ages_words(service)}",
            status=wording.STATUS_WORDS[service.standing(today)],
            lines=[_line(one, today) for one in kept[service.id]],
            interventions=[(need.value, wording.need_words(need)) for need in service.needs or tuple(Need)],
        )
        for service in own
    ]
    return render(
        "services.html",
        request,
        status=STATUS_OF_KIND[refused.kind] if refused else 200,
        services=views,
        populations=[(one.value, wording.POPULATION_WORDS[one]) for one in Population],
        requests=[(one, change_lines(one.change)) for one in asked],
        names={service.id: service.name for service in own},
        fault=refused.title if refused else "",
        done=done,
    )


def _line(kept: KeptLine, today: date) -> LineView:
    line = kept.line
    return LineView(
        what=wording.line_for(line),
        said=wording.line_words(line, kept.told_by, today),
        is_known=line.is_known(today),
        population=line.population.value,
        intervention=line.intervention.value if line.intervention else "",
        vacancies="" if line.vacancies is None else str(line.vacancies),
        weeks="" if line.weeks is None else str(line.weeks),
        version=kept.version,
    )
