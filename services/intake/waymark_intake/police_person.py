"""Police record -> the canonical person: which field goes into which sealed group. Nothing is decided here.

A group of which nothing was given is left out; an empty text counts as not given.
"""

from typing import TypeVar

from waymark.contracts.person import (
    Address,
    Contact,
    Equality,
    Family,
    Health,
    Identity,
    Incident,
    Justice,
    Narrative,
    Person,
    Professionals,
    Risk,
    SafeContact,
    SealedPart,
    Suspect,
)
from waymark_intake.police_record import PoliceRecord, Victim

P = TypeVar("P", bound=SealedPart)


def person_of(record: PoliceRecord) -> Person:
    """Every sealed group the record gives something for."""
    victim = record.victim
    return Person(
        identity=_given(_identity(victim)),
        contact=_given(
            Contact(mobile=victim.mobile or None, landline=victim.landline or None, email=victim.email or None)
        ),
        safe_contact=_given(SafeContact(**record.safe_contact.model_dump()) if record.safe_contact else SafeContact()),
        address=_given(_address(victim)),
        equality=_given(Equality(**victim.equality.model_dump()) if victim.equality else Equality()),
        incident=_given(_incident(record)),
        narrative=_given(Narrative(account=record.account or None)),
        risk=_given(Risk(summary=record.risk_summary or None)),
        health=_given(Health(needs=victim.health_needs or None)),
        justice=_given(Justice(notes=record.justice_notes or None)),
        family=_given(_family(victim)),
        professionals=_given(_professionals(record)),
        suspect=_given(_suspect(record)),
    )


def _given(part: P) -> P | None:
    return None if part == type(part)() else part


def _identity(victim: Victim) -> Identity:
    business = victim.business.contact_name if victim.business else None
    return Identity(
        given_name=victim.given_name or None,
        family_name=victim.family_name or None,
        known_as=victim.known_as or business or None,
        pronouns=victim.pronouns or None,
        date_of_birth=victim.date_of_birth,
        sex=victim.sex or None,
    )


def _address(victim: Victim) -> Address:
    business = victim.business.name if victim.business else None
    lines = (business, *victim.address_lines)
    return Address(
        lines=tuple(line for line in lines if line),
        postcode=victim.postcode or None,
        no_fixed_address=victim.no_fixed_address,
    )


def _incident(record: PoliceRecord) -> Incident:
    return Incident(
        crime_reference=record.force_reference,
        offence_code=record.offence_code,
        crime_category=record.crime_category or None,
        occurred_on=record.occurred_on,
        place=record.place or None,
    )


def _family(victim: Victim) -> Family:
    if victim.guardian is None:
        return Family()
    return Family(
        guardian_name=victim.guardian.name or None,
        guardian_contact=victim.guardian.contact or None,
        guardian_safe_to_inform=victim.guardian.safe_to_inform,
    )


def _professionals(record: PoliceRecord) -> Professionals:
    if record.officer is None:
        return Professionals()
    return Professionals(officer=record.officer.name or None, officer_contact=record.officer.contact or None)


def _suspect(record: PoliceRecord) -> Suspect:
    if record.suspect is None:
        return Suspect()
    return Suspect(name=record.suspect.name or None, relation=record.suspect.relation or None)
