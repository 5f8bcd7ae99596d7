"""The offence table: as long as the public one, and in agreement with its hints and its traps."""

import csv

import pytest

from tests.open_data import open_data
from waymark.reference.offences import (
    agree,
    category_of,
    class_of,
    class_of_category,
    is_sure,
    needs_of,
    offences,
)
from waymark.words import Answer, CrimeCategory, Need, OffenceClass

SEXUAL_BEYOND_HINTS = {"008/71", "175/00", *(f"024/{number:02}" for number in (*range(8), *range(10, 19)))}
CLASS_OF_HINT = {
    "SAV_OFFENCE": OffenceClass.SEXUAL,
    "SAV_CHILD_OFFENCE": OffenceClass.SEXUAL,
    "DRUG_OFFENCE": OffenceClass.DRUGS,
    "RTC_OUT_OF_SCOPE": OffenceClass.ROAD,
    "HOMICIDE_BEREAVED_FAMILY": OffenceClass.HOMICIDE,
    "MSHT": OffenceClass.MODERN_SLAVERY,
    "STALKING": OffenceClass.STALKING_HARASSMENT,
    "DA_COERCIVE_CONTROL": OffenceClass.DOMESTIC_ABUSE,
}


def _rows(name: str) -> list[dict[str, str]]:
    with open_data(f"ho_offence_codes/{name}").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_every_published_code_has_a_class_and_no_other_has() -> None:
    published = {row["ho_code"] for row in _rows("ho_offence_codes.csv")}
    assert set(offences()) == published
    assert len(published) == 3039


def test_classes_agree_with_every_hint() -> None:
    for row in _rows("ho_offence_pathway_hints.csv"):
        offence = offences()[row["ho_code"]]
        wanted = {CLASS_OF_HINT[hint] for hint in row["hints"].split("|") if hint in CLASS_OF_HINT}
        assert wanted <= {offence.offence_class, offence.also}, row["ho_code"]


def test_no_code_is_sexual_without_a_hint_or_a_stated_reason() -> None:
    hinted = {row["ho_code"] for row in _rows("ho_offence_pathway_hints.csv") if "SAV_" in row["hints"]}
    sexual = {code for code in offences() if class_of(code) is OffenceClass.SEXUAL}
    assert sexual - hinted == SEXUAL_BEYOND_HINTS - hinted


def test_codes_for_the_unsure_are_accepted() -> None:
    unsure = [
        row["ho_code"] for row in _rows("ho_offence_codes.csv") if "Use this code only if" in row["offence_description"]
    ]
    assert len(unsure) == 155
    assert all(class_of(code) for code in unsure)


@pytest.mark.parametrize("code", ["026/00", "068/00", "999/68", "107/01", "024/19", "503/00", "504/00"])
def test_bigamy_libel_brothels_and_orders_are_no_sexual_offence_against_a_person(code: str) -> None:
    assert class_of(code) is OffenceClass.OTHER


@pytest.mark.parametrize("code", ["004/04", "004/06", "004/08", "004/09", "004/12", "004/18", "004/19"])
def test_road_deaths_under_manslaughter_are_road(code: str) -> None:
    assert class_of(code) is OffenceClass.ROAD


@pytest.mark.parametrize(
    ("code", "offence_class"),
    [
        ("001/01", OffenceClass.HOMICIDE),
        ("004/01", OffenceClass.HOMICIDE),
        ("002/00", OffenceClass.VIOLENCE),
        ("019/07", OffenceClass.SEXUAL),
        ("019/08", OffenceClass.SEXUAL),
        ("088/15", OffenceClass.SEXUAL),
        ("028/01", OffenceClass.BURGLARY_DWELLING),
        ("030/00", OffenceClass.BURGLARY_OTHER),
        ("034/01", OffenceClass.ROBBERY),
        ("008/06", OffenceClass.VIOLENCE),
        ("008/67", OffenceClass.DOMESTIC_ABUSE),
        ("195/12", OffenceClass.STALKING_HARASSMENT),
        ("195/94", OffenceClass.STALKING_HARASSMENT),
        ("099/25", OffenceClass.MODERN_SLAVERY),
        ("099/26", OffenceClass.MODERN_SLAVERY),
        ("036/08", OffenceClass.MODERN_SLAVERY),
        ("053/01", OffenceClass.FRAUD),
        ("056/00", OffenceClass.ARSON),
        ("058/00", OffenceClass.CRIMINAL_DAMAGE),
        ("044/00", OffenceClass.THEFT),
        ("048/01", OffenceClass.VEHICLE_CRIME),
        ("011/00", OffenceClass.CHILD_CRUELTY),
        ("008/26", OffenceClass.WEAPONS),
        ("125/58", OffenceClass.PUBLIC_ORDER),
    ],
)
def test_well_known_codes_have_their_class(code: str, offence_class: OffenceClass) -> None:
    assert class_of(code) is offence_class


def test_trafficking_for_sex_is_both_sexual_and_slavery() -> None:
    offence = offences()["072/01"]
    assert (offence.offence_class, offence.also) == (OffenceClass.SEXUAL, OffenceClass.MODERN_SLAVERY)


def test_an_unknown_code_has_no_class() -> None:
    assert class_of("777/77") is None


def test_every_class_says_what_its_victims_need() -> None:
    assert all(needs_of(offence_class) for offence_class in OffenceClass)


@pytest.mark.parametrize("child", [Answer.YES, Answer.NOT_KNOWN, Answer.NOT_ASKED])
def test_who_may_be_a_child_gets_a_childs_adviser(child: Answer) -> None:
    needs = needs_of(OffenceClass.SEXUAL, child=child)
    assert Need.CHISVA in needs
    assert Need.ISVA not in needs


def test_category_slugs_and_published_names_are_the_public_list() -> None:
    with open_data("uk_reference_lists/police_uk_crime_categories.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert {row["slug"] for row in rows} == set(CrimeCategory)
    for row in rows:
        assert category_of(row["slug"]) is category_of(row["name"]) is CrimeCategory(row["slug"])


def test_every_category_has_a_class_that_agrees_with_it() -> None:
    assert all(agree(category, class_of_category(category)) for category in CrimeCategory)


def test_only_the_violent_category_may_hide_a_sexual_offence() -> None:
    assert [category for category in CrimeCategory if not is_sure(category)] == [CrimeCategory.VIOLENT_CRIME]


def test_an_unknown_category_is_none() -> None:
    assert category_of("witchcraft") is None
