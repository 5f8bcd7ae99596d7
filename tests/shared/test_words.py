"""The closed lists: what is sealed, and which sender an agency is."""

from waymark.words import SEALED_GROUPS, SENDER_CLASS_OF, AgencyRole, Group, SenderClass


def test_facts_are_never_sealed_and_equality_always_is() -> None:
    assert Group.FACTS not in SEALED_GROUPS
    assert Group.EQUALITY in SEALED_GROUPS


def test_every_kind_of_sender_is_some_agencys() -> None:
    assert set(SENDER_CLASS_OF.values()) == set(SenderClass)
    assert AgencyRole.COMMISSIONER not in SENDER_CLASS_OF
