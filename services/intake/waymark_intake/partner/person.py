"""Partner record -> the canonical person: which field goes into which sealed group. Nothing is decided here.

The sender's reference is kept readable only where it is a crime reference; otherwise intake keeps its keyed hash.
"""

from collections.abc import Iterator

from waymark.contracts.person import Incident, Person, Professionals
from waymark_intake.partner.assisted import told_of
from waymark_intake.partner.kind import PartnerKind
from waymark_intake.partner.record import PartnerRecord
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

_REFERENCE_OF_CRIME = frozenset({PartnerKind.FRAUD_LIST})


def person_of(record: PartnerRecord) -> Person:
    """Every sealed group the record gives something for."""
    person, around = record.person, record.circumstances
    return Person(
        identity=identity_of(person),
        contact=contact_of(person),
        safe_contact=safe_contact_of(record.safe_contact, record.suspect),
        address=address_of(person),
        equality=equality_of(person),
        incident=with_circumstances(_incident(record), around),
        narrative=narrative_of("\n".join(_account(record)), around),
        risk=risk_of(record.risk_summary, around, person),
        health=health_of(person),
        justice=justice_of("\n".join(_justice(record)), around),
        family=family_of(person),
        professionals=_professionals(record),
        suspect=suspect_of(record.suspect),
    )


def _account(record: PartnerRecord) -> Iterator[str]:
    """How it was filled in with the person, in front of the account."""
    yield from told_of(record.assisted, record.consent.wording if record.consent else "")
    if record.account:
        yield record.account


def _professionals(record: PartnerRecord) -> Professionals | None:
    found = professionals_of(record.worker, record.circumstances)
    if record.assisted is None or not record.assisted.by:
        return found
    return (found or Professionals()).model_copy(update={"assisted_by": record.assisted.by})


def _incident(record: PartnerRecord) -> Incident:
    return Incident(
        crime_reference=record.sender_reference if record.kind in _REFERENCE_OF_CRIME else None,
        offence_code=record.offence_code,
        occurred_on=record.occurred_on,
    )


def _justice(record: PartnerRecord) -> Iterator[str]:
    """What the kind says of test and release, in front of the sender's own notes."""
    if record.drug_test:
        found = ", ".join(need.value.replace("_", " ") for need in record.drug_test.substances)
        yield f"Drug test in police custody at {record.drug_test.tested_at.isoformat()}: {found}"
    if record.release and record.release.release_on:
        yield f"Release from prison on {record.release.release_on.isoformat()}"
    if record.release and record.release.band:
        yield f"Release from prison about: {record.release.band.value.replace('_', ' ')}"
    if record.release and record.release.missing_reason:
        yield f"Release date not known: {record.release.missing_reason.value.replace('_', ' ')}"
    if record.justice_notes:
        yield record.justice_notes
