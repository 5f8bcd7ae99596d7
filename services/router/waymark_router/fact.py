"""The fact catalogue: every fact a rule may read, with type, label and domain, and how each one is derived.

Rules never compute: what needs computing is a derived fact here. What is not here: the cells that test facts
(`cell.py`).
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from waymark.contracts.referral import Facts
from waymark.words import (
    Answer,
    Contactable,
    DutyKind,
    Flag,
    Need,
    OffenceClass,
    Pathway,
    SenderClass,
    StatutoryGround,
)

Value: TypeAlias = "str | int | bool | frozenset[str] | None"
Values: TypeAlias = Mapping[str, Value]

CATALOGUE_VERSION = 2
# Version 2 only added facts: a rulebook written for 1 still means what it meant.
CATALOGUES_KNOWN = (1, CATALOGUE_VERSION)


class FactType(StrEnum):
    """What kind of value a fact has, and so which cells may test it."""

    ENUM = "one of a list"
    TAGS = "any number of a list"
    NUMBER = "whole number"
    FLAG = "yes or no"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact: `domain` are the allowed words, `least`/`most` the allowed numbers, `pattern` the shape of a code."""

    name: str
    label: str
    type: FactType
    domain: tuple[str, ...] = ()
    least: int = 0
    most: int = 0
    pattern: str = ""
    may_be_missing: bool = False

    def knows(self, word: str) -> bool:
        """Whether `word` is a value this fact can have (for codes: has the right shape)."""
        return re.fullmatch(self.pattern, word) is not None if self.pattern else word in self.domain


@dataclass(frozen=True, slots=True)
class AdultFrom:
    """From `valid_from` on, a person of `years` is an adult."""

    valid_from: date
    years: int


@dataclass(frozen=True, slots=True)
class IncidentBands:
    """From `valid_from` on, the bands by the greatest number of days since the incident, shortest first."""

    valid_from: date
    limits: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class TransitionFrom:
    """From `valid_from` on, a young person of this age moves on to the adults' service, which is told beside theirs."""

    valid_from: date
    years: int
    months: int


@dataclass(frozen=True, slots=True)
class ReleaseBands:
    """From `valid_from` on, the bands by the greatest number of days until the release, shortest first."""

    valid_from: date
    limits: tuple[tuple[int, str], ...]


# Family Law Reform Act 1969 section 1, in force 1 January 1970.
ADULT_FROM: tuple[AdultFrom, ...] = (AdultFrom(date(1970, 1, 1), 18),)
# Forensic windows commonly used by sexual assault referral centres, and a year.
INCIDENT_BANDS: tuple[IncidentBands, ...] = (
    IncidentBands(
        date(2015, 1, 1),
        ((7, "within_week"), (21, "within_three_weeks"), (365, "within_year")),
    ),
)
EARLIER = "earlier"
# Needs assessment A1 and Y1: the move begins at seventeen and a half.
TRANSITION_FROM: tuple[TransitionFrom, ...] = (TransitionFrom(date(2015, 1, 1), 17, 6),)
# Three weeks is the measure of continuity of care after prison (domain.md section 5); three months is planning time.
RELEASE_BANDS: tuple[ReleaseBands, ...] = (
    ReleaseBands(date(2015, 1, 1), ((0, "released"), (21, "within_3_weeks"), (92, "within_3_months"))),
)
LATER = "later"
IN_COUNTY = "in_county"
OUTSIDE = "outside"
OLDEST = 130


def _words(kind: type[StrEnum]) -> tuple[str, ...]:
    return tuple(member.value for member in kind)


