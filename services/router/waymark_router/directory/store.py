"""What the directory's actions load and save: room as it was told, and requests to change a service.

Not here: lists (queries.py), versions of the directory (`waymark_router.store`).
"""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from waymark.db import Transaction
from waymark_router.directory.request import Request, RequestState, request_from
from waymark_router.directory.told import RoomTold, Teller
from waymark_router.providers.availability import Population
from waymark_router.providers.provider import DirectoryService

# One change of the directory at a time: each stands on the one before.
_ONE_AT_A_TIME = "select pg_advisory_xact_lock(hashtext('waymark.router.directory'))"
_ADD_LINE = (
    "insert into capacities(service, population, intervention, agency, vacancies, weeks, as_of, told_by, version,"
    " told_at) values (:service, :population, :intervention, :agency, cast(:vacancies as integer),"
    " cast(:weeks as integer), :as_of, :told_by, 1, :now) on conflict do nothing"
)
_SAVE_LINE = (
    "update capacities set vacancies = cast(:vacancies as integer), weeks = cast(:weeks as integer), as_of = :as_of,"
    " told_by = :told_by, told_at = :now, version = version + 1 where service = :service and agency = :agency"
    " and population = :population and intervention = :intervention and version = :version"
)
_DROP_LINE = (
    "delete from capacities where service = :service and agency = :agency and population = :population"
    " and intervention = :intervention and version = :version"
)
_ADD_REQUEST = (
    "insert into directory_requests(request_id, service, agency, change, state, asked_by, asked_by_name, asked_at,"
    " decided_by) values (:id, :service, :agency, cast(:change as jsonb), 'asked', :asked_by, :asked_by_name, :now, '')"
)
_LOCK_REQUEST = "select * from directory_requests where request_id = :id for update"
_SETTLE = (
    "update directory_requests set state = :state, decided_by = :by, decided_at = :now, version = :version"
    " where request_id = :id and state = 'asked'"
)


async def save_line(tx: Transaction, service: DirectoryService, told: RoomTold, by: Teller, *, as_of: Any) -> bool:  # noqa: ANN401
    """Keep what was told, unless somebody of the agency told something else meanwhile: then False."""
    values = {
        "service": service.id,
        "population": told.population.value,
        "intervention": told.intervention.value if told.intervention else "",
        "agency": by.agency,
        "vacancies": told.vacancies,
        "weeks": told.weeks,
        "as_of": as_of,
        "told_by": by.agency_name,
        "now": tx.now,
    }
    if told.version == 0:
        return await tx.run(_ADD_LINE, values) > 0
    return await tx.run(_SAVE_LINE, values | {"version": told.version}) > 0


async def drop_line(
    tx: Transaction, service: DirectoryService, population: Population, intervention: str, *, version: int
) -> bool:
    """Forget what was told, unless it changed meanwhile."""
    values = {
        "service": service.id,
        "agency": service.agency,
        "population": population.value,
        "intervention": intervention,
        "version": version,
    }
    return await tx.run(_DROP_LINE, values) > 0


async def one_at_a_time(tx: Transaction) -> None:
    """Wait until no other transaction changes the directory."""
    await tx.run(_ONE_AT_A_TIME)


async def add_request(tx: Transaction, service: DirectoryService, change: Mapping[str, Any], by: Teller) -> UUID:
    """Keep a request; answers its id."""
    request_id = tx.new_id()
    await tx.run(
        _ADD_REQUEST,
        {
            "id": request_id,
            "service": service.id,
            "agency": by.agency,
            "change": json.dumps(change),
            "asked_by": by.subject,
            "asked_by_name": by.agency_name,
            "now": tx.now,
        },
    )
    return request_id


async def lock_request(tx: Transaction, request_id: UUID) -> Request | None:
    """A request, locked until the transaction ends; None where there is none."""
    row = await tx.row(_LOCK_REQUEST, {"id": request_id})
    return request_from(row._mapping) if row is not None else None  # noqa: SLF001 - public in SQLAlchemy


async def settle_request(tx: Transaction, request_id: UUID, state: RequestState, *, by: str, version: str) -> bool:
    """Keep how it ended, and which version of the directory came of it."""
    values = {"id": request_id, "state": state.value, "by": by, "now": tx.now, "version": version}
    return await tx.run(_SETTLE, values) > 0
