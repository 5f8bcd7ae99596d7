"""A child at risk and modern slavery are told of at once; nobody's consent is asked for it (cases 5, 8, 9, 10)."""

from datetime import date
from typing import Any

import pytest

from tests.builders.consent import FIRST_RESPONSE, FRONT_DOOR, TODAY
from tests.builders.referral import some_facts
from waymark.contracts.consent import Duty
from waymark.contracts.person import PART_OF_GROUP
from waymark.contracts.referral import Facts
from waymark.words import AgencyRole, Answer, DutyKind, Flag, Group, Need, OffenceClass
from waymark_consent.duty import DUTY_RULES, duties_of, has_slavery_signs

TOLD = {AgencyRole.SAFEGUARDING: (FRONT_DOOR.agency,), AgencyRole.FIRST_RESPONDER: (FIRST_RESPONSE.agency,)}
SLAVERY: dict[str, Any] = {"offence_class": OffenceClass.MODERN_SLAVERY}


def raised(facts: Facts, on: date = TODAY) -> dict[DutyKind, Duty]:
    return {duty.kind: duty for duty in duties_of(facts, TOLD, on)}


@pytest.mark.parametrize(
    ("facts", "due"),
    [
        ({}, False),
        ({"flags": (Flag.CHILD_AT_RISK,)}, True),
        ({"flags": (Flag.CHILD_AT_RISK,), "child": Answer.YES}, True),
        ({"child": Answer.YES}, False),
        ({"child": Answer.YES, "offence_class": OffenceClass.SEXUAL}, True),
        ({"child": Answer.NOT_KNOWN, "offence_class": OffenceClass.SEXUAL}, True),
        ({"child": Answer.NOT_ASKED, "offence_class": OffenceClass.SEXUAL}, True),
        ({"child": Answer.NO, "offence_class": OffenceClass.SEXUAL}, False),
        ({"child": Answer.YES, "offence_class": OffenceClass.CHILD_CRUELTY}, True),
        ({"child": Answer.NOT_KNOWN, "flags": (Flag.CHILD_EXPLOITATION,)}, True),
        ({"child": Answer.NO, "flags": (Flag.CHILD_EXPLOITATION,)}, False),
        ({"child": Answer.YES, "offence_class": OffenceClass.THEFT}, False),
        ({"child": Answer.YES, "flags": (Flag.DOMESTIC_ABUSE,)}, True),
        ({"child": Answer.YES, "offence_class": OffenceClass.DOMESTIC_ABUSE}, True),
        ({"child": Answer.NOT_KNOWN, "flags": (Flag.DOMESTIC_ABUSE,)}, False),
    ],
)
def test_when_the_front_door_must_be_told(facts: dict[str, Any], *, due: bool) -> None:
    assert (DutyKind.SAFEGUARDING_CHILD in raised(some_facts(**facts))) is due


def test_a_duty_names_its_groups_and_ground() -> None:
    (duty,) = raised(some_facts(flags=(Flag.CHILD_AT_RISK,))).values()
    assert duty.kind is DutyKind.SAFEGUARDING_CHILD
    assert duty.fields == ()
    assert duty.agency == FRONT_DOOR.agency
    assert duty.basis == "safeguarding_of_children"
    assert Group.FAMILY in duty.groups
    assert not {Group.SUSPECT, Group.EQUALITY, Group.HEALTH} & set(duty.groups)


def test_before_the_rule_there_is_no_duty() -> None:
    assert raised(some_facts(flags=(Flag.CHILD_AT_RISK,)), date(2021, 3, 31)) == {}
    assert not has_slavery_signs(some_facts(**SLAVERY), date(2021, 3, 31))


@pytest.mark.parametrize("child", [Answer.YES, Answer.NOT_KNOWN, Answer.NOT_ASKED])
@pytest.mark.parametrize(
    "signs",
    [SLAVERY, {"flags": (Flag.MODERN_SLAVERY,)}, {"flags": (Flag.CHILD_EXPLOITATION,)}, {"needs": (Need.NRM_SUPPORT,)}],
)
@pytest.mark.parametrize("nrm_agreed", [Answer.NOT_ASKED, Answer.NO])
def test_an_exploited_child_or_who_may_be_one_goes_to_front_door_and_first_responder(
    child: Answer, signs: dict[str, Any], nrm_agreed: Answer
) -> None:
    duties = raised(some_facts(child=child, nrm_agreed=nrm_agreed, **signs))
    assert duties.keys() == {DutyKind.SAFEGUARDING_CHILD, DutyKind.NRM_CHILD}
    assert duties[DutyKind.NRM_CHILD].agency == FIRST_RESPONSE.agency
    assert {Group.NARRATIVE, Group.EQUALITY} <= set(duties[DutyKind.NRM_CHILD].groups)


@pytest.mark.parametrize(
    ("facts", "due"),
    [
        ({**SLAVERY, "nrm_agreed": Answer.NO}, True),
        ({"flags": (Flag.MODERN_SLAVERY,), "nrm_agreed": Answer.NO}, True),
        ({**SLAVERY, "nrm_agreed": Answer.YES}, False),
        ({**SLAVERY, "nrm_agreed": Answer.NOT_ASKED}, False),
        ({**SLAVERY, "nrm_agreed": Answer.NOT_KNOWN}, False),
        ({"nrm_agreed": Answer.NO}, False),
        ({"flags": (Flag.CHILD_EXPLOITATION,), "nrm_agreed": Answer.NO}, False),
    ],
)
def test_an_adults_no_to_the_mechanism_leaves_the_duty_to_notify(facts: dict[str, Any], *, due: bool) -> None:
    assert set(raised(some_facts(child=Answer.NO, **facts))) == ({DutyKind.DUTY_TO_NOTIFY} if due else set())


def test_the_notice_holds_sex_nationality_and_the_account_which_must_be_checked() -> None:
    duty = raised(some_facts(nrm_agreed=Answer.NO, **SLAVERY))[DutyKind.DUTY_TO_NOTIFY]
    assert duty.fields == (
        "identity.sex",
        "equality.nationality",
        "equality.second_nationality",
        "narrative.account",
    )
    assert duty.obligations == ("check_account_for_identity",)


def test_every_field_of_an_allow_list_is_one_of_its_groups() -> None:
    for rule in DUTY_RULES:
        for group, name in (one.split(".") for one in rule.fields):
            assert Group(group) in rule.groups
            assert name in PART_OF_GROUP[Group(group)].model_fields
