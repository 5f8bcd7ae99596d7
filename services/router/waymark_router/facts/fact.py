"""The fact catalogue: every fact a rule may read, with type, label, domain and the words for each of its values.

What is not here: how each fact is derived (`derived.py`), the cells that test facts (`cell.py`).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from waymark.words import (
    Accommodation,
    Answer,
    CommunicationAid,
    Contactable,
    DutyKind,
    ExploitationType,
    Flag,
    HarmContext,
    Need,
    OffenceClass,
    Pathway,
    Preference,
    ReleaseBand,
    SenderClass,
    StatutoryGround,
    SubjectRole,
)
from waymark_router.facts import fact_words
from waymark_router.facts.code_words import district_words, language_words
from waymark_router.facts.limits import EARLIER, INCIDENT_BANDS, LATER, OPEN, PAST, RELEASE_BANDS

Value: TypeAlias = "str | int | bool | frozenset[str] | None"
Values: TypeAlias = Mapping[str, Value]

CATALOGUE_VERSION = 4
# Each version only added facts: a rulebook written for an older one still means what it meant.
CATALOGUES_KNOWN = (1, 2, 3, CATALOGUE_VERSION)


class FactType(StrEnum):
    """What kind of value a fact has, and so which cells may test it."""

    ENUM = "one of a list"
    TAGS = "any number of a list"
    NUMBER = "whole number"
    FLAG = "yes or no"
    CODE = "code"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact: `domain` are the allowed words, `least`/`most` the allowed numbers, `pattern` the shape of a code.

    A date is written as ISO 8601 writes a day; its limits are days as `date.toordinal` counts them. `words` says the
    values of the domain in plain words; `since` is the catalogue version that has it first.
    """

    name: str
    label: str
    type: FactType
    domain: tuple[str, ...] = ()
    least: int = 0
    most: int = 0
    pattern: str = ""
    may_be_missing: bool = False
    words: Mapping[str, str] = field(default_factory=dict)
    since: int = 1

    def knows(self, word: str) -> bool:
        """Whether `word` is a value this fact can have (for codes: has the right shape)."""
        if self.type is FactType.DATE:
            day = day_of(word)
            return day is not None and self.least <= day.toordinal() <= self.most
        return re.fullmatch(self.pattern, word) is not None if self.pattern else word in self.domain

    def said(self, word: str) -> str:
        """A value in plain words; a code by its public name, a word that nobody has put into words has its own."""
        if self.type is FactType.DATE:
            day = day_of(word)
            return day_in_words(day) if day is not None else word
        if self.pattern:
            return language_words(word) if self.name == "language" else district_words(word)
        return self.words.get(word, word.replace("_", " ").replace("-", " "))


def day_of(word: str) -> date | None:
    """The day that ISO 8601 writes so, such as 2024-04-01; None for anything else."""
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", word) is None:
        return None
    try:
        return date.fromisoformat(word)
    except ValueError:
        return None


def day_in_words(day: date) -> str:
    """A day as "1 April 2024"."""
    return f"{day.day} {day:%B %Y}"


IN_COUNTY = "in_county"
OUTSIDE = "outside"
OLDEST = 130
MOST_REFERRALS = 999
MOST_WORKING_DAYS = 9
SAME_DISTRICT = "same_district"
SAME_COUNTY = "same_county"
ELSEWHERE = "elsewhere"
# Of what rules may ask: nobody alive was harmed before, and no rule is written for after.
FIRST_DAY = date(1900, 1, 1)
LAST_DAY = date(2199, 12, 31)
_DISTRICT = r"[EWSN]\d{8}"


def _one_of(name: str, label: str, kind: type[StrEnum], *, may_be_missing: bool = False, since: int = 1) -> Fact:
    """A fact whose value is one word of a closed list."""
    words = fact_words.WORDS_OF[kind]
    domain = tuple(member.value for member in kind)
    return Fact(name, label, FactType.ENUM, domain=domain, may_be_missing=may_be_missing, words=words, since=since)


def _any_of(name: str, label: str, kind: type[StrEnum], *, may_be_missing: bool = False, since: int = 1) -> Fact:
    """A fact whose value is any number of words of a closed list."""
    words = fact_words.WORDS_OF[kind]
    domain = tuple(member.value for member in kind)
    return Fact(name, label, FactType.TAGS, domain=domain, may_be_missing=may_be_missing, words=words, since=since)


