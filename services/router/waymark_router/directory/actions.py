"""What is done to the directory day by day: a service tells its room, asks for a change, the county answers.

Each in the transaction handed in. Not here: who may (the doors), and what a choice makes of it.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from waymark.db import Transaction
from waymark.errors import Kind, Refused
from waymark.ids import ServiceId
from waymark.words import Need
from waymark_router import actions as router
from waymark_router import queries
from waymark_router.deciding.question import local_date
from waymark_router.deputies.actions import refuse_outside_their_days
from waymark_router.directory import queries as directory_queries
from waymark_router.directory import store
from waymark_router.directory.grant import Granted
from waymark_router.directory.request import Request, RequestState, change_of, with_change
from waymark_router.directory.told import RoomTold, Teller
from waymark_router.providers.availability import Population
from waymark_router.providers.provider import Directory, DirectoryService

_MOVED = "Somebody else told something meanwhile: look at it and tell yours again"


async def tell_room(tx: Transaction, service: DirectoryService, told: RoomTold, by: Teller) -> None:
    """Keep what a service tells of its room today; raises Refused CONFLICT where it changed since it was looked at."""
    if not await store.save_line(tx, service, told, by, as_of=local_date(tx.now)):
        raise Refused(Kind.CONFLICT, _MOVED, code="room.moved")
    tx.audit(
        "room.told",
        about=service.id,
        actor=by.subject,
        population=told.population.value,
        intervention=told.intervention.value if told.intervention else "",
        vacancies=told.vacancies,
        weeks=told.weeks,
    )


async def take_back_room(tx: Transaction, service: DirectoryService, told: RoomTold, by: Teller) -> None:
    """Forget a line, which then counts as unknown; raises Refused CONFLICT where it changed since it was looked at."""
    intervention = told.intervention.value if told.intervention else ""
    if not await store.drop_line(tx, service, told.population, intervention, version=told.version):
        raise Refused(Kind.CONFLICT, _MOVED, code="room.moved")
    tx.audit(
        "room.taken_back",
        about=service.id,
        actor=by.subject,
        population=told.population.value,
        intervention=intervention,
    )


async def ask_change(tx: Transaction, service: DirectoryService, wanted: Mapping[str, Any], by: Teller) -> UUID:
    """Keep a request to change the service; answers its id. Raises Refused INVALID or CONFLICT as `change_of` does."""
    change = change_of(service, wanted)
    request_id = await store.add_request(tx, service, change, by)
    tx.audit("directory.change_asked", about=service.id, actor=by.subject, request=str(request_id))
    return request_id


async def approve_change(tx: Transaction, request_id: UUID, *, by: str, checked: Granted) -> Directory:
    """Publish the directory in which a request is granted; answers it. Raises Refused NOT_FOUND, FORBIDDEN where the
    approver asked for it, CONFLICT where it is settled already or overtaken, or was `checked` beside other versions,
    INVALID where rules would be wrong that are not wrong today.
    """
    request = await _open_request(tx, request_id, by)
    await store.one_at_a_time(tx)
    versions = await queries.versions_in_force(tx)
    directory = with_change(await queries.find_directory(tx, versions.directory or ""), request)
    checked.refuse_unfit(versions.directory, await directory_queries.rules_counting(tx))
    await router.publish_directory(tx, directory, actor=by, by_people=True)
    await store.settle_request(tx, request_id, RequestState.APPROVED, by=by, version=directory.version)
    tx.audit("directory.change_approved", about=request.service, actor=by, request=str(request_id))
    return directory


async def refuse_change(tx: Transaction, request_id: UUID, *, by: str) -> None:
    """Say no to a request; the directory stays as it is. Raises Refused as `approve_change` does."""
    request = await _open_request(tx, request_id, by)
    await store.settle_request(tx, request_id, RequestState.REFUSED, by=by, version="")
    tx.audit("directory.change_refused", about=request.service, actor=by, request=str(request_id))


async def _open_request(tx: Transaction, request_id: UUID, by: str) -> Request:
    request = await store.lock_request(tx, request_id)
    if request is None:
        raise Refused(Kind.NOT_FOUND, "There is no such request", code="request.unknown")
    if request.state is not RequestState.ASKED:
        raise Refused(Kind.CONFLICT, "This request has its answer already", code="request.settled")
    await refuse_outside_their_days(tx, by, act="directory.answered")
    if request.asked_by == by:
        raise Refused(Kind.FORBIDDEN, "Somebody else must answer what you asked for", code="request.own")
    return request


def line_named(service: ServiceId, population: str, intervention: str, version: int) -> RoomTold:
    """A line by its place alone, for taking it back; raises Refused INVALID for no such place."""
    if population not in set(Population) or (intervention and intervention not in set(Need)):
        raise Refused(Kind.INVALID, f"{service} has no such line", code="line.unknown")
    return RoomTold(
        population=Population(population),
        intervention=Need(intervention) if intervention else None,
        vacancies=0,
        version=version,
    )
