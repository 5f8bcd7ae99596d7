"""Coded lists: as the official files have them, and careful with what a text does not say."""

import csv
import re
from datetime import date

import pytest
from babel import Locale

from tests.open_data import open_data
from waymark.reference.lists import Coded, CodeList, code_lists, words_of

TODAY = date(2026, 11, 23)
NOT_BY_CLDR = {"GB-ENG", "GB-NIR", "GB-SCT", "GB-WLS", "unknown"}


def _official(name: str) -> list[dict[str, str]]:
    with open_data(f"uk_reference_lists/{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _current(name: CodeList) -> list[Coded]:
    return [one for one in code_lists()[name] if one.in_force(TODAY)]


def test_every_list_is_there_and_no_code_stands_twice_in_one() -> None:
    assert set(code_lists()) == set(CodeList)
    for codes in code_lists().values():
        assert len({one.code for one in codes}) == len(codes)
        assert len({one.words.casefold() for one in codes}) == len(codes)


def test_police_ethnicity_is_eighteen_groups_and_not_stated() -> None:
    current = _current(CodeList.ETHNICITY)
    assert len(current) == 18 + 1
    assert {one.code for one in code_lists()[CodeList.ETHNICITY]} - {one.code for one in current} == {"O1"}


def test_before_the_census_of_2011_there_were_sixteen_and_not_stated() -> None:
    then = [one for one in code_lists()[CodeList.ETHNICITY] if one.in_force(date(2010, 1, 1))]
    assert len(then) == 16 + 1


def test_the_census_has_nineteen_groups_under_the_official_numbers() -> None:
    ours = {int(one.code.removeprefix("2021/")): one for one in code_lists()[CodeList.ETHNICITY_CENSUS]}
    official = {int(row["code"]): row for row in _official("census2021_ethnic_group")}
    assert ours.keys() == official.keys()
    for number, row in official.items():
        assert row["category"] in ours[number].also
        assert row["group"].startswith(ours[number].words.partition(":")[0])


def test_the_census_has_one_group_that_police_codes_have_not() -> None:
    police = {one.words for one in _current(CodeList.ETHNICITY)}
    census = {one.words for one in _current(CodeList.ETHNICITY_CENSUS)}
    assert census - police == {"White: Roma"}
    assert police - census == {"Not stated"}


def test_a_bare_census_number_means_nothing_since_each_census_numbers_anew() -> None:
    assert words_of(CodeList.ETHNICITY_CENSUS, "13") is None
    assert words_of(CodeList.ETHNICITY_CENSUS, "2021/13") == "White: British"


def test_nationalities_are_those_of_the_national_form() -> None:
    official = {row["nationality"].strip() for row in _official("nrm_nationalities")}
    assert {one.words for one in code_lists()[CodeList.NATIONALITY]} == official
    assert len(official) == 222


def test_nationality_codes_are_known_territories() -> None:
    codes = {one.code for one in code_lists()[CodeList.NATIONALITY]}
    assert codes - set(Locale("en").territories) == NOT_BY_CLDR


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("PL", "Polish"),
        ("polish", "Polish"),
        ("Poland", "Polish"),
        (" GB ", "British"),
        ("VN", "Vietnamese"),
        ("unknown", "Unknown"),
        ("NO", None),
        ("NA", None),
        ("no", None),
        ("pl", None),
        ("norwegian", "Norwegian"),
        ("Polish, born in Leeds", None),
        ("", None),
    ],
)
def test_a_nationality_is_read_by_code_word_or_country_and_no_is_not_norway(text: str, words: str | None) -> None:
    assert words_of(CodeList.NATIONALITY, text) == words


def test_forces_are_the_public_ones_under_both_their_spellings() -> None:
    ours = {one.code: {one.words, *one.also} for one in code_lists()[CodeList.POLICE_FORCE]}
    for row in _official("police_uk_forces"):
        assert row["name"] in ours[row["force_id"]]
    spelled = set().union(*ours.values())
    assert {row["name"] for row in _official("nrm_police_forces")} <= spelled
    assert len(ours) == 44 + 3


def test_not_stated_and_prefers_not_to_say_are_answers_and_not_gaps() -> None:
    for name in (CodeList.RELIGION, CodeList.SEXUAL_ORIENTATION, CodeList.GENDER_IDENTITY, CodeList.IMPAIRMENT):
        assert words_of(name, "Prefer not to say") == "Prefers not to say"
        assert words_of(name, "") is None


KIND_OF_RESPONDER = {
    "police": r"Police|Constabulary|ROCU|Crime Unit|Special Operations",
    "council": r"Council|Borough|City of|Combined Authority|City Region|London Authority|Comhairle",
    "home_office": r"^Home Office - ",
    "national_crime_agency": r"^National Crime Agency",
    "labour_enforcement": r"^Fair Work Agency|^Gangmasters and Labour Abuse",
    "health_trust_ni": r"^Health and Social Care Trusts",
    "charity": r"Barnardo|Salvation|Unseen|Medaille|Kalayaan|Migrant Help|NSPCC|BAWSO|Pathways|TARA|Women's Aid|Youth",
}


def test_every_first_responder_of_the_official_list_is_of_a_listed_kind() -> None:
    assert set(KIND_OF_RESPONDER) == {one.code for one in code_lists()[CodeList.FIRST_RESPONDER]}
    for row in _official("nrm_first_responder_organisations"):
        name = row["organisation"]
        assert any(re.search(pattern, name) for pattern in KIND_OF_RESPONDER.values()), name


@pytest.mark.parametrize("name", ["NHS", "Probation", "Commissioner", "Victim Support", "School", "Youth Justice"])
def test_health_probation_commissioners_and_schools_are_no_first_responders(name: str) -> None:
    assert not [row for row in _official("nrm_first_responder_organisations") if name in row["organisation"]]
