"""The canonical referral: what every sender's record becomes, and what travels on of it. Not here: any one format."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from waymark.contracts.person import Person
from waymark.contracts.referral import ConsentStatement, Facts, SealedPerson
from waymark.ids import AgencyId, JourneyId, ReferralId
from waymark.words import Group, QualityFlag
from waymark_intake.match_record import MatchRecord


class RecordKind(StrEnum):
    """The format a referral was sent in, and so the format in which it is corrected."""

    POLICE = "police"
    PARTNER = "partner"
    SELF = "self"


Pointers = tuple[tuple[QualityFlag, tuple[str, ...]], ...]
"""For some quality flags the very fields they are about, as JSON pointers in the sender's format."""


@dataclass(frozen=True, slots=True)
class PoliceClock:
    """Report to acceptance: it measures the sender and never pauses. Times in UTC."""

    reported_at: datetime
    due_at: datetime
    on_time: bool


@dataclass(frozen=True, slots=True, repr=False)
class Canonical:
    """Canonical referral v1, before sealing: facts for routing, the person, the consent statement, what was wrong.

    `clock` is None for every sender but the police. `event` is what the records of one event or sibling group share,
    None for a record that stands alone. `team` is the sender's own code of a unit, "" where none was given. `others`
    says, where something is `other`, what it was: second codes, counted by month and kept with no referral.
    """

    facts: Facts
    person: Person
    consent: ConsentStatement
    quality: tuple[QualityFlag, ...]
    clock: PoliceClock | None
    sender_reference: str | None
    event: bytes | None = None
    pointers: Pointers = ()
    team: str = ""
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Likeness:
    """Keyed hashes by which intake sees that two records are alike, or what differs, without reading either.

    `groups` has one per group that was given, `content` stands for all of the person's groups together, `name` and
    `born_on` for who it is (None where the record does not say), `event` for one crime and one victim (None where that
    is unsure).
    """

    groups: Mapping[Group, str] = field(default_factory=dict)
    content: bytes | None = None
    name: bytes | None = None
    born_on: bytes | None = None
    event: bytes | None = None


@dataclass(frozen=True, slots=True)
class Submission:
    """A referral ready to be stored: sealed, with keyed hashes instead of anything readable.

    `key_hash` stands for sender and idempotency key, `fingerprint` for the record's content, `reference_hash` for the
    sender's own reference (None where there was none). `subject` is the member or client that sent it, `traceparent`
    the request's trace. `match` is what the person is compared by, None where there is nobody to compare.
    """

    referral_id: ReferralId
    journey_id: JourneyId
    sender: AgencyId
    subject: str
    received_at: datetime
    key_hash: bytes
    fingerprint: bytes
    reference_hash: bytes | None
    facts: Facts
    consent: ConsentStatement
    quality: tuple[QualityFlag, ...]
    clock: PoliceClock | None
    person: SealedPerson
    kind: RecordKind = RecordKind.POLICE
    likeness: Likeness = field(default_factory=Likeness)
    traceparent: str = ""
    pointers: Pointers = ()
    team: str = ""
    others: tuple[str, ...] = ()
    match: MatchRecord | None = None
