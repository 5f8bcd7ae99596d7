"""The REST door of the directory's daily side: a provider's lead tells room and asks for changes, the county answers.

Not here: feeds in and out (`feeds/api.py`), what a change may be (`request.py`), pages for the same.
"""

import asyncio
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, JsonValue

from waymark.auth import Actor
from waymark.db import SYSTEM, Reader, Transaction
from waymark.guard import Allows
from waymark.http import here, parsed, reading, writing, writing_all
from waymark.permission import Permission
from waymark.service import Context
from waymark_router.actions import Shelf, in_force
from waymark_router.deciding.question import local_date
from waymark_router.directory import actions, queries
from waymark_router.directory.request import Request
from waymark_router.directory.told import KeptLine, RoomTold, Teller, own_service
from waymark_router.providers.provider import DirectoryService
from waymark_router.settings import RouterSettings

router = APIRouter(tags=["directory"])
Here = Annotated[Context[RouterSettings, Shelf], Depends(here)]
Reading = Annotated[Reader, Depends(reading)]
Writing = Annotated[Transaction, Depends(writing, scope="function")]
WritingAll = Annotated[Transaction, Depends(writing_all, scope="function")]
MayTell = Annotated[Actor, Depends(Allows(Permission.ROOM_TELL))]
MayApprove = Annotated[Actor, Depends(Allows(Permission.DIRECTORY_APPROVE))]


class Reply(BaseModel):
    """Base of what this door answers."""

    model_config = ConfigDict(frozen=True)


class LineReply(Reply):
    """Room as it was told, and whether it still counts today; a stale line counts as unknown."""

    service: str
    population: str
    intervention: str | None
    vacancies: int | None
    weeks: int | None
    as_of: date
    told_by: str
    is_known: bool
    version: int


class RoomReply(Reply):
    """The room of an agency's own services."""

    lines: list[LineReply]


class ChangeWanted(BaseModel):
    """Fields of a service as they shall be, as the directory writes them (docs: `GET /router/v1/directory`)."""

    model_config = ConfigDict(extra="allow", frozen=True)

    __pydantic_extra__: dict[str, JsonValue]


class RequestReply(Reply):
    """A request to change a service: what each field was and shall be, and how it stands."""

    request_id: UUID
    service: str
    agency: str
    change: dict[str, dict[str, JsonValue]]
    state: str
    asked_at: datetime


class RequestsReply(Reply):
    """Requests, in order."""

    requests: list[RequestReply]


class AskedReply(Reply):
    """The id under which the county will answer."""

    request_id: UUID


class ApprovedReply(Reply):
    """The version of the directory in which the request is granted, in force at once."""

    version: str


@router.get("/v1/directory/room")
async def get_room(actor: MayTell, reader: Reading, context: Here) -> RoomReply:
    """What your own services told of their room."""
    directory = (await in_force(reader, context.own)).directory
    own = directory.of_agency(actor.agency)
    lines = await queries.list_lines(reader, own)
    today = local_date(reader.now)
    return RoomReply(lines=[_line(line, today) for service in own for line in lines[service.id]])


@router.put("/v1/directory/services/{service}/room")
async def put_room(
    service: str, actor: MayTell, tx: Writing, context: Here, told: Annotated[RoomTold, Depends(parsed(RoomTold))]
) -> RoomReply:
    """Tell the room of one of your own services for a population and an intervention, as of today.

    Refused NOT_FOUND for another agency's service, CONFLICT where `version` is no longer the one that is kept.
    """
    own = await _own(tx, context, service, actor)
    await actions.tell_room(tx, own, told, _teller(actor))
    lines = await queries.list_lines(tx, [own])
    today = local_date(tx.now)
    return RoomReply(lines=[_line(line, today) for line in lines[own.id]])


@router.post("/v1/directory/services/{service}/requests", status_code=202)
async def post_request(
    service: str,
    actor: MayTell,
    tx: Writing,
    context: Here,
    wanted: Annotated[ChangeWanted, Depends(parsed(ChangeWanted))],
) -> AskedReply:
    """Ask the county to change what the directory says of one of your own services.

    Refused INVALID with the field that may not or cannot be so, CONFLICT where nothing would change.
    """
    own = await _own(tx, context, service, actor)
    return AskedReply(request_id=await actions.ask_change(tx, own, wanted.model_extra or {}, _teller(actor)))


@router.get("/v1/directory/requests")
async def get_requests(_: MayApprove, reader: Reading) -> RequestsReply:
    """The requests that wait for the county's answer, the oldest first."""
    return RequestsReply(requests=[_request(one) for one in await queries.list_waiting(reader)])


@router.post("/v1/directory/requests/{request_id}/approve")
async def post_approve(request_id: UUID, actor: MayApprove, context: Here) -> ApprovedReply:
    """Grant a request: a new version of the directory is in force at once.

    Refused NOT_FOUND, FORBIDDEN where you asked for it, CONFLICT where it is settled or overtaken, INVALID with every
    row of the rules that it would make wrong.
    """
    async with context.database.reader(SYSTEM) as reader:
        request = await queries.find_request(reader, request_id)
        beside = await queries.gather_beside(reader)
    checked = await asyncio.to_thread(beside.would_be, request)
    async with context.database.transaction(SYSTEM) as tx:
        directory = await actions.approve_change(tx, request_id, by=actor.subject, checked=checked)
    return ApprovedReply(version=directory.version)


@router.post("/v1/directory/requests/{request_id}/refuse", status_code=204)
async def post_refuse(request_id: UUID, actor: MayApprove, tx: WritingAll) -> None:
    """Say no to a request; the directory stays as it is. Refused as approval is."""
    await actions.refuse_change(tx, request_id, by=actor.subject)


async def _own(reader: Reader, context: Context[RouterSettings, Shelf], service: str, actor: Actor) -> DirectoryService:
    return own_service((await in_force(reader, context.own)).directory, service, actor.agency)


def _teller(actor: Actor) -> Teller:
    return Teller(actor.subject, actor.agency, actor.agency_name)


def _line(kept: KeptLine, today: date) -> LineReply:
    line = kept.line
    return LineReply(
        service=kept.service,
        population=line.population.value,
        intervention=line.intervention.value if line.intervention else None,
        vacancies=line.vacancies,
        weeks=line.weeks,
        as_of=line.as_of,
        told_by=kept.told_by,
        is_known=kept.is_known(today),
        version=kept.version,
    )


def _request(one: Request) -> RequestReply:
    change: dict[str, Any] = {name: dict(both) for name, both in one.change.items()}
    return RequestReply(
        request_id=one.request_id,
        service=one.service,
        agency=one.agency,
        change=change,
        state=one.state.value,
        asked_at=one.asked_at,
    )
