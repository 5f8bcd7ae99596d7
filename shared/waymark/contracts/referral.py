"""What intake tells: a referral was received, with coded facts for routing and the person sealed for consent."""

from datetime import date, datetime
from typing import Annotated, ClassVar
from uuid import UUID

from waymark.contracts.envelope import Contract, ReferralEvent
from waymark.ids import AgencyId
from waymark.personal import FACT, OFFENCE_FACT, OPERATIONAL, SAFETY_FACT, SPECIAL_FACT
from waymark.words import (
    Accommodation,
    Answer,
    CommunicationAid,
    Contactable,
    ErasureGround,
    ExploitationType,
    Flag,
    Group,
    HarmContext,
    Need,
    OffenceClass,
    Position,
    Preference,
    QualityFlag,
    ReleaseBand,
    SafeNote,
    SenderClass,
    StatutoryGround,
    SubjectRole,
    WithdrawReason,
)


class Facts(Contract):
    """Coded, minimal facts for consent and routing: never a name, contact, address, date of birth or free text.

    `age_years` is whole years at the time of the referral; `child` is "not_known" where the age might be under 18,
    which every rule must treat as a child. Districts are ONS local-authority codes: where the person lives and is
    safe, and where the crime was; they may differ. `age_months` are the months beyond 17 years (0 to 11), given at
    that age only. `release_on` is when somebody leaves prison: the clock of continuity counts from it. `statutory` is
    the law that makes them attend; `release_band` is about when, where no day is set. `subject` is what the person
    has to do with what happened. `nrm_agreed` is an adult's word on the National Referral Mechanism, which is not
    the word on sharing. `referrals_last_12_months` and `open_with_provider` say what intake knows of the person from
    other referrals; no number and "not_asked" where the person is compared with nobody (ADR 0029 and 0030).
    `flags_found` are those of the flags that no sender gave: they come of that comparison and are not for the sender.
    `working_days_left` are the working days the police clock had left when the referral came, that day among them; none
    left is too late, no number is a sender without such a clock.
    """

    source: Annotated[SenderClass, FACT]
    needs: Annotated[tuple[Need, ...], SPECIAL_FACT] = ()
    offence_class: Annotated[OffenceClass | None, OFFENCE_FACT] = None
    flags: Annotated[tuple[Flag, ...], SAFETY_FACT] = ()
    age_years: Annotated[int | None, FACT] = None
    child: Annotated[Answer, FACT] = Answer.NOT_KNOWN
    district: Annotated[str | None, FACT] = None
    crime_district: Annotated[str | None, FACT] = None
    days_since_incident: Annotated[int | None, FACT] = None
    contactable: Annotated[Contactable, SAFETY_FACT] = Contactable.MISSING
    language: Annotated[str, FACT] = "en"
    age_months: Annotated[int | None, FACT] = None
    release_on: Annotated[date | None, OFFENCE_FACT] = None
    statutory: Annotated[StatutoryGround | None, OFFENCE_FACT] = None
    nrm_agreed: Annotated[Answer, FACT] = Answer.NOT_ASKED
    subject: Annotated[SubjectRole, FACT] = SubjectRole.VICTIM
    harm_contexts: Annotated[tuple[HarmContext, ...], OFFENCE_FACT] = ()
    exploitation_types: Annotated[tuple[ExploitationType, ...], OFFENCE_FACT] = ()
    preferences: Annotated[tuple[Preference, ...], SPECIAL_FACT] = ()
    communication_aids: Annotated[tuple[CommunicationAid, ...], SPECIAL_FACT] = ()
    accommodation: Annotated[Accommodation | None, FACT] = None
    release_band: Annotated[ReleaseBand | None, OFFENCE_FACT] = None
    referrals_last_12_months: Annotated[int | None, SAFETY_FACT] = None
    open_with_provider: Annotated[Answer, SAFETY_FACT] = Answer.NOT_ASKED
    flags_found: Annotated[tuple[Flag, ...], SAFETY_FACT] = ()
    working_days_left: Annotated[int | None, FACT] = None


class ConsentStatement(Contract):
    """What the sender says the person said about sharing, as codes; `explicit` = in words, to named kinds of help."""

    position: Annotated[Position, FACT]
    explicit: Annotated[bool, FACT] = False
    given_by: Annotated[str, FACT] = "self"
    how: Annotated[str, FACT] = "spoken"
    wording: Annotated[str, OPERATIONAL] = ""
    asked_at: Annotated[datetime | None, OPERATIONAL] = None


