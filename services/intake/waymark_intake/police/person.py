"""Police record -> the canonical person: which field goes into which sealed group. Nothing is decided here.

A group of which nothing was given is left out; an empty text counts as not given.
"""

from waymark.contracts.person import Incident, Person
from waymark_intake.police.record import PoliceRecord
from waymark_intake.records.person_groups import (
    address_of,
    contact_of,
    equality_of,
    family_of,
    health_of,
    identity_of,
    justice_of,
    narrative_of,
    professionals_of,
    risk_of,
    safe_contact_of,
    suspect_of,
    with_circumstances,
)


def person_of(record: PoliceRecord) -> Person:
    """Every sealed group the record gives something for."""
    victim, around = record.victim, record.circumstances
    business = victim.business
    return Person(
        identity=identity_of(victim, else_known_as=business.contact_name if business else None),
        contact=contact_of(victim),
        safe_contact=safe_contact_of(record.safe_contact, record.suspect),
        address=address_of(victim, first_line=business.name if business else None),
        equality=equality_of(victim),
        incident=with_circumstances(_incident(record), around),
        narrative=narrative_of(record.account, around),
        risk=risk_of(record.risk_summary, around, victim),
        health=health_of(victim),
        justice=justice_of(record.justice_notes, around),
        family=family_of(victim),
        professionals=professionals_of(record.officer, around),
        suspect=suspect_of(record.suspect),
    )


def _incident(record: PoliceRecord) -> Incident:
    return Incident(
        crime_reference=record.force_reference,
        offence_code=record.offence_code,
        crime_category=record.crime_category or None,
        occurred_on=record.occurred_on,
        place=record.place or None,
    )
