"""Which questions each kind is asked: what it needs and no more, no name of a field twice."""

import pytest

from waymark_intake.partner.kind import PartnerKind
from waymark_intake.refer.question import Step
from waymark_intake.refer.questions import Asking, questions_of, steps_for
from waymark_intake.self_referral.situation import HelpKind

AREAS = ("E07000220", "E07000219")


def asked(step: Step, *kinds: PartnerKind) -> list[str]:
    return [one.name for one in questions_of(step, Asking(kinds, AREAS, "refer/1"))]


@pytest.mark.parametrize("kind", list(PartnerKind))
def test_no_field_is_asked_twice(kind: PartnerKind) -> None:
    parts = [
        part
        for step in steps_for(kind)
        for one in questions_of(step, Asking((kind,), AREAS, "refer/1"))
        for part in one.parts
    ]
    assert len(parts) == len(set(parts))


def test_a_test_and_a_release_have_a_page_of_their_own() -> None:
    assert Step.TEST in steps_for(PartnerKind.CUSTODY_DRUG_TEST)
    assert Step.RELEASE in steps_for(PartnerKind.PRISON_RELEASE)
    assert {Step.TEST, Step.RELEASE}.isdisjoint({*steps_for(PartnerKind.COUNCIL), *steps_for(None)})


def test_a_prison_is_not_asked_about_an_offence_or_who_did_it() -> None:
    names = asked(Step.HELP, PartnerKind.PRISON_RELEASE)
    assert {"offence_code", "suspect_name", "needs_sexual", "nrm_agreed"}.isdisjoint(names)
    assert {"needs_substances", "justice_notes"} <= set(names)


def test_a_fraud_list_is_asked_about_support_after_a_crime_only() -> None:
    names = asked(Step.HELP, PartnerKind.FRAUD_LIST)
    assert [name for name in names if name.startswith("needs_")] == ["needs_crime"]
    assert "offence_code" in names


def test_districts_are_offered_by_name_and_the_wording_by_its_own() -> None:
    (where,) = [
        one
        for one in questions_of(Step.PERSON, Asking((PartnerKind.COUNCIL,), AREAS, "refer/1"))
        if one.name == "home_district"
    ]
    assert "Rugby" in [option.words for option in where.options]
    (words,) = [
        one
        for one in questions_of(Step.CONSENT, Asking((PartnerKind.COUNCIL,), AREAS, "refer/9"))
        if one.name == "wording"
    ]
    assert [option.code for option in words.options] == ["refer/9", "own"]


def test_filled_in_together_each_kind_of_help_is_asked_and_nobody_says_what_another_said() -> None:
    asking = Asking((PartnerKind.PROVIDER,), AREAS, "refer/1", (HelpKind.SUPPORT, HelpKind.SUBSTANCES))
    names = [one.name for one in questions_of(Step.CONSENT, asking)]
    assert names == ["channel", "interpreter_present", "help_support", "help_substances"]


def test_a_test_or_a_list_is_never_filled_in_together() -> None:
    assert "together" in asked(Step.START, PartnerKind.COUNCIL)
    assert "together" not in asked(Step.START, PartnerKind.CUSTODY_DRUG_TEST, PartnerKind.FRAUD_LIST)
