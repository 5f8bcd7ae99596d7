"""Faults of a record at the fields of the page, in the form's words."""

import pytest

from waymark.errors import Fault
from waymark_intake.refer.fault import field_of, unread_of, words_of


@pytest.mark.parametrize(
    ("pointer", "field"),
    [
        ("/person/mobile", "mobile"),
        ("/person/address_lines/0", "address"),
        ("/person/guardian/name", "guardian_name"),
        ("/safe_contact/code_word", "code_word"),
        ("/safe_contact", "mobile_safe"),
        ("/needs/3", "needs_crime"),
        ("/account", "account"),
        ("/release/release_on", "release_on-day"),
        ("/drug_test", "tested_at-day"),
        ("/consent/asked_at", "asked_at-day"),
        ("", ""),
    ],
)
def test_each_place_in_a_record_has_its_field(pointer: str, field: str) -> None:
    assert field_of(pointer) == field


def test_the_first_fault_of_a_field_is_told() -> None:
    faults = (Fault("/needs", "a", "Do."), Fault("/needs/1", "b", "Do more."), Fault("/account", "c", "shorten it."))
    assert [one.field for one in unread_of(faults)] == ["needs_crime", "account"]


def test_the_forms_own_words_come_before_those_for_machines() -> None:
    assert words_of(Fault("/offence_code", "wrong_form", "must match x")).startswith("Enter a Home Office")
    assert words_of(Fault("/account", "too_long", "at most 5 characters.")) == "At most 5 characters"
