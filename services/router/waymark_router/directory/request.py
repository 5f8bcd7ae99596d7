"""A provider's request to change what the directory says of a service, and the directory that comes of it.

Not here: room, which a provider changes itself (`told.py`), and who may approve (the doors).
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from waymark.errors import Fault, Kind, Refused
from waymark.ids import AgencyId, ServiceId
from waymark_router.providers.provider import Directory, DirectoryService, directory_from

# What a provider may ask to change; id, agency, pathway, lot and clocks are the county's contract.
CHANGEABLE: Mapping[str, str] = {
    "name": "Name",
    "about": "What it does",
    "status": "Open, paused or closed",
    "statuses": "Open, paused or closed from a day on",
    "youngest": "Youngest age",
    "oldest": "Oldest age",
    "sexes": "Whom it is for, by sex",
    "districts": "Districts",
    "languages": "Languages without which it takes nobody",
    "needs": "What it does",
    "offers": "Wishes it can meet",
    "by_and_for": "Community whose own service it is",
    "works_in": "Languages its workers speak",
    "aids": "Aids to communicate",
    "access": "Ease of coming and of being understood",
    "bases": "Districts with a place of its own",
    "caseload_cap": "Most people at once",
    "most_a_week": "Most new people in a week",
    "interim": "Offered while people wait",
    "opening": "Opening hours",
    "contact_by": "Ways to reach somebody safely",
    "leads": "Leads, by post",
    "website": "Website",
    "telephone": "Telephone",
    "checked_on": "Looked at and found right on",
}

# Of these, what decides whom it takes at all.
ELIGIBILITY = frozenset({"status", "statuses", "youngest", "oldest", "sexes", "districts", "languages", "needs"})


class RequestState(StrEnum):
    """How a request stands."""

    ASKED = "asked"
    APPROVED = "approved"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it is kept: `change` holds, by field, what it was and what it shall be, as JSON says it."""

    request_id: UUID
    service: ServiceId
    agency: AgencyId
    change: Mapping[str, Mapping[str, Any]]
    state: RequestState
    asked_by: str
    asked_by_name: str
    asked_at: datetime


def request_from(row: Mapping[Any, Any]) -> Request:
    """A kept row as a request."""
    change = row["change"]
    return Request(
        request_id=row["request_id"],
        service=ServiceId(row["service"]),
        agency=AgencyId(row["agency"]),
        change=json.loads(change) if isinstance(change, str) else change,
        state=RequestState(row["state"]),
        asked_by=row["asked_by"],
        asked_by_name=row["asked_by_name"],
        asked_at=row["asked_at"],
    )


def change_of(service: DirectoryService, wanted: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """What would really change, by field; raises Refused INVALID that names a field that may not or cannot be so.

    CONFLICT where nothing would change.
    """
    for name in wanted:
        if name not in CHANGEABLE:
            raise _invalid(name, "field.not_yours", "ask the county: this is part of its contract")
    was = service.model_dump(mode="json")
    becomes = _changed(service, wanted).model_dump(mode="json")
    change = {name: {"was": was[name], "becomes": becomes[name]} for name in wanted if was[name] != becomes[name]}
    if not change:
        raise Refused(Kind.CONFLICT, "Nothing would change", code="change.none")
    return change


def _changed(service: DirectoryService, wanted: Mapping[str, Any]) -> DirectoryService:
    try:
        return DirectoryService.model_validate(service.model_dump(mode="json") | dict(wanted))
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        field = "/".join(str(part) for part in first["loc"]) or "service"
        raise _invalid(field, "field.wrong", first["msg"].lower()) from None


def _invalid(field: str, code: str, fix: str) -> Refused:
    return Refused(Kind.INVALID, f"{field}: {fix}", code=code, faults=(Fault(f"/{field}", code, fix),))


def with_change(directory: Directory, request: Request) -> Directory:
    """The directory in which the request is granted; raises Refused CONFLICT where a field is no longer what it was
    when it was asked.
    """
    service = directory.services.get(request.service)
    if service is None:
        raise Refused(Kind.CONFLICT, "The directory no longer has this service", code="service.unknown")
    now = service.model_dump(mode="json")
    moved = [name for name, both in request.change.items() if now[name] != both["was"]]
    if moved:
        named = ", ".join(CHANGEABLE[name].lower() for name in moved)
        raise Refused(Kind.CONFLICT, f"Changed meanwhile: {named}. Ask for it again", code="change.overtaken")
    changed = _changed(service, {name: both["becomes"] for name, both in request.change.items()})
    return _with(directory, changed)


def carried_over(directory: Directory, approved: Iterable[Request]) -> Directory:
    """A file's directory with what people approved since, in the order in which they did: each field that the file
    still has as it was before. What the file says otherwise by now is the file's, and so is a service that it left out.
    """
    for request in approved:
        service = directory.services.get(request.service)
        now = service.model_dump(mode="json") if service is not None else {}
        stays = {name: both for name, both in request.change.items() if name in now and now[name] == both["was"]}
        if service is not None and stays:
            directory = _with(directory, _changed(service, {name: both["becomes"] for name, both in stays.items()}))
    return directory


def _with(directory: Directory, changed: DirectoryService) -> Directory:
    services = [changed if one.id == changed.id else one for one in directory.services.values()]
    return directory_from(
        [one.model_dump(mode="json") for one in services],
        [one.model_dump(mode="json") for one in directory.signposts.values()],
    )
