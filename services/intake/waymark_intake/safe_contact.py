"""Whether there is a safe way to reach the person, from what the record says. Not here: sending anything.

A channel nobody asked about is not safe: no safe channel means do not contact, ask the sender (domain.md 0.11).
"""

from waymark.contracts.person import Address, Contact, Family, SafeContact
from waymark.words import Answer, Contactable


def contactable_of(
    *, contact: Contact | None, address: Address | None, safe: SafeContact | None, family: Family | None
) -> Contactable:
    """`safe` where some channel we have is said to be safe, `missing` where we have none, otherwise `unsafe`."""
    contact = contact or Contact()
    answers = safe or SafeContact()
    guardian = family or Family()
    channels = (
        (contact.mobile, answers.mobile_safe),
        (contact.mobile, answers.text_safe),
        (contact.landline, answers.landline_safe),
        (contact.email, answers.email_safe),
        (address is not None and bool(address.lines), answers.post_safe),
        (guardian.guardian_contact, guardian.guardian_safe_to_inform),
    )
    known = [answer for value, answer in channels if value]
    if not known:
        return Contactable.MISSING
    return Contactable.SAFE if Answer.YES in known else Contactable.UNSAFE
