"""What must have been said first, by sender and offence, on the day."""

from datetime import date
from typing import Any

import pytest

from tests.builders.consent import TODAY
from tests.builders.referral import some_facts
from waymark.words import Answer, Flag, Need, OffenceClass, SenderClass, StatutoryGround
from waymark_consent.basis import BASIS_RULES, SUBSTANCE_NEEDS, Asks, basis_for, is_sensitive, statutory_rule

RAPE = {"offence_class": OffenceClass.SEXUAL}


@pytest.mark.parametrize(
    ("sender", "ordinary", "sensitive"),
    [
        (SenderClass.POLICE, Asks.NOTHING, Asks.EXPLICIT),
        (SenderClass.LOCAL_AUTHORITY, Asks.NOTHING, Asks.EXPLICIT),
        (SenderClass.HEALTH, Asks.NOTHING, Asks.EXPLICIT),
        (SenderClass.SCHOOL, Asks.NOTHING, Asks.EXPLICIT),
        (SenderClass.PRISON, Asks.NOTHING, Asks.EXPLICIT),
        (SenderClass.VOLUNTARY, Asks.CONSENT, Asks.EXPLICIT),
        (SenderClass.SELF, Asks.NOTHING, Asks.NOTHING),
    ],
)
def test_each_sender_has_its_rule(sender: SenderClass, ordinary: Asks, sensitive: Asks) -> None:
    for facts, asks in (({}, ordinary), (RAPE, sensitive)):
        rule = basis_for(some_facts(source=sender, **facts), TODAY)
        assert rule is not None
        assert rule.asks is asks


@pytest.mark.parametrize(
    ("facts", "sensitive"),
    [
        ({}, False),
        (RAPE, True),
        ({"offence_class": OffenceClass.DOMESTIC_ABUSE}, True),
        ({"offence_class": OffenceClass.HOMICIDE}, True),
        ({"offence_class": OffenceClass.VIOLENCE}, False),
        ({"offence_class": OffenceClass.VIOLENCE, "flags": (Flag.DOMESTIC_ABUSE,)}, True),
        ({"offence_class": OffenceClass.ROAD, "flags": (Flag.BEREAVED,)}, True),
        ({"flags": (Flag.MODERN_SLAVERY,)}, True),
        ({"flags": (Flag.CHILD_EXPLOITATION,)}, True),
        ({"flags": (Flag.VULNERABLE, Flag.HIGH_RISK)}, False),
        ({"needs": (Need.NRM_SUPPORT,)}, True),
        ({"needs": (Need.EXPLOITATION_SUPPORT,)}, True),
        ({"needs": (Need.ISVA,)}, True),
        ({"needs": (Need.MENTAL_HEALTH, Need.COUNSELLING)}, False),
    ],
)
def test_what_is_told_with_an_explicit_yes_only(facts: dict[str, Any], *, sensitive: bool) -> None:
    assert is_sensitive(some_facts(**facts), TODAY) is sensitive


@pytest.mark.parametrize("over", [{}, {"needs": ()}, {"flags": (Flag.HATE_CRIME,)}])
def test_a_police_record_whose_offence_nobody_can_tell_may_hide_a_sexual_one(over: dict[str, Any]) -> None:
    unknown = some_facts(offence_class=None, **over)
    assert is_sensitive(unknown, TODAY)
    rule = basis_for(unknown, TODAY)
    assert rule is not None
    assert rule.asks is Asks.EXPLICIT


def test_of_the_classes_only_four_are_sensitive_and_of_other_senders_the_unknown_one_is_not() -> None:
    known = {one for one in OffenceClass if is_sensitive(some_facts(offence_class=one), TODAY)}
    assert known == {
        OffenceClass.SEXUAL,
        OffenceClass.DOMESTIC_ABUSE,
        OffenceClass.HOMICIDE,
        OffenceClass.MODERN_SLAVERY,
    }
    for sender in set(SenderClass) - {SenderClass.POLICE}:
        assert not is_sensitive(some_facts(source=sender, offence_class=None), TODAY)


def test_before_the_first_rule_there_is_no_basis() -> None:
    assert basis_for(some_facts(), date(2021, 3, 31)) is None


def test_every_sender_has_exactly_one_rule_each_way_today() -> None:
    for sender in SenderClass:
        for sensitive in (True, False):
            rules = [rule for rule in BASIS_RULES if sender in rule.senders and rule.sensitive is sensitive]
            assert len(rules) == 1


def test_a_need_from_alcohol_to_mutual_aid_is_health_and_asks_every_sender_but_the_person_for_an_explicit_yes() -> None:
    listed = list(Need)
    assert set(listed[listed.index(Need.ALCOHOL) : listed.index(Need.MUTUAL_AID) + 1]) == SUBSTANCE_NEEDS
    for need in SUBSTANCE_NEEDS:
        for sender in SenderClass:
            rule = basis_for(some_facts(source=sender, needs=(Need.HOUSING, need)), TODAY)
            assert rule is not None
            assert rule.asks is (Asks.NOTHING if sender is SenderClass.SELF else Asks.EXPLICIT)


@pytest.mark.parametrize(
    ("facts", "holds"),
    [
        ({}, True),
        ({"statutory": None}, False),
        ({"child": Answer.YES}, False),
        ({"child": Answer.NOT_KNOWN}, False),
        ({"source": SenderClass.PROBATION}, False),
        ({"source": SenderClass.SELF}, False),
    ],
)
def test_a_required_assessment_is_a_ground_for_adults_whom_the_police_send(
    facts: dict[str, Any], *, holds: bool
) -> None:
    asked = some_facts(**{"statutory": StatutoryGround.REQUIRED_ASSESSMENT, **facts})
    assert (statutory_rule(asked, TODAY) is not None) is holds
    assert statutory_rule(asked, date(2021, 3, 31)) is None
