"""Traps of the field's own lists, through the normaliser: what a code, a postcode or a text does not prove."""

import csv
from collections import defaultdict

import pytest

from tests.builders.police_record import a_police_record, a_victim
from tests.intake.police.test_canonical import NOW
from tests.open_data import open_data
from waymark.errors import Refused
from waymark.reference.districts import in_county
from waymark.reference.offences import class_of
from waymark.words import Answer, Contactable, Flag, Need, OffenceClass, QualityFlag
from waymark_intake.police.canonical import normalise
from waymark_intake.referral import Canonical
from waymark_intake.working_day import bank_holidays

COUNTY = {"E07000218", "E07000219", "E07000220", "E07000221", "E07000222"}
SEXUAL_SUPPORT = {Need.ISVA, Need.CHISVA}


def _canonical(**over: object) -> Canonical:
    return normalise(a_police_record(**over), received_at=NOW, days_off=bank_holidays())


def _codes() -> list[dict[str, str]]:
    with open_data("ho_offence_codes/ho_offence_codes.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _of_code(code: str) -> Canonical:
    return _canonical(offence_code=code, crime_category=None)


def test_no_code_means_child_exploitation_or_domestic_abuse_by_itself() -> None:
    told = {flag for row in _codes() for flag in _of_code(row["ho_code"]).facts.flags}
    assert told == set()


def test_the_groups_of_the_public_file_are_no_classes() -> None:
    groups = defaultdict(set)
    for row in _codes():
        groups[class_of(row["ho_code"])].add(row["offence_group"])
    assert len(groups[OffenceClass.STALKING_HARASSMENT]) > 1
    assert len(groups[OffenceClass.MODERN_SLAVERY]) > 1
    assert len(groups[OffenceClass.SEXUAL]) > 1


def test_rows_of_the_sexual_group_that_hurt_nobody_sexually_bring_no_sexual_violence_adviser() -> None:
    group = [row["ho_code"] for row in _codes() if row["offence_group"] == "Sexual offences"]
    beside = [code for code in group if class_of(code) is not OffenceClass.SEXUAL]
    assert {"026/00", "068/07", "107/01"} <= set(beside)
    assert all(SEXUAL_SUPPORT.isdisjoint(_of_code(code).facts.needs) for code in beside)


def test_a_road_death_is_no_homicide_though_both_are_group_004() -> None:
    assert _of_code("004/01").facts.offence_class is OffenceClass.HOMICIDE
    assert _of_code("004/04").facts.offence_class is OffenceClass.ROAD


def test_codes_for_the_unsure_are_taken_and_classed() -> None:
    unsure = [row["ho_code"] for row in _codes() if "Use this code only if" in row["offence_description"]]
    assert len(unsure) == 155
    assert all(_of_code(code).facts.offence_class for code in unsure)


def test_abuse_of_long_ago_is_told_by_a_code_that_was_repealed_since() -> None:
    told = _canonical(
        offence_code="024/10",
        crime_category=None,
        occurred_on="1981-06-01",
        victim=a_victim(date_of_birth="1968-01-01"),
    )
    assert told.facts.offence_class is OffenceClass.SEXUAL
    assert Need.ISVA in told.facts.needs
    assert told.facts.days_since_incident is not None
    assert told.facts.days_since_incident > 40 * 365


def test_the_public_category_of_violence_hides_sexual_offences() -> None:
    facts = _canonical(offence_code=None, crime_category="Violence and sexual offences").facts
    assert facts.offence_class is None


@pytest.mark.parametrize("account", ["She was raped.", "domestic abuse, county lines, 019/08", "fraud"])
def test_a_text_alone_gives_no_class_no_flag_and_no_need(account: str) -> None:
    facts = _canonical(offence_code=None, crime_category=None, flags=["vulnerable"], account=account).facts
    assert (facts.offence_class, facts.flags) == (None, (Flag.VULNERABLE,))
    assert SEXUAL_SUPPORT.isdisjoint(facts.needs)
    assert Need.FRAUD_RECOVERY not in facts.needs


def test_a_text_alone_is_nothing_to_act_on() -> None:
    with pytest.raises(Refused):
        _canonical(offence_code=None, crime_category=None, account="She was raped.")


def test_a_postcode_is_no_proof_of_a_district() -> None:
    told = _canonical(victim=a_victim(postcode="CV32 4AA", home_district=None))
    assert told.facts.district is None
    assert QualityFlag.DISTRICT_MISSING in told.quality


def test_a_cv_postcode_may_lie_in_coventry_which_is_not_in_the_county() -> None:
    facts = _canonical(victim=a_victim(postcode="CV1 1AA", home_district="E08000026")).facts
    assert not in_county(facts.district, COUNTY)
    assert in_county(facts.crime_district, COUNTY)


def test_the_postcode_for_no_fixed_abode_is_no_place_to_write_to() -> None:
    victim = a_victim(mobile=None, address_lines=None, postcode="ZZ99 3VZ")
    told = _canonical(victim=victim, safe_contact={"post_safe": "yes"})
    assert told.person.address is not None
    assert (told.person.address.postcode, told.person.address.no_fixed_address) == (None, Answer.YES)
    assert told.facts.contactable is Contactable.MISSING
    assert Need.HOUSING in told.facts.needs


def test_a_postcode_for_an_address_nobody_knows_says_nothing() -> None:
    told = _canonical(victim=a_victim(address_lines=None, postcode="ZZ99 3WZ"))
    assert told.person.address is None
    assert Need.HOUSING not in told.facts.needs


def test_who_says_they_have_an_address_is_believed_over_a_postcode() -> None:
    told = _canonical(victim=a_victim(postcode="zz993vz", no_fixed_address="no"))
    assert told.person.address is not None
    assert told.person.address.no_fixed_address is Answer.NO
    assert told.facts.accommodation is None
