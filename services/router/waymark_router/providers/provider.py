"""The service directory: what each service of an agency takes on, and why it would not take a certain referral.

What is not here: which service is asked first (rules), whether consent lets it see the referral (`allocation.py`).
"""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Annotated, TypeVar
from zoneinfo import ZoneInfo

from pydantic import Field, ValidationError, model_validator

from waymark.contracts.routing import Signpost
from waymark.ids import AgencyId, ServiceId
from waymark.words import CommunicationAid, InterimOffer, Need, Pathway, Preference, Priority
from waymark_router.canonical import canonical_bytes, content_hash
from waymark_router.facts.fact import OLDEST, Values
from waymark_router.providers.provider_part import (
    Access,
    Age,
    Lead,
    Opening,
    Part,
    Reach,
    Sex,
    Status,
    StatusFrom,
    least_months,
    most_months,
    status_on,
)
from waymark_router.providers.wait import Wait
from waymark_router.refusal import wrong

_LONDON = ZoneInfo("Europe/London")


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
    SEX_NOT_KNOWN = "sex_not_known"
    NOT_ITS_WORK = "not_its_work"
    FULL = "full"
    ANOTHER_IS_BY_AND_FOR = "another_is_by_and_for"
    ANOTHER_IS_NEARER_THE_WISH = "another_is_nearer_the_wish"
    ANOTHER_IS_NAMED_FIRST = "another_is_named_first"
    ANOTHER_IS_SOONER = "another_is_sooner"
    ANOTHER_IS_FREER = "another_is_freer"


class RespondWithin(Part):
    """From `valid_from` on (Europe/London), the hours within which the service answers, by priority."""

    valid_from: date
    urgent: Annotated[int, Field(ge=1)]
    high: Annotated[int, Field(ge=1)]
    standard: Annotated[int, Field(ge=1)]


