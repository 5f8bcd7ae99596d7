"""The mix: real codes only, every category either drawn, skipped with a reason, or without an offence code."""

import csv

from tests.open_data import open_data
from waymark.demo import mix
from waymark.words import CrimeCategory


def test_every_offence_code_is_on_the_official_list() -> None:
    with open_data("ho_offence_codes/ho_offence_codes.csv").open(encoding="utf-8") as file:
        known = {row["ho_code"] for row in csv.DictReader(file)}
    drawn = {code for choices in mix.OFFENCES.values() for code, _, _ in choices}
    assert drawn - known == set()


def test_every_category_is_decided_on() -> None:
    decided = set(mix.OFFENCES) | set(mix.NO_PERSONAL_VICTIM) | {CrimeCategory.ASB}
    assert decided == set(CrimeCategory)


def test_consent_shares_add_up_to_a_hundred() -> None:
    for shares in (mix.CONSENT_SENSITIVE, mix.CONSENT_ORDINARY):
        assert sum(percent for _, percent in shares) == 100
