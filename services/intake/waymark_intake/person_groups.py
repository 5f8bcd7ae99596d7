"""What a record says of a person, put into sealed groups: the parts every sender's record shares.

A group of which nothing was given is left out; an empty text counts as not given. Nothing is decided here. Not here:
the groups only one kind of sender fills (police_person.py, partner_person.py).
"""

from functools import cache
from typing import TypeVar

from waymark.contracts.person import (
    Address,
    Contact,
    Equality,
    Family,
    Identity,
    Professionals,
    SafeContact,
    SealedPart,
    Suspect,
)
from waymark_intake.police_record import Alleged, Officer, SafeChannels, Subject

P = TypeVar("P", bound=SealedPart)


def given(part: P) -> P | None:
    """The part, or None where nothing in it was given."""
    return None if part.__dict__ == _empty(type(part)).__dict__ else part


@cache
def _empty(kind: type[SealedPart]) -> SealedPart:
    return kind()


def identity_of(subject: Subject, *, else_known_as: str | None = None) -> Identity | None:
    """Who the person is."""
    return given(
        Identity(
            given_name=subject.given_name or None,
            family_name=subject.family_name or None,
            known_as=subject.known_as or else_known_as or None,
            pronouns=subject.pronouns or None,
            date_of_birth=subject.date_of_birth,
            sex=subject.sex or None,
        )
    )


def contact_of(subject: Subject) -> Contact | None:
    """How the person can be reached."""
    return given(Contact(mobile=subject.mobile or None, landline=subject.landline or None, email=subject.email or None))


def safe_contact_of(told: SafeChannels | None) -> SafeContact | None:
    """Which of it is safe."""
    return given(SafeContact(**told.__dict__)) if told else None


def address_of(subject: Subject, *, first_line: str | None = None) -> Address | None:
    """Where the person lives."""
    return given(
        Address(
            lines=tuple(line for line in (first_line, *subject.address_lines) if line),
            postcode=subject.postcode or None,
            no_fixed_address=subject.no_fixed_address,
        )
    )


def equality_of(subject: Subject) -> Equality | None:
    """Protected characteristics, as the person gave them."""
    return given(Equality(**subject.equality.__dict__)) if subject.equality else None


def family_of(subject: Subject) -> Family | None:
    """The parent or carer."""
    if subject.guardian is None:
        return None
    return given(
        Family(
            guardian_name=subject.guardian.name or None,
            guardian_contact=subject.guardian.contact or None,
            guardian_safe_to_inform=subject.guardian.safe_to_inform,
        )
    )


def professionals_of(officer: Officer | None) -> Professionals | None:
    """The officer or worker to ask."""
    if officer is None:
        return None
    return given(Professionals(officer=officer.name or None, officer_contact=officer.contact or None))


def suspect_of(alleged: Alleged | None) -> Suspect | None:
    """Who is alleged to have done it."""
    if alleged is None:
        return None
    return given(Suspect(name=alleged.name or None, relation=alleged.relation or None))
