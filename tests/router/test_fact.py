"""Facts: what rules may read, and how each is derived."""

from datetime import date, timedelta

import pytest

from tests.builders.screened import some_facts
from waymark.words import Answer, DutyKind, Flag, StatutoryGround
from waymark_router.fact import (
    CATALOGUE,
    FactType,
    adult_age,
    child_answer,
    derive,
    home,
    incident_age,
    is_transition,
    release_band,
)

_ON = date(2026, 11, 23)
_COUNTY = frozenset({"E07000222"})


def _derived(**over: object) -> dict[str, object]:
    return dict(derive(some_facts(**over), duties=(DutyKind.SAFEGUARDING_CHILD,), districts=_COUNTY, on=_ON))


def test_every_derived_value_is_in_the_domain_of_its_fact() -> None:
    known = {"release_on": _ON, "statutory": StatutoryGround.REQUIRED_ASSESSMENT}
    for name, value in _derived(flags=(Flag.REPEAT_VICTIM,), **known).items():
        fact = CATALOGUE[name]
        if fact.type in {FactType.ENUM, FactType.CODE}:
            assert isinstance(value, str)
            assert fact.knows(value)
        if fact.type is FactType.TAGS:
            assert isinstance(value, frozenset)
            assert all(fact.knows(tag) for tag in value)


def test_every_fact_but_the_pathway_is_derived() -> None:
    assert set(_derived()) == set(CATALOGUE) - {"pathway"}


@pytest.mark.parametrize("said", [Answer.NO, Answer.NOT_KNOWN])
def test_an_age_under_the_limit_is_a_child_whatever_was_said(said: Answer) -> None:
    assert child_answer(said, 17, 18) is Answer.YES


def test_a_doubtful_age_is_treated_as_a_child_and_stays_doubtful() -> None:
    derived = _derived(age_years=None, child=Answer.NOT_KNOWN)
    assert (derived["child"], derived["treat_as_child"]) == ("not_known", True)
    assert child_answer(Answer.NOT_ASKED, None, 18) is Answer.NOT_KNOWN


def test_an_adult_is_not_treated_as_a_child() -> None:
    assert _derived(age_years=18, child=Answer.NO)["treat_as_child"] is False


def test_an_impossible_age_is_missing() -> None:
    assert _derived(age_years=190)["age_years"] is None


def test_home_is_told_from_the_countys_own_districts() -> None:
    assert home("E07000222", _COUNTY) == "in_county"
    assert home("E08000026", _COUNTY) == "outside"
    assert home(None, _COUNTY) is None


@pytest.mark.parametrize(
    ("days", "band"),
    [
        (None, None),
        (0, "within_week"),
        (7, "within_week"),
        (8, "within_three_weeks"),
        (22, "within_year"),
        (366, "earlier"),
    ],
)
def test_the_time_since_the_incident_is_a_band(days: int | None, band: str | None) -> None:
    assert incident_age(days, _ON) == band


def test_no_needs_are_missing_but_no_flags_are_known_to_be_none() -> None:
    derived = _derived(needs=(), flags=())
    assert derived["needs"] is None
    assert derived["flags"] == frozenset()


def test_the_age_of_an_adult_is_dated() -> None:
    assert adult_age(_ON) == 18


@pytest.mark.parametrize(
    ("years", "months", "moves"),
    [
        (17, 5, False),
        (17, 6, True),
        (17, 11, True),
        (17, None, False),
        (16, 11, False),
        (18, 0, False),
        (None, 8, False),
    ],
)
def test_from_seventeen_and_a_half_a_young_person_moves_on(
    years: int | None, months: int | None, *, moves: bool
) -> None:
    assert is_transition(years, months, _ON) is moves
    assert _derived(age_years=years, age_months=months)["transition"] is moves


@pytest.mark.parametrize(
    ("days", "band"),
    [
        (-400, "released"),
        (0, "released"),
        (1, "within_3_weeks"),
        (21, "within_3_weeks"),
        (22, "within_3_months"),
        (93, "later"),
        (None, None),
    ],
)
def test_the_release_from_prison_is_a_band(days: int | None, band: str | None) -> None:
    release_on = None if days is None else _ON + timedelta(days=days)
    assert release_band(release_on, _ON) == band


def test_a_law_that_makes_somebody_attend_may_be_missing() -> None:
    assert _derived()["statutory"] is None
    assert _derived(statutory=StatutoryGround.REQUIRED_ASSESSMENT)["statutory"] == "required_assessment"
