"""What doors may ask of the directory's daily side: lines of room, requests that wait or were answered.

Not here: anything that writes (store.py), and room as a choice reads it (`waymark_router.queries`).
"""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ARRAY, Text

from waymark.db import Reader, typed
from waymark.errors import Kind, Refused
from waymark.ids import AgencyId, ServiceId
from waymark.words import Need
from waymark_router import queries as router_queries
from waymark_router.deciding.question import local_date
from waymark_router.directory.grant import Beside
from waymark_router.directory.request import Request, request_from
from waymark_router.directory.told import KeptLine
from waymark_router.providers.availability import Line, Population
from waymark_router.providers.provider import DirectoryService

_LINES = typed(
    "select service, population, intervention, vacancies, weeks, as_of, told_by, version, told_at from capacities"
    " join unnest(:services, :agencies) as own(service, agency) using (service, agency)"
    " order by service, intervention, population",
    services=ARRAY(Text),
    agencies=ARRAY(Text),
)
_WAITING = "select * from directory_requests where state = 'asked' order by asked_at limit :most"
_APPROVED = "select * from directory_requests where state = 'approved' order by decided_at, request_id"
_RULES_AHEAD = (
    "select version from rulebooks where called_off_at is null and effective_from > :now"
    " order by effective_from, number"
)
_BEFORE_EMERGENCY = typed(
    "select distinct base from rulebooks where kind = 'emergency' and version = any(:versions)", versions=ARRAY(Text)
)
_OWN = "select * from directory_requests where agency = :agency order by asked_at desc limit :most"


async def list_lines(reader: Reader, services: Collection[DirectoryService]) -> dict[ServiceId, list[KeptLine]]:
    """What the agencies that run these services now told of their room, each service with all its lines."""
    found: dict[ServiceId, list[KeptLine]] = {service.id: [] for service in services}
    named = {"services": [one.id for one in services], "agencies": [one.agency for one in services]}
    for row in await reader.rows(_LINES, named):
        line = Line(
            population=Population(row.population),
            intervention=Need(row.intervention) if row.intervention else None,
            vacancies=row.vacancies,
            weeks=row.weeks,
            as_of=row.as_of,
        )
        found[ServiceId(row.service)].append(
            KeptLine(ServiceId(row.service), line, row.told_by, row.version, row.told_at)
        )
    return found


async def agency_names(reader: Reader) -> dict[AgencyId, str]:
    """The names of agencies, as far as their members are known."""
    rows = await reader.rows("select distinct agency, agency_name from known_members where active")
    return {AgencyId(row.agency): row.agency_name for row in rows}


async def rules_counting(reader: Reader) -> tuple[str, ...]:
    """The versions of the rules that count or will: the one in force first, then those that wait for their time.

    During an emergency the rules before it are among them: they come back when somebody ends it.
    """
    in_force = (await router_queries.versions_in_force(reader)).rulebook
    waiting = [str(row.version) for row in await reader.rows(_RULES_AHEAD, {"now": reader.now})]
    found = [*([in_force] if in_force is not None else []), *waiting]
    before = [str(row.base) for row in await reader.rows(_BEFORE_EMERGENCY, {"versions": found})]
    return (*found, *(one for one in sorted(before) if one not in found))


async def gather_beside(reader: Reader) -> Beside:
    """What requests are checked beside; raises Refused (NOT_FOUND) where nothing is published yet."""
    directory = (await router_queries.versions_in_force(reader)).directory
    if directory is None:
        raise Refused(Kind.NOT_FOUND, "No rules are published yet: load a county first", code="nothing_published")
    rules = [await router_queries.find_rulebook(reader, version) for version in await rules_counting(reader)]
    found = await router_queries.find_directory(reader, directory)
    return Beside(found, tuple(rules), local_date(reader.now))


async def find_request(reader: Reader, request_id: UUID) -> Request:
    """A request; raises Refused (NOT_FOUND)."""
    row = await reader.row("select * from directory_requests where request_id = :id", {"id": request_id})
    if row is None:
        raise Refused(Kind.NOT_FOUND, "There is no such request", code="request.unknown")
    return request_from(row._mapping)  # noqa: SLF001 - public in SQLAlchemy


async def list_waiting(reader: Reader, *, most: int = 100) -> list[Request]:
    """Requests without an answer, the oldest first."""
    rows = await reader.rows(_WAITING, {"most": most})
    return [request_from(row._mapping) for row in rows]  # noqa: SLF001 - public in SQLAlchemy


async def list_approved(reader: Reader) -> list[Request]:
    """Requests that were granted, in the order in which they were."""
    return [request_from(row._mapping) for row in await reader.rows(_APPROVED)]  # noqa: SLF001


async def list_own(reader: Reader, agency: AgencyId, *, most: int = 20) -> list[Request]:
    """An agency's own requests, the newest first."""
    rows = await reader.rows(_OWN, {"agency": agency, "most": most})
    return [request_from(row._mapping) for row in rows]  # noqa: SLF001
