"""The JSON a partner agency sends: shape and sizes, nothing derived. What it comes to is in partner.py.

The part about the person, safe contact and consent are the same as in a police record. Strict and silent like that.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import AwareDatetime, Field, StringConstraints

from waymark.words import Answer, Flag, Need, ReleaseBand
from waymark_intake.partner.assisted import Assisted
from waymark_intake.partner.kind import PartnerKind
from waymark_intake.records.record import (
    Alleged,
    Circumstances,
    Code,
    ConsentGiven,
    Officer,
    RecordPart,
    SafeChannels,
    Subject,
    TeamCode,
    Text,
)

# Shorter than a sealed text, since what the kind says is written in front of it.
Notes = Annotated[str, StringConstraints(max_length=19_000, pattern=r"^[^\x00-\x08\x0B\x0C\x0E-\x1F\x7F]*$")]


class ReleaseUnknown(StrEnum):
    """Why nobody can say yet when somebody leaves prison."""

    REMAND = "remand"
    RECALL = "recall"
    PAROLE = "parole"
    NOT_SET = "not_set"


class DrugTest(RecordPart):
    """A drug test in police custody: when, and which substances were found, as need codes."""

    tested_at: AwareDatetime
    substances: Annotated[tuple[Need, ...], Field(min_length=1, max_length=10)]


class Release(RecordPart):
    """When the person leaves prison, or why that is not known: one of the two. `band` is about when, without a day."""

    release_on: date | None = None
    missing_reason: ReleaseUnknown | None = None
    band: ReleaseBand | None = None


class PartnerRecord(RecordPart):
    """One person a partner refers. `kind` decides what else must be there; `sender_reference` is the sender's own.

    `drug_test` belongs to custody_drug_test and `release` to prison_release, and to no other kind. The crime reference
    of a fraud list's entry is its `sender_reference`. `worker` is whom to ask. `team` is the agency's own code of an
    organisational unit, never of a person. Records of one sender with the same `event_reference` belong to one journey.
    `assisted` where a worker filled it in with the person.
    """

    kind: PartnerKind
    sender_reference: Code | None = None
    team: TeamCode | None = None
    person: Subject
    safe_contact: SafeChannels | None = None
    consent: ConsentGiven | None = None
    needs: Annotated[tuple[Need, ...], Field(max_length=20)] = ()
    flags: Annotated[tuple[Flag, ...], Field(max_length=20)] = ()
    offence_code: Annotated[str, StringConstraints(pattern=r"^[0-9]{3}/[0-9]{2}$")] | None = None
    occurred_on: date | None = None
    account: Text | None = None
    risk_summary: Text | None = None
    justice_notes: Notes | None = None
    worker: Officer | None = None
    drug_test: DrugTest | None = None
    release: Release | None = None
    nrm_agreed: Answer = Answer.NOT_ASKED
    suspect: Alleged | None = None
    event_reference: Code | None = None
    circumstances: Circumstances | None = None
    assisted: Assisted | None = None