_ALL: tuple[Fact, ...] = (
    Fact("source", "the sender", FactType.ENUM, domain=_words(SenderClass)),
    Fact("needs", "the needs", FactType.TAGS, domain=_words(Need), may_be_missing=True),
    Fact(
        "offence_class",
        "the offence",
        FactType.ENUM,
        domain=_words(OffenceClass),
        may_be_missing=True,
    ),
    Fact("flags", "the flags", FactType.TAGS, domain=_words(Flag)),
    Fact(
        "age_years",
        "the age",
        FactType.NUMBER,
        least=0,
        most=OLDEST,
        may_be_missing=True,
    ),
    Fact(
        "child",
        "a child",
        FactType.ENUM,
        domain=(Answer.YES, Answer.NO, Answer.NOT_KNOWN),
    ),
    Fact("treat_as_child", "treated as a child", FactType.FLAG),
    Fact(
        "district",
        "the district",
        FactType.CODE,
        pattern=r"[EWSN]\d{8}",
        may_be_missing=True,
    ),
    Fact(
        "home",
        "the home",
        FactType.ENUM,
        domain=(IN_COUNTY, OUTSIDE),
        may_be_missing=True,
    ),
    Fact(
        "incident_age",
        "the time since the incident",
        FactType.ENUM,
        domain=(
            *(name for bands in INCIDENT_BANDS for _, name in bands.limits),
            EARLIER,
        ),
        may_be_missing=True,
    ),
    Fact("contactable", "safe contact", FactType.ENUM, domain=_words(Contactable)),
    Fact(
        "language",
        "the language",
        FactType.CODE,
        pattern=r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*",
    ),
    Fact("transition", "about to move on to the adults' service", FactType.FLAG),
    Fact(
        "release_band",
        "the release from prison",
        FactType.ENUM,
        domain=(*(name for bands in RELEASE_BANDS for _, name in bands.limits), LATER),
        may_be_missing=True,
    ),
    Fact(
        "statutory",
        "the law that makes them attend",
        FactType.ENUM,
        domain=_words(StatutoryGround),
        may_be_missing=True,
    ),
    Fact("nrm_agreed", "the word on the National Referral Mechanism", FactType.ENUM, domain=_words(Answer)),
    Fact("duties", "the duties", FactType.TAGS, domain=_words(DutyKind)),
    Fact("pathway", "the pathway", FactType.ENUM, domain=_words(Pathway)),
)
CATALOGUE: Mapping[str, Fact] = {fact.name: fact for fact in _ALL}


def adult_age(on: date) -> int:
    """The age in years from which a person is an adult on the given day."""
    return [row.years for row in ADULT_FROM if row.valid_from <= on][-1]


def derive(facts: Facts, *, duties: Collection[DutyKind], districts: Collection[str], on: date) -> dict[str, Value]:
    """All catalogue facts of one referral; None means missing. `districts` are the county's own, `on` the day it
    was received. `pathway` is not among them: the decision sets it as it goes.
    """
    age = facts.age_years if facts.age_years is not None and 0 <= facts.age_years <= OLDEST else None
    child = child_answer(facts.child, age, adult_age(on))
    return {
        "source": facts.source.value,
        "needs": frozenset(need.value for need in facts.needs) or None,
        "offence_class": facts.offence_class.value if facts.offence_class else None,
        "flags": frozenset(flag.value for flag in facts.flags),
        "age_years": age,
        "child": child.value,
        "treat_as_child": child is not Answer.NO,
        "district": facts.district or None,
        "home": home(facts.district, districts),
        "incident_age": incident_age(facts.days_since_incident, on),
        "contactable": facts.contactable.value,
        "language": facts.language,
        "transition": is_transition(age, facts.age_months, on),
        "release_band": release_band(facts.release_on, on),
        "statutory": facts.statutory.value if facts.statutory else None,
        "nrm_agreed": facts.nrm_agreed.value,
        "duties": frozenset(duty.value for duty in duties),
    }


def child_answer(said: Answer, age_years: int | None, adult_from: int) -> Answer:
    """Yes, no or not known: an age under the limit is always yes, whatever was said; doubt stays doubt."""
    if age_years is not None and age_years < adult_from:
        return Answer.YES
    return Answer.NOT_KNOWN if said is Answer.NOT_ASKED else said


def home(district: str | None, districts: Collection[str]) -> str | None:
    """Whether the person lives in one of the county's districts; None where the district is not known."""
    if not district:
        return None
    return IN_COUNTY if district in districts else OUTSIDE


def incident_age(days: int | None, on: date) -> str | None:
    """The band of the days since the incident, by the limits in force on the given day; None where not known."""
    if days is None or days < 0:
        return None
    limits = [bands.limits for bands in INCIDENT_BANDS if bands.valid_from <= on][-1]
    return next((name for most, name in limits if days <= most), EARLIER)


def is_transition(age_years: int | None, age_months: int | None, on: date) -> bool:
    """Whether a young person is old enough, on the given day, to be told of to the adults' service as well.

    False where years or months are not known, and for adults, who are no longer on the way.
    """
    if age_years is None or age_months is None or age_years >= adult_age(on):
        return False
    limit = [row for row in TRANSITION_FROM if row.valid_from <= on][-1]
    return (age_years, age_months) >= (limit.years, limit.months)


def release_band(release_on: date | None, on: date) -> str | None:
    """The band of the days from the given day until the release; None where no date is known."""
    if release_on is None:
        return None
    limits = [bands.limits for bands in RELEASE_BANDS if bands.valid_from <= on][-1]
    days = (release_on - on).days
    return next((name for most, name in limits if days <= most), LATER)
