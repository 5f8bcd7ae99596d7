"""What makes two records tell of one event, and for how long a sender's record is recognised. Pure, on keyed hashes.

Not here: records that are only alike, which travel on flagged (likeness.py), and looking earlier ones up (store).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from waymark.contracts.person import Identity, Incident
from waymark.errors import Fault, Kind, Refused
from waymark.ids import JourneyId, ReferralId
from waymark_intake.referral import Canonical, RecordKind, Submission


class Recognised(StrEnum):
    """As what a record under a new key was recognised: the very same record, or a changed one of the same event."""

    REPEAT = "repeat"
    CORRECTION = "correction"


@dataclass(frozen=True, slots=True)
class Memory:
    """From `valid_from` on, for so many days a record of that kind is recognised; a kind that is missing never is."""

    valid_from: date
    days: Mapping[RecordKind, int]


MEMORIES: tuple[Memory, ...] = (
    Memory(date(2021, 4, 1), MappingProxyType({RecordKind.POLICE: 28, RecordKind.PARTNER: 1})),
)
"""Ours (ADR 0021). A police record tells when its crime was reported, so the same again is the same event; what a
partner sends the same after days may be a new request. What a person sends is never taken for an earlier one."""


def remembered_since(submission: Submission, memories: Sequence[Memory] = MEMORIES) -> datetime | None:
    """From when on an earlier record may be the same as this one; None where it is never recognised.

    Who names nobody is not recognised: two such records may be of two victims.
    """
    day = submission.received_at.date()
    in_force = [memory for memory in memories if memory.valid_from <= day] or [memories[0]]
    days = in_force[-1].days.get(submission.kind)
    if days is None or submission.likeness.name is None:
        return None
    return submission.received_at - timedelta(days=days)


def event_of(canonical: Canonical) -> bytes | None:
    """What is the same in every record of one crime and one victim, as bytes to be hashed; None where that is unsure.

    The force's reference, the victim's whole name and date of birth, when the crime was reported, which offence it was
    and on which day. A second victim, or a second offence under one reference, is another event.
    """
    person, clock = canonical.person, canonical.clock
    identity, incident = person.identity or Identity(), person.incident or Incident()
    whole = clock and canonical.sender_reference and identity.given_name and identity.family_name
    if not whole or clock is None or identity.date_of_birth is None:
        return None
    parts = (
        canonical.sender_reference or "",
        identity.given_name or "",
        identity.family_name or "",
        identity.date_of_birth.isoformat(),
        clock.reported_at.astimezone(UTC).isoformat(),
        incident.offence_code or "",
        incident.crime_category or "",
        incident.occurred_on.isoformat() if incident.occurred_on else "",
    )
    return "\0".join(parts).casefold().encode()


class AlreadyReferred(Refused):
    """The event is a referral already, and this record says something else about it: a correction, under a new key."""

    def __init__(self, referral_id: ReferralId, journey_id: JourneyId, version: int, received_at: datetime) -> None:
        fix = f"Send it to /intake/v1/referrals/{referral_id}:correct, as a correction of version {version}."
        super().__init__(
            Kind.CONFLICT,
            "This event has been referred already",
            code="already_referred",
            faults=(Fault("", "already_referred", fix),),
        )
        self.referral_id = referral_id
        self.journey_id = journey_id
        self.version = version
        self.received_at = received_at
