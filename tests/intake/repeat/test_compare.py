"""How alike two people are, as levels."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waymark_intake.repeat.compare import LEVELS_OF, Level, Levels, Part, levels_of
from waymark_intake.repeat.plain import PlainPerson

_WHO = PlainPerson(
    given="robert", family="walker", born_on=date(1980, 5, 7), house="4", street="mill st", postcode="cv212ab"
)
_JANUARY = {"born_on": date(1980, 1, 1), "is_born_weak": True}


def _level(part: Part, **changes: object) -> Level:
    return levels_of(_WHO, replace(_WHO, **changes)).of(part)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("part", "changes", "level"),
    [
        (Part.GIVEN, {}, Level.SAME),
        (Part.GIVEN, {"given": "bob"}, Level.FORM),
        (Part.GIVEN, {"given": "robe"}, Level.FORM),
        (Part.GIVEN, {"given": "robrt"}, Level.CLOSE),
        (Part.GIVEN, {"given": "susan"}, Level.DIFFERENT),
        (Part.GIVEN, {"given": ""}, Level.MISSING),
        (Part.GIVEN, {"given": "walker", "family": "robert"}, Level.SWAPPED),
        (Part.FAMILY, {"given": "walker", "family": "robert"}, Level.SWAPPED),
        (Part.FAMILY, {"family": "walkr"}, Level.CLOSE),
        (Part.FAMILY, {"family": "walkerhill", "family_parts": ("walker", "hill")}, Level.SHARED),
        (Part.FAMILY, {"family": "adams"}, Level.DIFFERENT),
        (Part.BORN, {"born_on": date(1980, 5, 8)}, Level.ONE_EDIT),
        (Part.BORN, {"born_on": date(1980, 7, 5)}, Level.DAY_AND_MONTH),
        (Part.BORN, {"born_on": date(1980, 11, 23)}, Level.SAME_YEAR),
        (Part.BORN, {"born_on": date(1955, 11, 23)}, Level.DIFFERENT),
        (Part.BORN, _JANUARY, Level.WEAK_YEAR),
        (Part.BORN, {**_JANUARY, "born_on": date(1981, 1, 1)}, Level.WEAK_OTHER),
        (Part.BORN, {"born_on": None}, Level.MISSING),
        (Part.ADDRESS, {}, Level.SAME),
        (Part.ADDRESS, {"postcode": ""}, Level.SAME),
        (Part.ADDRESS, {"house": "9"}, Level.POSTCODE_OR_STREET),
        (Part.ADDRESS, {"postcode": "cv212ac", "house": "9", "street": "elm rd"}, Level.NEAR),
        (Part.ADDRESS, {"postcode": "b11aa", "house": "9", "street": "elm rd"}, Level.DIFFERENT),
        (Part.ADDRESS, {"postcode": "", "house": "", "street": ""}, Level.MISSING),
        (Part.PHONE, {"phones": ("+447700900123",)}, Level.MISSING),
    ],
)
def test_each_level_is_met(part: Part, changes: dict[str, object], level: Level) -> None:
    assert _level(part, **changes) is level


def test_one_shared_number_is_the_same_and_none_is_different() -> None:
    one = replace(_WHO, phones=("+441", "+442"), emails=("a@b.org",))
    other = replace(_WHO, phones=("+442",), emails=("c@b.org",))
    assert levels_of(one, other).phone is Level.SAME
    assert levels_of(one, other).email is Level.DIFFERENT


_people = st.builds(
    PlainPerson,
    given=st.sampled_from(["", "robert", "bob", "walker", "susan", "rob"]),
    family=st.sampled_from(["", "walker", "robert", "wallker"]),
    born_on=st.none() | st.dates(date(1979, 12, 1), date(1981, 2, 1)),
    is_born_weak=st.booleans(),
    house=st.sampled_from(["", "4"]),
    street=st.sampled_from(["", "mill st"]),
    postcode=st.sampled_from(["", "cv212ab", "cv212ac"]),
)


@given(_people, _people)
def test_it_is_the_same_whichever_comes_first_and_only_known_levels_are_met(
    one: PlainPerson, other: PlainPerson
) -> None:
    levels = levels_of(one, other)
    assert levels == levels_of(other, one)
    assert all(levels.of(part) in {*LEVELS_OF[part], Level.MISSING} for part in Part)
    assert isinstance(levels, Levels)
