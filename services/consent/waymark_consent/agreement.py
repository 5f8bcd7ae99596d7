"""Information-sharing agreements between agencies: who, what, for what, until when (domain.md 6.3).

A version never changes; what changes is a new version. Not here: the person's own position, or the decision.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Self
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, model_validator

from waymark.errors import Kind, Refused
from waymark.ids import AgencyId
from waymark.words import SEALED_GROUPS, Group

_LONDON = ZoneInfo("Europe/London")


def day_in_county(at: datetime) -> date:
    """The calendar day of an instant in England and Wales, on which agreements and rules are looked up."""
    return at.astimezone(_LONDON).date()


class Purpose(StrEnum):
    """What a recipient may want a referral for.

    `required_assessment` is what a law makes somebody attend; `national_referral` the National Referral Mechanism.
    """

    SUPPORT = "support"
    TRIAGE = "triage"
    SAFEGUARDING = "safeguarding"
    REQUIRED_ASSESSMENT = "required_assessment"
    NATIONAL_REFERRAL = "national_referral"


class Status(StrEnum):
    """Where a version stands in its own life; only `in_force` opens anything."""

    DRAFT = "draft"
    SIGNED = "signed"
    IN_FORCE = "in_force"
    SUSPENDED = "suspended"
    EXPIRED = "expired"


class Standing(StrEnum):
    """Whether a version opens anything on a given day, and why not; the values are reasons in decisions."""

    IN_FORCE = "in_force"
    NOT_YET = "agreement_not_yet_in_force"
    NOT_SIGNED = "agreement_not_in_force"
    SUSPENDED = "agreement_suspended"
    ENDED = "agreement_ended"
    REVIEW_OVERDUE = "agreement_review_overdue"
    NONE = "no_agreement"


@dataclass(frozen=True, slots=True)
class ReviewGrace:
    """How many days past its review date an agreement still opens, from a day on."""

    valid_from: date
    days: int


# Past review date and grace there is no automatic release (domain.md 6.3, enforcement rule); the length is ours.
REVIEW_GRACES = (ReviewGrace(date(2021, 4, 1), 28),)


def review_grace(on: date) -> timedelta:
    """The grace in force on a day; none before the first."""
    days = [grace.days for grace in REVIEW_GRACES if grace.valid_from <= on]
    return timedelta(days=days[-1] if days else 0)


class Grant(BaseModel):
    """What one recipient may have, for which purposes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    recipient: AgencyId
    purposes: Annotated[tuple[Purpose, ...], Field(min_length=1)]
    groups: tuple[Group, ...]

    @model_validator(mode="after")
    def _only_sealed_groups(self) -> Self:
        if not set(self.groups) <= set(SEALED_GROUPS):
            raise ValueError("facts and operational fields are no groups that an agreement grants")
        return self


