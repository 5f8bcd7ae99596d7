"""Whether there is a safe way to reach the person, from what the record says. Not here: sending anything.

A channel nobody asked about is not safe: no safe channel means do not contact, ask the sender (domain.md 0.11). A
number or address that cannot be one is no channel at all.
"""

import re

from waymark.contracts.person import Address, Contact, Family, SafeContact, Suspect
from waymark.reference.telephone import is_usable_number, without_extension
from waymark.words import Answer, Contactable

_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(?:\.[^@\s.]+)+")
_BY_PHONE = ("mobile_safe", "text_safe", "voicemail_safe", "landline_safe")
_SHUT_BY = {
    "phone_shared": _BY_PHONE,
    "email_shared": ("email_safe",),
    "address_shared": ("post_safe",),
    "do_not_contact": (*_BY_PHONE, "email_safe", "post_safe", "third_person_safe"),
}
_NO_CONTACT, _NO_ANSWERS, _NO_FAMILY = Contact(), SafeContact(), Family()
_NOBODY_ALLEGED = Suspect()
_NOBODY = frozenset(
    {"", "na", "nil", "no", "noemail", "nomail", "none", "notgiven", "notknown", "null", "refused", "tbc", "test"}
    | {"unknown", "xxx"}
)


def is_usable_email(text: str) -> bool:
    """Whether this can be an e-mail address of somebody."""
    return _EMAIL.fullmatch(text.strip()) is not None and not _says_nobody(text.partition("@")[0])


def is_usable_contact(text: str) -> bool:
    """The same for a field that takes a number, an address or a word on how to reach somebody."""
    if "@" in text:
        return is_usable_email(text)
    has_words = any(character.isalpha() for character in without_extension(text))
    return not _says_nobody(text) if has_words else is_usable_number(text)


def is_all_usable(*numbers: str | None, email: str | None, guardian: str | None) -> bool:
    """Whether every number and address that was given can be one."""
    return (
        all(is_usable_number(number) for number in numbers if number)
        and (not email or is_usable_email(email))
        and (not guardian or is_usable_contact(guardian))
    )


def _says_nobody(text: str) -> bool:
    return "".join(character for character in text.casefold() if character.isalnum()) in _NOBODY


def is_same_name(one: str | None, other: str | None) -> bool:
    """Whether both are there and written alike, but for capitals, blanks and marks."""
    return bool(one and other) and _letters(one) == _letters(other)


def _letters(name: str | None) -> str:
    return "".join(character for character in (name or "").casefold() if character.isalnum())


def settled(said: SafeContact, *, lives_with_alleged: Answer = Answer.NOT_ASKED) -> SafeContact:
    """What was said of the channels, with a no where the alleged person uses one too, and to all under do-not-contact.

    Who lives with the person gets the post too. So whoever reads a single answer later reads the right one.
    """
    shut = {name for shared, names in _SHUT_BY.items() if getattr(said, shared) is Answer.YES for name in names}
    shut |= {"post_safe"} if lives_with_alleged is Answer.YES else set()
    return said.model_copy(update=dict.fromkeys(shut, Answer.NO)) if shut else said


def contactable_of(
    *,
    contact: Contact | None,
    address: Address | None,
    safe: SafeContact | None,
    family: Family | None,
    suspect: Suspect | None = None,
) -> Contactable:
    """`safe` where some channel we have is said to be safe, `missing` where we have none, otherwise `unsafe`.

    A guardian who is alleged to have done it is never a safe way, whatever was said, and nor is post to where the
    alleged person lives.
    """
    contact = contact or _NO_CONTACT
    alleged = suspect or _NOBODY_ALLEGED
    answers = settled(safe, lives_with_alleged=alleged.lives_with_person) if safe else _NO_ANSWERS
    if answers.do_not_contact is Answer.YES:
        return Contactable.UNSAFE
    guardian = family or _NO_FAMILY
    if is_same_name(guardian.guardian_name, alleged.name):
        guardian = guardian.model_copy(update={"guardian_safe_to_inform": Answer.NO})
    has_mobile = contact.mobile and is_usable_number(contact.mobile)
    channels = (
        (has_mobile, answers.mobile_safe),
        (has_mobile, answers.text_safe),
        (contact.landline and is_usable_number(contact.landline), answers.landline_safe),
        (contact.email and is_usable_email(contact.email), answers.email_safe),
        (address is not None and address.lines, answers.post_safe),
        (
            contact.third_person_contact and is_usable_contact(contact.third_person_contact),
            answers.third_person_safe,
        ),
        (
            guardian.guardian_contact and is_usable_contact(guardian.guardian_contact),
            guardian.guardian_safe_to_inform,
        ),
    )
    known = [answer for is_there, answer in channels if is_there]
    if not known:
        return Contactable.MISSING
    return Contactable.SAFE if Answer.YES in known else Contactable.UNSAFE
