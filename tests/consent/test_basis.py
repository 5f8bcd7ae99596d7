"""What must have been said first, by sender and offence, on the day."""

from datetime import date
from typing import Any

import pytest

from tests.builders.consent import TODAY
from tests.builders.referral import some_facts
from waymark.words import Flag, OffenceClass, SenderClass
from waymark_consent.basis import BASIS_RULES, Asks, basis_for, is_sensitive

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
    ],
)
def test_sexual_offences_domestic_abuse_and_bereavement_are_sensitive(
    facts: dict[str, Any], *, sensitive: bool
) -> None:
    assert is_sensitive(some_facts(**facts), TODAY) is sensitive


@pytest.mark.parametrize("over", [{}, {"needs": ()}, {"flags": (Flag.HATE_CRIME,)}])
def test_a_police_record_whose_offence_nobody_can_tell_may_hide_a_sexual_one(over: dict[str, Any]) -> None:
    unknown = some_facts(offence_class=None, **over)
    assert is_sensitive(unknown, TODAY)
    rule = basis_for(unknown, TODAY)
    assert rule is not None
    assert rule.asks is Asks.EXPLICIT


def test_of_the_classes_only_three_are_sensitive_and_of_other_senders_the_unknown_one_is_not() -> None:
    known = {one for one in OffenceClass if is_sensitive(some_facts(offence_class=one), TODAY)}
    assert known == {OffenceClass.SEXUAL, OffenceClass.DOMESTIC_ABUSE, OffenceClass.HOMICIDE}
    for sender in set(SenderClass) - {SenderClass.POLICE}:
        assert not is_sensitive(some_facts(source=sender, offence_class=None), TODAY)


def test_before_the_first_rule_there_is_no_basis() -> None:
    assert basis_for(some_facts(), date(2021, 3, 31)) is None


def test_every_sender_has_exactly_one_rule_each_way_today() -> None:
    for sender in SenderClass:
        for sensitive in (True, False):
            rules = [rule for rule in BASIS_RULES if sender in rule.senders and rule.sensitive is sensitive]
            assert len(rules) == 1