class Agreement(BaseModel):
    """One version of an agreement: `senders` may let `grants`' recipients see what they sent.

    It opens from `in_force_from` to the day before `ends_on`, and no longer than `review_on` and the grace.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
    version: Annotated[int, Field(ge=1)]
    title: Annotated[str, Field(min_length=1, max_length=200)]
    status: Status
    senders: Annotated[tuple[AgencyId, ...], Field(min_length=1)]
    grants: Annotated[tuple[Grant, ...], Field(min_length=1)]
    basis: Annotated[str, Field(min_length=1, max_length=100)]
    in_force_from: date
    review_on: date
    ends_on: date | None = None

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        recipients = [grant.recipient for grant in self.grants]
        if len(set(recipients)) != len(recipients):
            raise ValueError("one grant per recipient")
        if self.review_on <= self.in_force_from:
            raise ValueError("the review date comes after the start")
        if self.ends_on is not None and self.ends_on <= self.in_force_from:
            raise ValueError("the end comes after the start")
        return self

    @property
    def name(self) -> str:
        """Id and version, as decisions and events name it."""
        return f"{self.id}/{self.version}"

    def standing(self, on: date) -> Standing:
        """Whether it opens anything on a day (a date in Europe/London), and why not."""
        if self.status is Status.SUSPENDED:
            return Standing.SUSPENDED
        if self.status is Status.EXPIRED or (self.ends_on is not None and on >= self.ends_on):
            return Standing.ENDED
        if self.status is not Status.IN_FORCE:
            return Standing.NOT_SIGNED
        if on < self.in_force_from:
            return Standing.NOT_YET
        if on > self.review_on + review_grace(on):
            return Standing.REVIEW_OVERDUE
        return Standing.IN_FORCE


@dataclass(frozen=True, slots=True)
class Cover:
    """What covers one sender and recipient for one purpose: the grant, or the reason why nothing does."""

    standing: Standing
    name: str = ""
    basis: str = ""
    groups: tuple[Group, ...] = ()


def governing(versions: Sequence[Agreement], on: date) -> tuple[Agreement, ...]:
    """Of each agreement the version that counts on a day: the newest that has begun and is more than a paper.

    A draft or a version that begins later does not push an older one aside; a suspended or expired one does.
    """
    found: dict[str, Agreement] = {}
    for version in sorted(versions, key=lambda one: (one.id, one.version)):
        begun = version.in_force_from <= on and version.status not in {Status.DRAFT, Status.SIGNED}
        if begun or version.id not in found:
            found[version.id] = version
    return tuple(found.values())


def cover(versions: Sequence[Agreement], *, sender: AgencyId, recipient: AgencyId, purpose: Purpose, on: date) -> Cover:
    """What covers this flow on a day: the first governing version in force, else the reason of the nearest."""
    return cover_by(governing(versions, on), sender=sender, recipient=recipient, purpose=purpose, on=on)


def cover_by(
    governs: Sequence[Agreement], *, sender: AgencyId, recipient: AgencyId, purpose: Purpose, on: date
) -> Cover:
    """`cover`, where the versions that govern that day are known already."""
    nearest = Cover(Standing.NONE)
    for version in governs:
        grant = next((one for one in version.grants if one.recipient == recipient), None)
        if grant is None or sender not in version.senders or purpose not in grant.purposes:
            continue
        standing = version.standing(on)
        if standing is Standing.IN_FORCE:
            return Cover(standing, version.name, version.basis, grant.groups)
        nearest = Cover(standing, version.name)
    return nearest


def review_due(versions: Sequence[Agreement], on: date, within: timedelta) -> list[Agreement]:
    """The versions that count, are in force, and whose review date has passed or comes within that time."""
    return [
        version
        for version in governing(versions, on)
        if version.status is Status.IN_FORCE and version.review_on <= on + within
    ]


def overlaps(versions: Sequence[Agreement]) -> list[tuple[str, str]]:
    """Pairs of different agreements that cover the same sender, recipient and purpose: which counts would be luck."""
    holders: dict[tuple[AgencyId, AgencyId, Purpose], set[str]] = {}
    for version in versions:
        for grant in version.grants:
            for sender in version.senders:
                for purpose in grant.purposes:
                    holders.setdefault((sender, grant.recipient, purpose), set()).add(version.id)
    pairs = {tuple(sorted(ids)[:2]) for ids in holders.values() if len(ids) > 1}
    return sorted((one, two) for one, two in pairs)


def new_versions(known: Sequence[Agreement], given: Sequence[Agreement]) -> list[Agreement]:
    """Those of `given` that are not known yet; raises Refused(CONFLICT) for a known version with other terms."""
    terms = {one.name: one for one in known}
    for one in given:
        if one.name in terms and terms[one.name] != one:
            raise Refused(
                Kind.CONFLICT,
                f"agreement {one.name}: a version never changes; add a new version",
                code="agreement_changed",
            )
    return [one for one in given if one.name not in terms]
