"""What consent tells: who may see a referral, what changed about that, and the keys and members others must know."""

from datetime import datetime
from typing import Annotated, ClassVar
from uuid import UUID

from waymark.contracts.envelope import Contract, Event, ReferralEvent
from waymark.contracts.referral import Correction, Facts
from waymark.ids import AgencyId
from waymark.personal import FACT, OPERATIONAL
from waymark.words import (
    AgencyRole,
    DutyKind,
    ErasureGround,
    Group,
    Position,
    QualityFlag,
    Role,
    Sharing,
    WithdrawReason,
)


class RecipientScope(Contract):
    """Consent's answer for one agency that could receive: permit, withhold or ask, and why.

    `agreement` is id and version ("general-victims/3", "" where none covers the agency); `reasons` are coded;
    `missing` says what must be asked and `ask_of` who can supply it, for `ask`.
    """

    agency: Annotated[AgencyId, OPERATIONAL]
    sharing: Annotated[Sharing, FACT]
    groups: Annotated[tuple[Group, ...], OPERATIONAL] = ()
    agreement: Annotated[str, OPERATIONAL] = ""
    basis: Annotated[str, OPERATIONAL] = ""
    reasons: Annotated[tuple[str, ...], OPERATIONAL] = ()
    missing: Annotated[str, OPERATIONAL] = ""
    ask_of: Annotated[str, OPERATIONAL] = ""


class Duty(Contract):
    """Something that must be told without consent: which duty, to whom, which fields, on what ground.

    `fields` is an allow-list of single fields ("identity.sex") within `groups`; empty means the whole groups.
    `obligations` are codes of what the recipient must do with it.
    """

    kind: Annotated[DutyKind, FACT]
    agency: Annotated[AgencyId, OPERATIONAL]
    groups: Annotated[tuple[Group, ...], OPERATIONAL] = ()
    basis: Annotated[str, OPERATIONAL] = ""
    fields: Annotated[tuple[str, ...], OPERATIONAL] = ()
    obligations: Annotated[tuple[str, ...], OPERATIONAL] = ()


class ReferralScreened(ReferralEvent):
    """Consent's whole answer for a referral; told again whenever the answer changes (`screening` counts up).

    `withdrawn` says that the sender took the referral back, and why: only duties stand then.
    """

    name: ClassVar[str] = "referral.screened"
    topic: ClassVar[str] = "consent.referral"

    journey_id: Annotated[UUID, OPERATIONAL]
    screening: Annotated[int, OPERATIONAL]
    sender: Annotated[AgencyId, OPERATIONAL]
    received_at: Annotated[datetime, OPERATIONAL]
    facts: Annotated[Facts, FACT]
    quality: Annotated[tuple[QualityFlag, ...], OPERATIONAL] = ()
    scope: Annotated[tuple[RecipientScope, ...], OPERATIONAL]
    duties: Annotated[tuple[Duty, ...], OPERATIONAL] = ()
    referral_version: Annotated[int, OPERATIONAL] = 1
    corrections: Annotated[tuple[Correction, ...], OPERATIONAL] = ()
    withdrawn: Annotated[WithdrawReason | None, OPERATIONAL] = None


class ConsentChanged(ReferralEvent):
    """The person's position changed; told to intake so that the sender sees that the question is answered."""

    name: ClassVar[str] = "consent.changed"
    topic: ClassVar[str] = "consent.referral"

    position: Annotated[Position, FACT]
    explicit: Annotated[bool, FACT]
    changed_at: Annotated[datetime, OPERATIONAL]


class ReleaseRevoked(ReferralEvent):
    """An agency that could see the referral no longer may: queues close it, open pages and streams end."""

    name: ClassVar[str] = "release.revoked"
    topic: ClassVar[str] = "consent.referral"

    agency: Annotated[AgencyId, OPERATIONAL]
    reason: Annotated[str, OPERATIONAL]
    revoked_at: Annotated[datetime, OPERATIONAL]


class PersonErased(ReferralEvent):
    """The person of a referral was erased for good (ADR 0032): whoever hears it forgets what it keeps of them.

    `also_linked` asks intake for the referrals that a person's word links with it, so that they are erased too.
    """

    name: ClassVar[str] = "person.erased"
    topic: ClassVar[str] = "consent.referral"

    ground: Annotated[ErasureGround, OPERATIONAL]
    also_linked: Annotated[bool, OPERATIONAL] = False
    erased_at: Annotated[datetime, OPERATIONAL]


class KnownKey(Contract):
    """A public key others need: `purpose` is "transport" (HPKE X25519, raw bytes) or "token" (Ed25519, raw bytes)."""

    key_id: Annotated[str, OPERATIONAL]
    purpose: Annotated[str, OPERATIONAL]
    public: Annotated[bytes, OPERATIONAL]
    valid_from: Annotated[datetime, OPERATIONAL]
    valid_to: Annotated[datetime, OPERATIONAL]


class KeysChanged(Event):
    """The set of public keys in use, whole: whoever keeps a copy replaces it."""

    name: ClassVar[str] = "keys.changed"
    topic: ClassVar[str] = "consent.access"

    changed_at: Annotated[datetime, OPERATIONAL]
    keys: Annotated[tuple[KnownKey, ...], OPERATIONAL]


class MemberChanged(Event):
    """A member of staff or a machine client of an agency: who may act for whom, and whether still.

    `subject` is the member or client id, `display_name` a staff member's work name (synthetic in demo data).
    """

    name: ClassVar[str] = "member.changed"
    topic: ClassVar[str] = "consent.access"

    subject: Annotated[str, OPERATIONAL]
    kind: Annotated[str, OPERATIONAL]
    agency: Annotated[AgencyId, OPERATIONAL]
    agency_name: Annotated[str, OPERATIONAL]
    agency_role: Annotated[AgencyRole, OPERATIONAL]
    display_name: Annotated[str, OPERATIONAL]
    roles: Annotated[tuple[Role, ...], OPERATIONAL]
    active: Annotated[bool, OPERATIONAL]
    changed_at: Annotated[datetime, OPERATIONAL]
