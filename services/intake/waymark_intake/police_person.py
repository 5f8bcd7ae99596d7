"""Police record -> the canonical person: which field goes into which sealed group. Nothing is decided here.

A group of which nothing was given is left out; an empty text counts as not given.
"""

from waymark.contracts.person import Health, Incident, Justice, Narrative, Person, Risk
from waymark_intake.person_groups import (
    address_of,
    contact_of,
    equality_of,
    family_of,
    given,
    identity_of,
    professionals_of,
    safe_contact_of,
    suspect_of,
)
from waymark_intake.police_record import PoliceRecord


def person_of(record: PoliceRecord) -> Person:
    """Every sealed group the record gives something for."""
    victim = record.victim
    business = victim.business
    return Person(
        identity=identity_of(victim, else_known_as=business.contact_name if business else None),
        contact=contact_of(victim),
        safe_contact=safe_contact_of(record.safe_contact),
        address=address_of(victim, first_line=business.name if business else None),
        equality=equality_of(victim),
        incident=given(_incident(record)),
        narrative=given(Narrative(account=record.account or None)),
        risk=given(Risk(summary=record.risk_summary or None)),
        health=given(Health(needs=victim.health_needs or None)),
        justice=given(Justice(notes=record.justice_notes or None)),
        family=family_of(victim),
        professionals=professionals_of(record.officer),
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
