"""Derived facts: how each comes from what a referral carries, by dated limits."""

from datetime import date, timedelta

import pytest

from tests.builders.screened import some_facts
from waymark.words import (
    Accommodation,
    Answer,
    CommunicationAid,
    DutyKind,
    ExploitationType,
    Flag,
    HarmContext,
    Need,
    Preference,
    ReleaseBand,
    StatutoryGround,
    SubjectRole,
)
from waymark_router.facts.derived import (
    adult_age,
    child_answer,
    co_occurring,
    derive,
    distance_band,
    earlier_referrals,
    forensic_window,
    home,
    incident_age,
    incident_on,
    is_transition,
    months_to_18,
    release_band,
)
from waymark_router.facts.fact import CATALOGUE, OF_A_PATHWAY, FactType

_ON = date(2026, 11, 23)
_COUNTY = frozenset({"E07000222"})


def _derived(**over: object) -> dict[str, object]:
    return dict(derive(some_facts(**over), duties=(DutyKind.SAFEGUARDING_CHILD,), districts=_COUNTY, on=_ON))


# A referral that says everything at once, so that no fact is missing.
_EVERYTHING: dict[str, object] = {
    "flags": (Flag.REPEAT_VICTIM,),
    "age_years": 17,
    "age_months": 8,
    "crime_district": "E07000220",
    "release_on": _ON,
    "statutory": StatutoryGround.REQUIRED_ASSESSMENT,
    "subject": SubjectRole.USES_SUBSTANCES,
    "harm_contexts": (HarmContext.ONLINE,),
    "exploitation_types": (ExploitationType.COUNTY_LINES,),
    "preferences": (Preference.FEMALE_WORKER,),
    "communication_aids": (CommunicationAid.BSL,),
    "accommodation": Accommodation.CARE,
    "referrals_last_12_months": 3,
    "open_with_provider": Answer.YES,
    "working_days_left": 3,
}
_MISSING_WITH_A_DAY = {"release_about"}


def test_every_derived_value_is_in_the_domain_of_its_fact() -> None:
    derived = _derived(**_EVERYTHING)
    for name in derived.keys() - _MISSING_WITH_A_DAY:
        value = derived[name]
        fact = CATALOGUE[name]
        if fact.type in {FactType.ENUM, FactType.CODE, FactType.DATE}:
            assert isinstance(value, str), name
            assert fact.knows(value)
        if fact.type is FactType.NUMBER:
            assert isinstance(value, int), name
            assert fact.least <= value <= fact.most
        if fact.type is FactType.FLAG:
            assert isinstance(value, bool), name
        if fact.type is FactType.TAGS:
            assert isinstance(value, frozenset)
            assert all(fact.knows(tag) for tag in value)


def test_every_fact_but_those_of_a_pathway_is_derived() -> None:
    assert set(_derived()) == set(CATALOGUE) - OF_A_PATHWAY


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


@pytest.mark.parametrize(
    ("days", "is_child", "window"),
    [
        (0, False, "open"),
        (7, False, "open"),
        (8, False, "past"),
        (8, True, "open"),
        (21, True, "open"),
        (22, True, "past"),
        (None, True, None),
        (-1, False, None),
    ],
)
def test_evidence_can_be_taken_for_a_week_and_from_a_child_for_three(
    days: int | None, window: str | None, *, is_child: bool
) -> None:
    assert forensic_window(days, _ON, is_child=is_child) == window


def test_who_is_perhaps_a_child_has_the_longer_window() -> None:
    assert _derived(age_years=None, child=Answer.NOT_KNOWN, days_since_incident=14)["forensic_window"] == "open"
    assert _derived(days_since_incident=14)["forensic_window"] == "past"


@pytest.mark.parametrize(
    ("years", "months", "left"),
    [(17, 0, 12), (17, 8, 4), (17, 11, 1), (17, None, None), (16, 5, None), (18, 0, None), (None, 3, None)],
)
def test_the_months_until_eighteen_are_known_in_the_last_year_only(
    years: int | None, months: int | None, left: int | None
) -> None:
    assert months_to_18(years, months, _ON) == left


def test_about_when_a_release_is_counts_only_where_no_day_is_set() -> None:
    about = ReleaseBand.WITHIN_4_WEEKS
    assert _derived(release_band=about)["release_about"] == "within_4_weeks"
    dated = _derived(release_band=about, release_on=_ON + timedelta(days=30))
    assert (dated["release_about"], dated["release_band"]) == (None, "within_3_months")
    assert _derived(release_band=about)["release_band"] is None


def test_the_place_of_the_crime_is_told_apart_from_the_home() -> None:
    derived = _derived(district="E08000026", crime_district="E07000222")
    assert (derived["home"], derived["crime_place"]) == ("outside", "in_county")


@pytest.mark.parametrize(("number", "kept"), [(None, None), (0, 0), (4, 4), (5000, 999), (-1, None)])
def test_other_referrals_are_counted_as_far_as_they_are_known(number: int | None, kept: int | None) -> None:
    assert earlier_referrals(number) == kept


def test_nothing_said_of_wishes_or_harm_is_known_to_be_none_but_no_home_said_is_missing() -> None:
    derived = _derived()
    for name in ("preferences", "communication_aids", "harm_contexts", "exploitation_types"):
        assert derived[name] == frozenset()
    assert (derived["accommodation"], derived["subject"], derived["repeat_victim"]) == (None, "victim", False)


@pytest.mark.parametrize(
    ("needs", "beside"),
    [
        ((), set()),
        ((Need.HOUSING, Need.MENTAL_HEALTH), set()),
        ((Need.ALCOHOL,), set()),
        ((Need.ALCOHOL, Need.OPIATES, Need.HOUSING, Need.MENTAL_HEALTH), {"housing", "mental_health"}),
    ],
)
def test_what_is_needed_beside_drugs_or_alcohol_is_told_apart(needs: tuple[Need, ...], beside: set[str]) -> None:
    assert co_occurring(needs) == beside


@pytest.mark.parametrize(
    ("days", "day"),
    [(0, "2026-11-23"), (1, "2026-11-22"), (9000, "2002-04-03"), (None, None), (-1, None), (60_000, "1900-01-01")],
)
def test_the_day_of_the_incident_is_counted_back_from_the_day_received(days: int | None, day: str | None) -> None:
    assert incident_on(days, _ON) == day
    derived = _derived(days_since_incident=days)
    assert (derived["incident_on"], derived["received_on"]) == (day, "2026-11-23")


@pytest.mark.parametrize(("told", "left"), [(None, None), (0, 0), (3, 3), (40, 9), (-2, None)])
def test_the_working_days_left_are_those_intake_told(told: int | None, left: int | None) -> None:
    assert _derived(working_days_left=told)["working_days_left"] == left


@pytest.mark.parametrize(
    ("district", "bases", "band"),
    [
        ("E07000222", {"E07000222", "E08000026"}, "same_district"),
        ("E07000222", {"E07000220"}, "same_county"),
        ("E07000222", {"E08000026"}, "elsewhere"),
        ("E08000026", {"E07000222"}, "elsewhere"),
        ("E08000026", {"E08000026"}, "same_district"),
        (None, {"E07000222"}, None),
        ("E07000222", set(), None),
    ],
)
def test_the_nearest_place_is_told_in_bands_of_districts(district: str | None, bases: set[str], band: str) -> None:
    assert distance_band(district, bases, {"E07000222", "E07000220"}) == band
