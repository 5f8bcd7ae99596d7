"""The district table: the public one, whole, with former districts leading to their successors."""

import csv

import pytest

from tests.open_data import open_data
from waymark.reference.districts import current_code, district_named, district_of_small_area, districts, in_county

COUNTY = {"E07000218", "E07000219", "E07000220", "E07000221", "E07000222"}


def test_table_is_the_public_one() -> None:
    with open_data("warwickshire_geography/local_authorities_england_wales.csv").open(encoding="utf-8") as file:
        published = {row["lad_code"]: row for row in csv.DictReader(file)}
    assert set(districts()) == set(published)
    for code, row in published.items():
        district = districts()[code]
        assert (district.name, district.now) == (row["lad_name"], row["lad_code_active"])
        assert district.is_current == (row["current"] == "TRUE")


def test_every_former_district_leads_to_a_current_one() -> None:
    assert all(districts()[district.now].is_current for district in districts().values())


def test_a_current_code_stays_and_a_former_one_becomes_its_successor() -> None:
    assert current_code("E07000220") == "E07000220"
    assert current_code("E06000028") == "E06000058"


@pytest.mark.parametrize("code", ["E99999999", "", "Rugby", "e07000220", "E10000031", "S99999999"])
def test_what_is_no_district_has_no_code(code: str) -> None:
    assert current_code(code) is None


@pytest.mark.parametrize("code", ["S12000036", "N09000003"])
def test_people_from_scotland_and_northern_ireland_have_a_district(code: str) -> None:
    assert current_code(code) == code


def test_names_are_found_whatever_their_capitals_and_the_current_one_wins() -> None:
    rugby, northumberland = district_named(" rugby "), district_named("Northumberland")
    assert rugby is not None
    assert rugby.code == "E07000220"
    assert northumberland is not None
    assert northumberland.is_current
    assert district_named("Atlantis") is None


def test_small_areas_of_the_crime_file_name_their_district() -> None:
    area = district_of_small_area("Nuneaton and Bedworth 004A")
    assert area is not None
    assert area.code == "E07000219"
    assert district_of_small_area("") is None


def test_every_area_of_a_real_month_has_a_district() -> None:
    with open_data("police_uk_warwickshire/2024-03-warwickshire-street.csv").open(encoding="utf-8") as file:
        names = {row["LSOA name"] for row in csv.DictReader(file)} - {""}
    assert not {name for name in names if district_of_small_area(name) is None}


def test_coventry_is_not_in_the_county_and_rugby_is() -> None:
    assert in_county("E07000220", COUNTY)
    assert not in_county("E08000026", COUNTY)
    assert not in_county(None, COUNTY)
