"""Marks: what is personal may never appear readable outside the vault."""

from waymark.contracts.person import Identity
from waymark.contracts.referral import Facts
from waymark.personal import FACT, OPERATIONAL, Mark, is_personal, mark_of
from waymark.words import SEALED_GROUPS, Group, Sensitivity


def test_every_sealed_group_is_personal() -> None:
    assert all(is_personal(Mark(group, Sensitivity.BASIC)) for group in SEALED_GROUPS)


def test_facts_and_operational_fields_are_not() -> None:
    assert not is_personal(FACT)
    assert not is_personal(OPERATIONAL)


def test_a_field_knows_its_mark() -> None:
    assert mark_of(Identity, "given_name") == Mark(Group.IDENTITY, Sensitivity.BASIC)
    assert mark_of(Facts, "source") == FACT
