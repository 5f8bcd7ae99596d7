"""A channel is safe when somebody said so, and never otherwise."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from waymark.contracts.person import Address, Contact, Family, SafeContact
from waymark.safe_contact import (
    contactable_of,
    is_all_usable,
    is_usable_contact,
    is_usable_email,
    settled,
)
from waymark.words import Answer, Contactable


def _of(
    contact: Contact | None = None,
    safe: SafeContact | None = None,
    address: Address | None = None,
    family: Family | None = None,
) -> Contactable:
    return contactable_of(contact=contact, address=address, safe=safe, family=family)


def test_nothing_to_reach_the_person_by_is_missing() -> None:
    assert _of() is Contactable.MISSING
    assert _of(safe=SafeContact(mobile_safe=Answer.YES)) is Contactable.MISSING


def test_a_number_nobody_asked_about_is_not_safe() -> None:
    assert _of(Contact(mobile="07700 900001")) is Contactable.UNSAFE
    assert _of(Contact(landline="07700 900001"), SafeContact(landline_safe=Answer.NOT_KNOWN)) is Contactable.UNSAFE


def test_a_shared_landline_does_not_make_a_safe_mobile_unsafe() -> None:
    safe = SafeContact(landline_safe=Answer.NO, mobile_safe=Answer.YES)
    assert _of(Contact(landline="07700 900001", mobile="07700 900002"), safe) is Contactable.SAFE


def test_a_yes_for_a_channel_we_do_not_have_helps_nobody() -> None:
    assert _of(Contact(mobile="07700 900001"), SafeContact(email_safe=Answer.YES)) is Contactable.UNSAFE


def test_post_needs_an_address() -> None:
    safe = SafeContact(post_safe=Answer.YES)
    assert _of(safe=safe, address=Address(lines=("1 Sample Street",))) is Contactable.SAFE
    assert _of(Contact(email="a@b.example"), safe, Address(postcode="CV1 1AA")) is Contactable.UNSAFE


def test_a_guardian_who_may_be_told_is_a_safe_way() -> None:
    guardian = Family(guardian_contact="07700 900001", guardian_safe_to_inform=Answer.YES)
    assert _of(family=guardian) is Contactable.SAFE
    unsafe = Family(guardian_contact="07700 900001", guardian_safe_to_inform=Answer.NO)
    assert _of(family=unsafe) is Contactable.UNSAFE


@pytest.mark.parametrize("number", ["0000000", "unknown", "07700", "1234567890"])
def test_what_cannot_be_a_number_is_no_channel(number: str) -> None:
    safe = SafeContact(mobile_safe=Answer.YES, text_safe=Answer.YES, landline_safe=Answer.YES)
    assert _of(Contact(mobile=number, landline=number), safe) is Contactable.MISSING


@pytest.mark.parametrize("address", ["a@b.example", "iris.example+1@mail.example.org", "o'neil@x.co.uk"])
def test_what_can_be_an_address_is_used(address: str) -> None:
    assert is_usable_email(address)


@pytest.mark.parametrize(
    "address",
    [
        "none",
        "a@b",
        "@b.example",
        "a b@c.example",
        "a@b..example",
        "none@none.com",
        "N/A@x.example",
        "a@b.example.",
        "a@@b.example",
        "unknown@unknown.example",
    ],
)
def test_what_cannot_be_an_address_is_no_channel(address: str) -> None:
    assert not is_usable_email(address)
    assert _of(Contact(email=address), SafeContact(email_safe=Answer.YES)) is Contactable.MISSING


def test_a_guardian_is_reached_by_a_number_an_address_or_in_words() -> None:
    assert all(map(is_usable_contact, ("07700 900123", "a@b.example", "by her school", "c/o 12 Sample Street")))
    assert not any(map(is_usable_contact, ("n/a", "Not known", "000 000 0000", "none@none.com", "")))


def test_one_unusable_channel_is_told_and_nothing_at_all_is_not() -> None:
    assert is_all_usable(None, "", email=None, guardian=None)
    assert is_all_usable("07700 900123", email="a@b.example", guardian="by her school")
    assert not is_all_usable("07700 900123", "0000000", email=None, guardian=None)
    assert not is_all_usable(email="none", guardian=None)
    assert not is_all_usable(email=None, guardian="unknown")


@given(some.text(max_size=200))
def test_no_text_breaks_the_check(text: str) -> None:
    assert is_all_usable(text, email=text, guardian=text) in {True, False}


def test_a_channel_that_the_alleged_person_shares_is_not_safe_whatever_was_said() -> None:
    said = SafeContact(mobile_safe=Answer.YES, email_safe=Answer.YES, phone_shared=Answer.YES)
    assert settled(said).mobile_safe is Answer.NO
    assert settled(said).email_safe is Answer.YES
    assert _of(Contact(mobile="07700 900001"), said) is Contactable.UNSAFE


def test_do_not_contact_shuts_every_way() -> None:
    said = SafeContact(mobile_safe=Answer.YES, third_person_safe=Answer.YES, do_not_contact=Answer.YES)
    assert {settled(said).mobile_safe, settled(said).third_person_safe, settled(said).post_safe} == {Answer.NO}
    assert _of(Contact(mobile="07700 900001"), said) is Contactable.UNSAFE


def test_a_third_person_can_be_the_safe_way() -> None:
    contact = Contact(third_person="Bo Syn", third_person_contact="07700 900003")
    assert _of(contact, SafeContact(third_person_safe=Answer.YES)) is Contactable.SAFE
    assert _of(contact) is Contactable.UNSAFE