class DirectorySignpost(Part):
    """A service outside what the county buys, and how a person gets there by themselves."""

    id: Annotated[ServiceId, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    name: Annotated[str, Field(min_length=1)]
    how: Annotated[str, Field(min_length=1)]

    def told(self) -> Signpost:
        """The signpost as events carry it."""
        return Signpost(service=self.id, name=self.name, how=self.how)


_District = Annotated[str, Field(pattern=r"^[EWSN]\d{8}$")]


class DirectoryService(Part):
    """One service of one agency. Ages are years, both inclusive (17.5 is seventeen and six months); an empty list of
    districts, languages, needs or sexes means any.

    `waits` are per intervention, each at most once. Services of one `lot` are equals: no rule's order decides between
    them. `offers` is what it can do of what people ask for, `by_and_for` names the community whose own service it is,
    `works_in` the languages its workers speak, `bases` the districts it has a place in. `caseload_cap` is how many
    people it works with at once, `most_a_week` how many new ones it takes in a week. `checked_on` is the day on which
    somebody last looked whether the entry is right.
    """

    id: Annotated[ServiceId, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    name: Annotated[str, Field(min_length=1)]
    agency: AgencyId
    pathway: Pathway
    respond_within: Annotated[tuple[RespondWithin, ...], Field(min_length=1)]
    status: Status = Status.OPEN
    statuses: tuple[StatusFrom, ...] = ()
    youngest: Age = 0
    oldest: Age = OLDEST
    sexes: tuple[Sex, ...] = ()
    districts: tuple[_District, ...] = ()
    languages: tuple[str, ...] = ()
    needs: tuple[Need, ...] = ()
    waits: tuple[Wait, ...] = ()
    lot: str = ""
    offers: tuple[Preference, ...] = ()
    by_and_for: str = ""
    works_in: tuple[str, ...] = ()
    aids: tuple[CommunicationAid, ...] = ()
    access: tuple[Access, ...] = ()
    bases: tuple[_District, ...] = ()
    caseload_cap: Annotated[int, Field(ge=1)] | None = None
    most_a_week: Annotated[int, Field(ge=1)] | None = None
    interim: tuple[InterimOffer, ...] = ()
    about: Annotated[str, Field(max_length=2000)] = ""
    website: Annotated[str, Field(max_length=300, pattern=r"^(https://\S+)?$")] = ""
    telephone: Annotated[str, Field(max_length=40, pattern=r"^[0-9 +()]*$")] = ""
    opening: tuple[Opening, ...] = ()
    contact_by: tuple[Reach, ...] = ()
    leads: tuple[Lead, ...] = ()
    checked_on: date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> "DirectoryService":
        if self.youngest > self.oldest:
            raise ValueError("youngest is above oldest")
        dates = [row.valid_from for row in self.respond_within]
        if dates != sorted(set(dates)):
            raise ValueError("respond_within is in order of valid_from")
        if len({wait.intervention for wait in self.waits}) < len(self.waits):
            raise ValueError("waits name each intervention once")
        changes = [row.valid_from for row in self.statuses]
        if changes != sorted(set(changes)):
            raise ValueError("statuses are in order of valid_from")
        return self

    def standing(self, on: date) -> Status:
        """Whether it takes new referrals on that day."""
        return status_on(self.status, self.statuses, on)

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
    """All services and signposts in configured order; `version` is the SHA-256 of `body`.

    `counted` are the services whose work is counted for a choice: those with limits of their own, and equals.
    `worked_out` keeps what others work out of it, as it never changes (`line_up.py`).
    """

    version: str
    body: bytes
    services: Mapping[ServiceId, DirectoryService]
    signposts: Mapping[ServiceId, DirectorySignpost] = field(default_factory=dict)
    counted: tuple[ServiceId, ...] = ()
    worked_out: dict[tuple[ServiceId, ...], object] = field(default_factory=dict, compare=False, repr=False)

    def of_agency(self, agency: AgencyId) -> tuple[DirectoryService, ...]:
        """The services of an agency, in configured order."""
        return tuple(service for service in self.services.values() if service.agency == agency)

    def desk(self) -> DirectoryService | None:
        """The first service of the triage desk."""
        return next((one for one in self.services.values() if one.pathway is Pathway.TRIAGE), None)


FACTS_TAKEN: frozenset[str] = frozenset({"age_years", "child", "district", "language"})


def takes(
    service: DirectoryService,
    values: Values,
    *,
    adult_from: int,
    age_months: int | None = None,
    needs: Collection[Need] = (),
    on: date | None = None,
) -> tuple[WhyNot, ...]:
    """Why the service does not take a person with these facts on that day; empty means it does. Reads FACTS_TAKEN only.

    Where the age is missing, a person who is or may be a child is taken for one of any age under `adult_from`.
    """
    reasons: list[WhyNot] = []
    status = service.standing(on) if on is not None else service.status
    if status is not Status.OPEN:
        reasons.append(WhyNot(status.value))
    reasons.extend(_age(service, values, adult_from, age_months))
    district = values.get("district")
    if service.districts and district is None:
        reasons.append(WhyNot.DISTRICT_NOT_KNOWN)
    elif service.districts and district not in service.districts:
        reasons.append(WhyNot.OUTSIDE_ITS_AREA)
    if service.languages and values.get("language") not in service.languages:
        reasons.append(WhyNot.LANGUAGE)
    if service.sexes:
        reasons.append(WhyNot.SEX_NOT_KNOWN)
    if service.needs and needs and not set(needs) & set(service.needs):
        reasons.append(WhyNot.NOT_ITS_WORK)
    return tuple(reasons)


def _age(service: DirectoryService, values: Values, adult_from: int, age_months: int | None) -> tuple[WhyNot, ...]:
    """Whole months on both sides, so that seventeen and a half is an age like any other."""
    youngest, oldest = age_span(values, adult_from, age_months)
    least, most = least_months(service.youngest), most_months(service.oldest)
    if youngest >= least and oldest <= most:
        return ()
    if oldest < least:
        return (WhyNot.TOO_YOUNG,)
    return (WhyNot.TOO_OLD,) if youngest > most else (WhyNot.AGE_NOT_KNOWN,)


def age_span(values: Values, adult_from: int, age_months: int | None) -> tuple[int, int]:
    """The fewest and the most whole months that the person may be old."""
    age = values.get("age_years")
    if isinstance(age, int):
        return 12 * age + (age_months or 0), 12 * age + (11 if age_months is None else age_months)
    return (12 * adult_from, 12 * OLDEST + 11) if values.get("child") == "no" else (0, 12 * adult_from - 1)


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
    return Directory(content_hash(body), body, services, told_of, _counted(services.values()))


def _counted(services: Collection[DirectoryService]) -> tuple[ServiceId, ...]:
    lots = Counter(service.lot for service in services if service.lot)
    limited = (one for one in services if lots[one.lot] > 1 or one.caseload_cap or one.most_a_week)
    return tuple(one.id for one in limited)


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
