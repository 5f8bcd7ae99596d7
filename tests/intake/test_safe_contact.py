"""A channel is safe when somebody said so, and never otherwise."""

from waymark.contracts.person import Address, Contact, Family, SafeContact
from waymark.words import Answer, Contactable
from waymark_intake.safe_contact import contactable_of


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
    assert _of(Contact(mobile="1")) is Contactable.UNSAFE
    assert _of(Contact(landline="1"), SafeContact(landline_safe=Answer.NOT_KNOWN)) is Contactable.UNSAFE


def test_a_shared_landline_does_not_make_a_safe_mobile_unsafe() -> None:
    safe = SafeContact(landline_safe=Answer.NO, mobile_safe=Answer.YES)
    assert _of(Contact(landline="1", mobile="2"), safe) is Contactable.SAFE


def test_a_yes_for_a_channel_we_do_not_have_helps_nobody() -> None:
    assert _of(Contact(mobile="1"), SafeContact(email_safe=Answer.YES)) is Contactable.UNSAFE


def test_post_needs_an_address() -> None:
    safe = SafeContact(post_safe=Answer.YES)
    assert _of(safe=safe, address=Address(lines=("1 Sample Street",))) is Contactable.SAFE
    assert _of(Contact(email="a@b.example"), safe, Address(postcode="CV1 1AA")) is Contactable.UNSAFE


def test_a_guardian_who_may_be_told_is_a_safe_way() -> None:
    guardian = Family(guardian_contact="1", guardian_safe_to_inform=Answer.YES)
    assert _of(family=guardian) is Contactable.SAFE
    unsafe = Family(guardian_contact="1", guardian_safe_to_inform=Answer.NO)
    assert _of(family=unsafe) is Contactable.UNSAFE