def _banded(name: str, label: str, domain: tuple[str, ...], *, may_be_missing: bool = True, since: int = 1) -> Fact:
    """A derived fact whose value is one of few words of our own."""
    words = fact_words.OF_DERIVED[name]
    return Fact(name, label, FactType.ENUM, domain=domain, may_be_missing=may_be_missing, words=words, since=since)


def _day(name: str, label: str, *, may_be_missing: bool = False, since: int = 1) -> Fact:
    """A fact whose value is a day."""
    least, most = FIRST_DAY.toordinal(), LAST_DAY.toordinal()
    return Fact(name, label, FactType.DATE, least=least, most=most, may_be_missing=may_be_missing, since=since)


_PLACES = (IN_COUNTY, OUTSIDE)
_INCIDENT = (*(name for bands in INCIDENT_BANDS for _, name in bands.limits), EARLIER)
_RELEASE = (*(name for bands in RELEASE_BANDS for _, name in bands.limits), LATER)
_ALL: tuple[Fact, ...] = (
    _one_of("source", "the sender", SenderClass),
    _one_of("subject", "the person's part in it", SubjectRole, since=3),
    _any_of("needs", "the needs", Need, may_be_missing=True),
    _any_of("co_occurring", "the needs beside drugs or alcohol", Need, since=3),
    _one_of("offence_class", "the offence", OffenceClass, may_be_missing=True),
    _any_of("flags", "the flags", Flag),
    _any_of("harm_contexts", "the circumstances of the harm", HarmContext, since=3),
    _any_of("exploitation_types", "the kinds of exploitation", ExploitationType, since=3),
    Fact("age_years", "the age", FactType.NUMBER, most=OLDEST, may_be_missing=True),
    _banded("child", "a child", (Answer.YES, Answer.NO, Answer.NOT_KNOWN), may_be_missing=False),
    Fact("treat_as_child", "treated as a child", FactType.FLAG),
    Fact("months_to_18", "the months until eighteen", FactType.NUMBER, least=1, most=12, may_be_missing=True, since=3),
    Fact("transition", "about to move on to the adults' service", FactType.FLAG, since=2),
    Fact("district", "the district", FactType.CODE, pattern=_DISTRICT, may_be_missing=True),
    _banded("home", "the home", _PLACES),
    Fact("crime_district", "the district of the crime", FactType.CODE, pattern=_DISTRICT, may_be_missing=True, since=3),
    _banded("crime_place", "the place of the crime", _PLACES, since=3),
    _one_of("accommodation", "where the person lives", Accommodation, may_be_missing=True, since=3),
    _banded("incident_age", "the time since the incident", _INCIDENT),
    _day("incident_on", "the day of the incident", may_be_missing=True, since=4),
    _day("received_on", "the day on which the referral came", since=4),
    Fact(
        "working_days_left",
        "the number of working days left to the police, today among them,",
        FactType.NUMBER,
        most=MOST_WORKING_DAYS,
        may_be_missing=True,
        since=4,
    ),
    _banded("forensic_window", "the time in which evidence can be taken", (OPEN, PAST), since=3),
    _one_of("contactable", "safe contact", Contactable),
    Fact("language", "the language", FactType.CODE, pattern=r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*"),
    _any_of("communication_aids", "the aids to communicate", CommunicationAid, since=3),
    _any_of("preferences", "the wishes", Preference, since=3),
    _banded("release_band", "the release from prison", _RELEASE, since=2),
    _one_of(
        "release_about", "the release from prison, where no day is set,", ReleaseBand, may_be_missing=True, since=3
    ),
    _one_of("statutory", "the law that makes them attend", StatutoryGround, may_be_missing=True, since=2),
    _one_of("nrm_agreed", "the word on the National Referral Mechanism", Answer, since=2),
    Fact("repeat_victim", "a repeat victim", FactType.FLAG, since=3),
    Fact(
        "earlier_referrals",
        "the number of other referrals in twelve months",
        FactType.NUMBER,
        most=MOST_REFERRALS,
        may_be_missing=True,
        since=3,
    ),
    _one_of("open_with_provider", "other work open with a service", Answer, since=3),
    _any_of("duties", "the duties", DutyKind),
    _one_of("pathway", "the pathway", Pathway),
    _banded("distance_band", "the nearest place of a service for it", (SAME_DISTRICT, SAME_COUNTY, ELSEWHERE), since=4),
)
CATALOGUE: Mapping[str, Fact] = {fact.name: fact for fact in _ALL}
# Facts of one pathway that is being placed, which only rules about its services may ask for.
OF_A_PATHWAY = frozenset({"pathway", "distance_band"})