class SealedGroup(Contract):
    """One group of personal data, AES-256-GCM under the referral's content key."""

    group: Annotated[Group, OPERATIONAL]
    nonce: Annotated[bytes, OPERATIONAL]
    ciphertext: Annotated[bytes, OPERATIONAL]


class SealedPerson(Contract):
    """A person nobody but consent can open: groups under one content key, itself sealed by HPKE (RFC 9180).

    `transport_key_id` names consent's transport key; `sealed_content_key` is the HPKE output (encapsulated key and
    ciphertext together) of the content key, or of the envelope it is drawn from, with the salt (ADR 0018).
    """

    transport_key_id: Annotated[str, OPERATIONAL]
    sealed_content_key: Annotated[bytes, OPERATIONAL]
    groups: Annotated[tuple[SealedGroup, ...], OPERATIONAL]


class Correction(Contract):
    """One correction by the sender: which version it made, when it came, and which groups changed.

    `facts` stands among the groups where coded facts changed; the values are with the groups themselves.
    """

    version: Annotated[int, OPERATIONAL]
    at: Annotated[datetime, OPERATIONAL]
    groups: Annotated[tuple[Group, ...], OPERATIONAL]


class ReferralReceived(ReferralEvent):
    """A sender's record became a canonical referral. The police clock has started (`reported_at`) and has a due time.

    `received_at` is when intake first accepted it; `sender` the agency that sent it. It is told again, whole, for each
    correction: `referral_version` counts up, `corrections` lists every one so far, so that none is lost on the way.
    """

    name: ClassVar[str] = "referral.received"
    topic: ClassVar[str] = "intake.referral"

    journey_id: Annotated[UUID, OPERATIONAL]
    referral_version: Annotated[int, OPERATIONAL] = 1
    sender: Annotated[AgencyId, OPERATIONAL]
    received_at: Annotated[datetime, OPERATIONAL]
    reported_at: Annotated[datetime | None, OPERATIONAL] = None
    police_due_at: Annotated[datetime | None, OPERATIONAL] = None
    facts: Annotated[Facts, FACT]
    consent: Annotated[ConsentStatement, FACT]
    quality: Annotated[tuple[QualityFlag, ...], OPERATIONAL] = ()
    person: Annotated[SealedPerson, OPERATIONAL]
    corrections: Annotated[tuple[Correction, ...], OPERATIONAL] = ()


class FactsAnswered(Contract):
    """The facts that an answer of the sender changes; None where it says nothing of one."""

    contactable: Annotated[Contactable | None, SAFETY_FACT] = None
    nrm_agreed: Annotated[Answer | None, FACT] = None


class ReferralAnswered(ReferralEvent):
    """The sender answered what it was asked, without sending the whole record anew (ADR 0020).

    Only the groups in `person` and the facts that are given are replaced; everything else stays as it was, and of safe
    contact also what protects and was not said again, but for the notes in `taken_back`. It makes version
    `referral_version`, which the last of `corrections` names with what changed; `quality` is all that is wrong now as
    far as intake can tell. `person` is None where no group was answered.
    """

    name: ClassVar[str] = "referral.answered"
    topic: ClassVar[str] = "intake.referral"

    referral_version: Annotated[int, OPERATIONAL]
    sender: Annotated[AgencyId, OPERATIONAL]
    facts: Annotated[FactsAnswered, FACT]
    quality: Annotated[tuple[QualityFlag, ...], OPERATIONAL] = ()
    person: Annotated[SealedPerson | None, OPERATIONAL] = None
    corrections: Annotated[tuple[Correction, ...], OPERATIONAL]
    taken_back: Annotated[tuple[SafeNote, ...], OPERATIONAL] = ()


class ReferralWithdrawn(ReferralEvent):
    """The sender takes the whole referral back. What was told under a duty stays told."""

    name: ClassVar[str] = "referral.withdrawn"
    topic: ClassVar[str] = "intake.referral"

    sender: Annotated[AgencyId, OPERATIONAL]
    reason: Annotated[WithdrawReason, OPERATIONAL]
    withdrawn_at: Annotated[datetime, OPERATIONAL]


class ErasureSpread(ReferralEvent):
    """A referral of somebody of whom another one, `erased`, was erased together with those linked to it (ADR 0032).

    Only a link that a person at the triage desk confirmed counts.
    """

    name: ClassVar[str] = "erasure.spread"
    topic: ClassVar[str] = "intake.referral"

    erased: Annotated[UUID, OPERATIONAL]
    ground: Annotated[ErasureGround, OPERATIONAL]
    spread_at: Annotated[datetime, OPERATIONAL]
