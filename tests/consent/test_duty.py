"""A child at risk is told of at once; nobody's consent is asked for it (cases 5, 9, 10)."""

from datetime import date
from typing import Any

import pytest

from tests.builders.consent import FRONT_DOOR, TODAY
from tests.builders.referral import some_facts
from waymark.words import Answer, DutyKind, Flag, Group, OffenceClass
from waymark_consent.duty import duties_of


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
    ],
)
def test_when_the_front_door_must_be_told(facts: dict[str, Any], *, due: bool) -> None:
    duties = duties_of(some_facts(**facts), (FRONT_DOOR.agency,), TODAY)
    assert bool(duties) is due


def test_a_duty_names_its_groups_and_ground() -> None:
    (duty,) = duties_of(some_facts(flags=(Flag.CHILD_AT_RISK,)), (FRONT_DOOR.agency,), TODAY)
    assert duty.kind is DutyKind.SAFEGUARDING_CHILD
    assert duty.agency == FRONT_DOOR.agency
    assert duty.basis == "safeguarding_of_children"
    assert Group.FAMILY in duty.groups
    assert not {Group.SUSPECT, Group.EQUALITY, Group.HEALTH} & set(duty.groups)


def test_before_the_rule_there_is_no_duty() -> None:
    assert duties_of(some_facts(flags=(Flag.CHILD_AT_RISK,)), (FRONT_DOOR.agency,), date(2021, 3, 31)) == ()
