"""The REST door of feeds: an administrator sends an Open Referral UK 3.0 feed; anybody reads the county's own.

Not here: what a feed may say (`feed.py`, `feed_out.py`).
"""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request
from pydantic import BaseModel, ConfigDict, JsonValue

from waymark.auth import Actor
from waymark.db import Reader
from waymark.errors import Kind, Refused
from waymark.guard import Allows, Public
from waymark.http import Body, here, parse_json, reading
from waymark.ids import AgencyId
from waymark.permission import Permission
from waymark.service import Context
from waymark_router.actions import Shelf, in_force
from waymark_router.deciding.question import local_date
from waymark_router.directory.queries import agency_names
from waymark_router.feeds import actions
from waymark_router.feeds.feed import read_feed
from waymark_router.feeds.feed_out import (
    PROFILE,
    VERSION,
    id_of,
    organization_out,
    page_out,
    public_services,
    service_out,
)
from waymark_router.providers.provider import Directory
from waymark_router.settings import RouterSettings

router = APIRouter(tags=["feeds"])
FEED = "/find-support/feed"
_MOST_A_PAGE = 500

Here = Annotated[Context[RouterSettings, Shelf], Depends(here)]
Reading = Annotated[Reader, Depends(reading)]
MayTake = Annotated[Actor, Depends(Allows(Permission.DIRECTORY_APPROVE))]
_ANYBODY = Depends(Public("it is the public list of services, without people"))


class FeedSent(BaseModel):
    """A page or list of services, or a single one, as HSDS 3 writes it."""

    model_config = ConfigDict(extra="allow", frozen=True)

    __pydantic_extra__: dict[str, JsonValue]


class DoubtReply(BaseModel):
    """Something doubtful in a feed that was taken: where, what, and what to do."""

    model_config = ConfigDict(frozen=True)

    pointer: str
    code: str
    fix: str


class TakenReply(BaseModel):
    """How many services a feed told, how many of them wait for a second person, and what is doubtful in it."""

    model_config = ConfigDict(frozen=True)

    services: int
    waiting: int
    warnings: list[DoubtReply]


@router.put("/v1/feeds/{source}/upload", dependencies=[Depends(Body(FeedSent))])
async def put_feed(
    source: Annotated[str, Path(pattern="^[a-z0-9][a-z0-9-]{0,59}$")], request: Request, actor: MayTake, context: Here
) -> TakenReply:
    """List the services of a feed on the public page, instead of those it listed before. No referral goes to them.

    New services, and how a listed one is reached, wait until a second person lets them be shown (`/v1/listings`).
    Refused TOO_LARGE while it is read, MALFORMED where it is no JSON, INVALID with every field at fault; then what was
    listed before stays.
    """
    sent = parse_json(FeedSent, await _read(request, most=context.settings.feed_bytes))
    feed = read_feed(sent.model_extra or {})
    async with context.database.transaction(actor.agency) as tx:
        taken = await actions.take_feed(tx, source, feed, by=actor.subject)
    return TakenReply(
        services=len(feed.listings),
        waiting=taken.waiting,
        warnings=[DoubtReply(pointer=one.pointer, code=one.code, fix=one.fix) for one in feed.warnings],
    )


async def _read(request: Request, *, most: int) -> bytes:
    """The body, and no byte more than may be."""
    too_large = Refused(Kind.TOO_LARGE, f"A feed may have at most {most} bytes", code="feed.too_large")
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > most:
        raise too_large
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            raise too_large
    return bytes(body)


@router.get(FEED, dependencies=[_ANYBODY])
async def get_feed() -> dict[str, str]:
    """Which standard the feed keeps (Open Referral UK, the root of its API)."""
    return {"version": VERSION, "profile": PROFILE, "openapi_url": "/router/openapi.json"}


@router.get(f"{FEED}/services", dependencies=[_ANYBODY])
async def get_services(
    reader: Reading,
    context: Here,
    page: Annotated[int, Query(ge=1)] = 1,
    per_page: Annotated[int, Query(ge=1, le=_MOST_A_PAGE)] = 50,
) -> dict[str, Any]:
    """The county's services, page by page."""
    directory, names, today = await _known(reader, context)
    services = [service_out(one, names, today) for one in public_services(directory, today)]
    return page_out(services, page=page, per_page=per_page)


@router.get(f"{FEED}/services/{{service_id}}", dependencies=[_ANYBODY])
async def get_service(service_id: str, reader: Reading, context: Here) -> dict[str, Any]:
    """One service. Refused NOT_FOUND where the county has none of that id."""
    directory, names, today = await _known(reader, context)
    for one in public_services(directory, today):
        if id_of("service", one.id) == service_id:
            return service_out(one, names, today)
    raise Refused(Kind.NOT_FOUND, "There is no such service", code="service.unknown")


@router.get(f"{FEED}/organizations", dependencies=[_ANYBODY])
async def get_organizations(
    reader: Reading,
    context: Here,
    page: Annotated[int, Query(ge=1)] = 1,
    per_page: Annotated[int, Query(ge=1, le=_MOST_A_PAGE)] = 50,
) -> dict[str, Any]:
    """The organisations whose services are listed, page by page."""
    directory, names, today = await _known(reader, context)
    agencies = dict.fromkeys(one.agency for one in public_services(directory, today))
    return page_out([organization_out(one, names) for one in agencies], page=page, per_page=per_page)


async def _known(reader: Reader, context: Context[RouterSettings, Shelf]) -> tuple[Directory, dict[AgencyId, str], Any]:
    directory = (await in_force(reader, context.own)).directory
    return directory, await agency_names(reader), local_date(reader.now)
