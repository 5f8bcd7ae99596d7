"""The service directory: what each service of an agency takes on, and why it would not take a certain referral.

What is not here: which service is asked first (rules), whether consent lets it see the referral (`allocation.py`).
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Annotated, TypeVar
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from waymark.contracts.routing import Signpost
from waymark.ids import AgencyId, ServiceId
from waymark.words import Pathway, Priority
from waymark_router.canonical import canonical_bytes, content_hash
from waymark_router.fact import OLDEST, Values
from waymark_router.refusal import wrong
from waymark_router.wait import Wait

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


class DirectorySignpost(_Part):
    """A service outside what the county buys, and how a person gets there by themselves."""

    id: Annotated[ServiceId, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    name: Annotated[str, Field(min_length=1)]
    how: Annotated[str, Field(min_length=1)]

    def told(self) -> Signpost:
        """The signpost as events carry it."""
        return Signpost(service=self.id, name=self.name, how=self.how)


class DirectoryService(_Part):
    """One service of one agency. Ages are whole years, both inclusive; no districts means any, no languages too.

    `waits` are per intervention, each at most once.
    """

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
    waits: tuple[Wait, ...] = ()

    @model_validator(mode="after")
    def _in_order(self) -> "DirectoryService":
        if self.youngest > self.oldest:
            raise ValueError("youngest is above oldest")
        dates = [row.valid_from for row in self.respond_within]
        if dates != sorted(set(dates)):
            raise ValueError("respond_within is in order of valid_from")
        if len({wait.intervention for wait in self.waits}) < len(self.waits):
            raise ValueError("waits name each intervention once")
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
    """All services and signposts in configured order; `version` is the SHA-256 of `body`."""

    version: str
    body: bytes
    services: Mapping[ServiceId, DirectoryService]
    signposts: Mapping[ServiceId, DirectorySignpost] = field(default_factory=dict)

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


def directory_from(written: object, signposts: object = ()) -> Directory:
    """Read services and signposts (parsed JSON or TOML lists); raises Refused (INVALID) that names entry and field."""
    if not isinstance(written, list | tuple) or not written:
        raise wrong("directory", "directory_empty", "list at least one service")
    if not isinstance(signposts, list | tuple):
        raise wrong("directory, signposts", "signposts", "list the signposts")
    services = _by_id(DirectoryService, "service", written)
    told_of = _by_id(DirectorySignpost, "signpost", signposts)
    for one in services.keys() & told_of.keys():
        raise wrong(f"signpost {one}", "signpost_is_service", "give it an id that no service has")
    body = canonical_bytes(
        {
            "services": [service.model_dump(mode="json") for service in services.values()],
            "signposts": [signpost.model_dump(mode="json") for signpost in told_of.values()],
        }
    )
    return Directory(content_hash(body), body, services, told_of)


def directory_from_bytes(body: bytes) -> Directory:
    """Read a directory from its canonical bytes, which stay as they are: also from before there were signposts."""
    kept = json.loads(body)
    parts = {"services": kept} if isinstance(kept, list) else kept
    read = directory_from(parts["services"], parts.get("signposts", []))
    return replace(read, version=content_hash(body), body=body)


_Entry = TypeVar("_Entry", DirectoryService, DirectorySignpost)


def _by_id(kind: type[_Entry], noun: str, entries: Iterable[object]) -> dict[ServiceId, _Entry]:
    found: dict[ServiceId, _Entry] = {}
    for at, entry in enumerate(entries, start=1):
        read = _entry(kind, noun, entry, at)
        if read.id in found:
            raise wrong(f"{noun} {read.id}", f"{noun}_twice", f"give each {noun} its own id")
        found[read.id] = read
    return found


def _entry(kind: type[_Entry], noun: str, entry: object, at: int) -> _Entry:
    try:
        return kind.model_validate(entry)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        named = entry.get("id") if isinstance(entry, dict) else None
        place = f"{noun} {named}" if isinstance(named, str) else f"{noun} number {at}"
        inside = ".".join(str(part) for part in first["loc"])
        raise wrong(
            f"{place}, {inside}" if inside else place,
            f"{noun}_wrong",
            first["msg"].lower(),
        ) from None
