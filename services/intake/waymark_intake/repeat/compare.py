"""How alike two people are, field by field, as levels: the level vector is all that is kept of a comparison.

Given and family name, birth date and address are compared apart; the address is one comparison, because its parts
are not independent: as four fields they link brothers, sisters and partners. Not here: what a level weighs (weight.py).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from rapidfuzz.distance import OSA, JaroWinkler

from waymark_intake.repeat.nickname import full_names
from waymark_intake.repeat.plain import PlainPerson

_CLOSE, _SIMILAR, _NEAR = 0.92, 0.85, 0.9
_SHORTEST_START, _SHORTEST_PART = 3, 4


class Part(StrEnum):
    """What is compared."""

    GIVEN = "given"
    FAMILY = "family"
    BORN = "born"
    ADDRESS = "address"
    PHONE = "phone"
    EMAIL = "email"


class Level(StrEnum):
    """How alike two fields are. Each part uses some of these; `missing` says nothing either way."""

    MISSING = "missing"
    SAME = "same"
    FORM = "form"
    SWAPPED = "swapped"
    CLOSE = "close"
    SIMILAR = "similar"
    SHARED = "shared"
    ONE_EDIT = "one_edit"
    DAY_AND_MONTH = "day_and_month"
    WEAK_YEAR = "weak_year"
    WEAK_OTHER = "weak_other"
    SAME_YEAR = "same_year"
    POSTCODE_OR_STREET = "postcode_or_street"
    NEAR = "near"
    DIFFERENT = "different"


LEVELS_OF: dict[Part, tuple[Level, ...]] = {
    Part.GIVEN: (Level.SAME, Level.FORM, Level.SWAPPED, Level.CLOSE, Level.SIMILAR, Level.DIFFERENT),
    Part.FAMILY: (Level.SAME, Level.SHARED, Level.SWAPPED, Level.CLOSE, Level.SIMILAR, Level.DIFFERENT),
    Part.BORN: (
        Level.SAME,
        Level.ONE_EDIT,
        Level.DAY_AND_MONTH,
        Level.SAME_YEAR,
        Level.WEAK_YEAR,
        Level.WEAK_OTHER,
        Level.DIFFERENT,
    ),
    Part.ADDRESS: (Level.SAME, Level.POSTCODE_OR_STREET, Level.NEAR, Level.DIFFERENT),
    Part.PHONE: (Level.SAME, Level.DIFFERENT),
    Part.EMAIL: (Level.SAME, Level.DIFFERENT),
}


@dataclass(frozen=True, slots=True)
class Levels:
    """The level vector of two people: coded, nothing of either can be read from it."""

    given: Level
    family: Level
    born: Level
    address: Level
    phone: Level
    email: Level

    def of(self, part: Part) -> Level:
        """The level of one part."""
        level: Level = getattr(self, part.value)
        return level


def levels_of(one: PlainPerson, other: PlainPerson) -> Levels:
    """How alike they are; the same whichever comes first."""
    given, family = _given(one.given, other.given), _family(one, other)
    if _is_swapped(one, other, given, family):
        given = family = Level.SWAPPED
    return Levels(
        given=given,
        family=family,
        born=_born(one, other),
        address=_address(one, other),
        phone=_shared(one.phones, other.phones),
        email=_shared(one.emails, other.emails),
    )


def _given(one: str, other: str) -> Level:
    if not one or not other:
        return Level.MISSING
    if one == other:
        return Level.SAME
    if full_names(one) & full_names(other) or _is_start(one, other):
        return Level.FORM
    return _alike(one, other)


def _is_start(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return len(short) >= _SHORTEST_START and long.startswith(short)


def _alike(one: str, other: str) -> Level:
    likeness = JaroWinkler.similarity(one, other)
    if likeness >= _CLOSE or OSA.distance(one, other, score_cutoff=1) <= 1:
        return Level.CLOSE
    return Level.SIMILAR if likeness >= _SIMILAR else Level.DIFFERENT


def _family(one: PlainPerson, other: PlainPerson) -> Level:
    if not one.family or not other.family:
        return Level.MISSING
    if one.family == other.family:
        return Level.SAME
    parts = set(one.family_parts or (one.family,)) & set(other.family_parts or (other.family,))
    if any(len(part) >= _SHORTEST_PART for part in parts):
        return Level.SHARED
    return _alike(one.family, other.family)


def _is_swapped(one: PlainPerson, other: PlainPerson, given: Level, family: Level) -> bool:
    """Whether one has the given name where the other has the family name."""
    if given is not Level.DIFFERENT or family is not Level.DIFFERENT:
        return False
    close = {Level.SAME, Level.CLOSE}
    return _alike_or_same(one.given, other.family) in close and _alike_or_same(one.family, other.given) in close


def _alike_or_same(one: str, other: str) -> Level:
    return Level.SAME if one == other else _alike(one, other)


def _born(one: PlainPerson, other: PlainPerson) -> Level:
    a, b = one.born_on, other.born_on
    if a is None or b is None:
        return Level.MISSING
    if one.is_born_weak or other.is_born_weak:
        return Level.WEAK_YEAR if a.year == b.year else Level.WEAK_OTHER
    if a == b:
        return Level.SAME
    if (a.year, a.month, a.day) == (b.year, b.day, b.month):
        return Level.DAY_AND_MONTH
    if OSA.distance(_digits(a), _digits(b), score_cutoff=1) <= 1:
        return Level.ONE_EDIT
    return Level.SAME_YEAR if a.year == b.year else Level.DIFFERENT


def _digits(day: date) -> str:
    return f"{day.year:04}{day.month:02}{day.day:02}"


def _address(one: PlainPerson, other: PlainPerson) -> Level:
    has_postcodes = bool(one.postcode and other.postcode)
    has_streets = bool(one.street and other.street)
    if not has_postcodes and not has_streets:
        return Level.MISSING
    same_postcode = has_postcodes and one.postcode == other.postcode
    likeness = JaroWinkler.similarity(one.street, other.street) if has_streets else 0.0
    same_home = likeness >= _NEAR and one.house == other.house
    if same_home and (same_postcode or not has_postcodes):
        return Level.SAME
    if same_postcode or same_home:
        return Level.POSTCODE_OR_STREET
    if likeness >= _NEAR or (has_postcodes and OSA.distance(one.postcode, other.postcode, score_cutoff=1) <= 1):
        return Level.NEAR
    return Level.DIFFERENT


def _shared(one: tuple[str, ...], other: tuple[str, ...]) -> Level:
    if not one or not other:
        return Level.MISSING
    return Level.SAME if set(one) & set(other) else Level.DIFFERENT
