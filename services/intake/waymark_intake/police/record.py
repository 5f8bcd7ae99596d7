"""The JSON a police record system sends: shape and sizes, nothing derived. What it comes to is in police.py.

Strict and silent like every record (record.py).
"""

from datetime import date
from typing import Annotated

from pydantic import AwareDatetime, Field, StringConstraints

from waymark.words import Answer, Flag, Need
from waymark_intake.records.record import (
    Alleged,
    Circumstances,
    Code,
    ConsentGiven,
    DistrictCode,
    Line,
    Officer,
    RecordPart,
    SafeChannels,
    Subject,
    TeamCode,
    Text,
)


class Business(RecordPart):
    """A business as the victim; a referral needs a person there who wants help."""

    name: Line | None = None
    contact_name: Line | None = None


class Victim(Subject):
    """The person a crime record is about, who may speak for a business."""

    business: Business | None = None


class PoliceRecord(RecordPart):
    """One crime, one victim, as a police record system knows it at the moment of recording.

    `reported_at` starts the police clock. At least one of `offence_code` (Home Office, "CCC/SS"), `crime_category`
    (data.police.uk slug or name), `flags` and `needs` must say what happened. `crime_district` is where.
    `nrm_agreed` is an adult's word on the National Referral Mechanism, which is not the word on sharing. `team` is the
    force's own code of an organisational unit, never of a person: quality is told back by team. Records of one sender
    with the same `event_reference` (several victims, siblings) belong to one journey.
    """

    force_reference: Code | None = None
    team: TeamCode | None = None
    reported_at: AwareDatetime
    occurred_on: date | None = None
    offence_code: Annotated[str, StringConstraints(pattern=r"^[0-9]{3}/[0-9]{2}$")] | None = None
    crime_category: Annotated[str, StringConstraints(max_length=60)] | None = None
    flags: Annotated[tuple[Flag, ...], Field(max_length=20)] = ()
    needs: Annotated[tuple[Need, ...], Field(max_length=20)] = ()
    victim: Victim
    safe_contact: SafeChannels | None = None
    consent: ConsentGiven | None = None
    crime_district: DistrictCode | None = None
    place: Line | None = None
    account: Text | None = None
    risk_summary: Text | None = None
    justice_notes: Text | None = None
    officer: Officer | None = None
    suspect: Alleged | None = None
    nrm_agreed: Answer = Answer.NOT_ASKED
    event_reference: Code | None = None
    circumstances: Circumstances | None = None
