"""The service directory: what each service of an agency takes on, and why it would not take a certain referral.

What is not here: which service is asked first (rules), whether consent lets it see the referral (`allocation.py`).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from waymark.ids import AgencyId, ServiceId
from waymark.words import Pathway, Priority
from waymark_router.canonical import canonical_bytes, content_hash
from waymark_router.fact import OLDEST, Values
from waymark_router.refusal import wrong

_LONDON = ZoneInfo("Europe/London")


class Status(StrEnum):
    """Whether a service takes new referrals."""

    OPEN = "open"
    PAUSED = "paused"
    CLOSED = "closed"


class WhyNot(StrEnum):
    """Why a service does not take a referral."""

    PAUSED = "paused"
    CLOSED = "closed"
    TOO_YOUNG = "too_young"
    TOO_OLD = "too_old"
    AGE_NOT_KNOWN = "age_not_known"
    OUTSIDE_ITS_AREA = "outside_its_area"
    DISTRICT_NOT_KNOWN = "district_not_known"
    LANGUAGE = "language"
    REFUSED_BEFORE = "refused_before"
    WITHHELD = "withheld"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class RespondWithin(_Part):
    """From `valid_from` on (Europe/London), the hours within which the service answers, by priority."""

    valid_from: date
    urgent: Annotated[int, Field(ge=1)]
    high: Annotated[int, Field(ge=1)]
    standard: Annotated[int, Field(ge=1)]


class DirectoryService(_Part):
    """One service of one agency. Ages are whole years, both inclusive; no districts means any, no languages too."""

    id: Annotated[ServiceId, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    name: Annotated[str, Field(min_length=1)]
    agency: AgencyId
    pathway: Pathway
    respond_within: Annotated[tuple[RespondWithin, ...], Field(min_length=1)]
    status: Status = Status.OPEN
    youngest: Annotated[int, Field(ge=0, le=OLDEST)] = 0
    oldest: Annotated[int, Field(ge=0, le=OLDEST)] = OLDEST
    districts: tuple[Annotated[str, Field(pattern=r"^[EWSN]\d{8}$")], ...] = ()
    languages: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _in_order(self) -> "DirectoryService":
        if self.youngest > self.oldest:
            raise ValueError("youngest is above oldest")
        dates = [row.valid_from for row in self.respond_within]
        if dates != sorted(set(dates)):
            raise ValueError("respond_within is in order of valid_from")
        return self

    def respond_by(self, priority: Priority, now: datetime) -> datetime:
        """When the service must have answered an offer made `now` (aware); the first hours hold before their date."""
        today = now.astimezone(_LONDON).date()
        rows = [row for row in self.respond_within if row.valid_from <= today] or [self.respond_within[0]]
        hours = {
            Priority.URGENT: rows[-1].urgent,
            Priority.HIGH: rows[-1].high,
            Priority.STANDARD: rows[-1].standard,
        }
        return now + timedelta(hours=hours[priority])


@dataclass(frozen=True, slots=True)
class Directory:
    """All services in configured order; `version` is the SHA-256 of `body`."""

    version: str
    body: bytes
    services: Mapping[ServiceId, DirectoryService]

    def of_agency(self, agency: AgencyId) -> tuple[DirectoryService, ...]:
        """The services of an agency, in configured order."""
        return tuple(service for service in self.services.values() if service.agency == agency)


FACTS_TAKEN: frozenset[str] = frozenset({"age_years", "child", "district", "language"})


def takes(service: DirectoryService, values: Values, *, adult_from: int) -> tuple[WhyNot, ...]:
    """Why the service does not take a person with these facts; empty means it does. Reads FACTS_TAKEN only.

    Where the age is missing, a person who is or may be a child is taken for one of any age under `adult_from`.
    """
    reasons: list[WhyNot] = []
    if service.status is not Status.OPEN:
        reasons.append(WhyNot(service.status.value))
    reasons.extend(_age(service, values, adult_from))
    district = values.get("district")
    if service.districts and district is None:
        reasons.append(WhyNot.DISTRICT_NOT_KNOWN)
    elif service.districts and district not in service.districts:
        reasons.append(WhyNot.OUTSIDE_ITS_AREA)
    if service.languages and values.get("language") not in service.languages:
        reasons.append(WhyNot.LANGUAGE)
    return tuple(reasons)


def _age(service: DirectoryService, values: Values, adult_from: int) -> tuple[WhyNot, ...]:
    age = values.get("age_years")
    is_adult = values.get("child") == "no"
    if isinstance(age, int):
        youngest = oldest = age
    else:
        youngest, oldest = (adult_from, OLDEST) if is_adult else (0, adult_from - 1)
    if youngest >= service.youngest and oldest <= service.oldest:
        return ()
    if oldest < service.youngest:
        return (WhyNot.TOO_YOUNG,)
    return (WhyNot.TOO_OLD,) if youngest > service.oldest else (WhyNot.AGE_NOT_KNOWN,)


def directory_from(written: object) -> Directory:
    """Read the services (parsed JSON or TOML list); raises Refused (INVALID) that names the entry and the field."""
    if not isinstance(written, list | tuple) or not written:
        raise wrong("directory", "directory_empty", "list at least one service")
    services: dict[ServiceId, DirectoryService] = {}
    for at, entry in enumerate(written, start=1):
        service = _service(entry, at)
        if service.id in services:
            raise wrong(f"service {service.id}", "service_twice", "give each service its own id")
        services[service.id] = service
    body = canonical_bytes([service.model_dump(mode="json") for service in services.values()])
    return Directory(content_hash(body), body, services)


def directory_from_bytes(body: bytes) -> Directory:
    """Read a directory from its canonical bytes."""
    return directory_from(json.loads(body))


def _service(entry: object, at: int) -> DirectoryService:
    try:
        return DirectoryService.model_validate(entry)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        named = entry.get("id") if isinstance(entry, dict) else None
        place = f"service {named}" if isinstance(named, str) else f"service number {at}"
        field = ".".join(str(part) for part in first["loc"])
        raise wrong(
            f"{place}, {field}" if field else place,
            "service_wrong",
            first["msg"].lower(),
        ) from None
