"""Two examples of every event: one as small as it may be, one as full as it gets. Ids and times stand still."""

from datetime import UTC, date, datetime
from uuid import UUID

from waymark.contracts import consent, delivery, referral, routing, rules
from waymark.contracts.envelope import Event
from waymark.ids import AgencyId, ServiceId
from waymark.words import (
    AgencyRole,
    AllocationState,
    Answer,
    CloseOutcome,
    Contactable,
    DeclinedBy,
    DeclineReason,
    DutyKind,
    ErasureGround,
    Flag,
    Group,
    Need,
    OffenceClass,
    Pathway,
    Position,
    Priority,
    PublicationKind,
    QualityFlag,
    Role,
    SenderClass,
    Sharing,
    StatutoryGround,
    WithdrawReason,
)

AT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
REFERRAL = UUID("019ab000-0000-7000-8000-000000000001")
JOURNEY = UUID("019ab000-0000-7000-8000-000000000002")
ALLOCATION = UUID("019ab000-0000-7000-8000-000000000003")
DECISION = UUID("019ab000-0000-7000-8000-000000000004")
POLICE = AgencyId("some-police")
PROVIDER = AgencyId("some-provider")

SMALL_FACTS = referral.Facts(source=SenderClass.POLICE)
FULL_FACTS = referral.Facts(
    source=SenderClass.POLICE,
    needs=(Need.EMOTIONAL_SUPPORT, Need.CHISVA),
    offence_class=OffenceClass.SEXUAL,
    flags=(Flag.CHILD_AT_RISK,),
    age_years=15,
    child=Answer.YES,
    district="E07000220",
    crime_district="E07000222",
    days_since_incident=2,
    contactable=Contactable.SAFE,
    language="pl",
    age_months=None,
    release_on=date(2026, 12, 3),
    statutory=StatutoryGround.REQUIRED_ASSESSMENT,
    nrm_agreed=Answer.NO,
)
CORRECTION = referral.Correction(version=2, at=AT, groups=(Group.CONTACT, Group.FACTS))
_SEALED = referral.SealedPerson(
    transport_key_id="t1",
    sealed_content_key=b"sealed",
    groups=(referral.SealedGroup(group=Group.IDENTITY, nonce=b"nonce", ciphertext=b"text"),),
)
_KEY = consent.KnownKey(key_id="t1", purpose="transport", public=b"public", valid_from=AT, valid_to=AT)
_MEMBER = consent.MemberChanged(
    subject="sam.provider",
    kind="member",
    agency=PROVIDER,
    agency_name="Some Provider",
    agency_role=AgencyRole.PROVIDER,
    display_name="Sam",
    roles=(Role.PROVIDER_STAFF,),
    active=True,
    changed_at=AT,
)
_ALLOCATION = {
    "referral_id": REFERRAL,
    "allocation_id": ALLOCATION,
    "service": ServiceId("some-service"),
    "agency": PROVIDER,
    "changed_at": AT,
}
_ROUTED = routing.RoutedAllocation(
    allocation_id=ALLOCATION,
    pathway=Pathway.SAV_CHILD,
    service=ServiceId("some-service"),
    agency=PROVIDER,
    needs=(Need.CHISVA,),
    state=AllocationState.HELD_CONSENT,
    missing="explicit_consent",
    ask_of="some-police",
    priority=Priority.HIGH,
    respond_by=AT,
    duty=False,
    flags=(Flag.INTERPRETER,),
    appointment_by=AT,
    corrections=(CORRECTION,),
    obligations=("check_account",),
)


def _received(full: bool) -> referral.ReferralReceived:
    return referral.ReferralReceived(
        referral_id=REFERRAL,
        journey_id=JOURNEY,
        sender=POLICE,
        received_at=AT,
        reported_at=AT if full else None,
        police_due_at=AT if full else None,
        facts=FULL_FACTS if full else SMALL_FACTS,
        consent=referral.ConsentStatement(position=Position.GIVEN, explicit=full),
        quality=(QualityFlag.CONTACT_MISSING,) if full else (),
        person=_SEALED,
        referral_version=2 if full else 1,
        corrections=(CORRECTION,) if full else (),
    )


def _referral_withdrawn() -> referral.ReferralWithdrawn:
    return referral.ReferralWithdrawn(
        referral_id=REFERRAL, sender=POLICE, reason=WithdrawReason.SENT_IN_ERROR, withdrawn_at=AT
    )


def _referral_answered(full: bool) -> referral.ReferralAnswered:
    facts = referral.FactsAnswered(contactable=Contactable.SAFE, nrm_agreed=Answer.YES)
    return referral.ReferralAnswered(
        referral_id=REFERRAL,
        referral_version=2,
        sender=POLICE,
        facts=facts if full else referral.FactsAnswered(),
        quality=(QualityFlag.DISTRICT_MISSING,) if full else (),
        person=_received(full=True).person if full else None,
        corrections=(referral.Correction(version=2, at=AT, groups=(Group.SAFE_CONTACT, Group.FACTS)),) if full else (),
    )


def _screened(full: bool) -> consent.ReferralScreened:
    scope = consent.RecipientScope(
        agency=PROVIDER,
        sharing=Sharing.PERMIT,
        groups=(Group.IDENTITY,),
        agreement="some/1",
        basis="public_task",
        reasons=("agreement_in_force",),
    )
    duty = consent.Duty(
        kind=DutyKind.SAFEGUARDING_CHILD,
        agency=PROVIDER,
        groups=(Group.IDENTITY,),
        basis="s47",
        fields=("identity.sex",),
        obligations=("check_account",),
    )
    return consent.ReferralScreened(
        referral_id=REFERRAL,
        journey_id=JOURNEY,
        screening=1,
        sender=POLICE,
        received_at=AT,
        facts=FULL_FACTS if full else SMALL_FACTS,
        scope=(scope,) if full else (),
        duties=(duty,) if full else (),
        referral_version=2 if full else 1,
        corrections=(CORRECTION,) if full else (),
        withdrawn=WithdrawReason.DUPLICATE if full else None,
    )


def _routed(full: bool) -> routing.ReferralRouted:
    unmet = routing.UnmetNeed(pathway=Pathway.FRAUD, needs=(Need.FRAUD_RECOVERY,), reason="no_provider")
    return routing.ReferralRouted(
        referral_id=REFERRAL,
        journey_id=JOURNEY,
        decision_id=DECISION,
        sender=POLICE,
        received_at=AT,
        decided_at=AT,
        allocations=(_ROUTED,) if full else (),
        unmet=(unmet,) if full else (),
        signposts=(routing.Signpost(service=ServiceId("some-signpost"), name="Some Signpost", how="Call"),)
        if full
        else (),
        referral_version=2 if full else 1,
    )


EXAMPLES: tuple[Event, ...] = (
    _received(full=False),
    _received(full=True),
    _referral_withdrawn(),
    _referral_answered(full=False),
    _referral_answered(full=True),
    _screened(full=False),
    _screened(full=True),
    consent.ConsentChanged(referral_id=REFERRAL, position=Position.GIVEN, explicit=True, changed_at=AT),
    consent.ReleaseRevoked(referral_id=REFERRAL, agency=PROVIDER, reason="withdrawn", revoked_at=AT),
    consent.PersonErased(referral_id=REFERRAL, ground=ErasureGround.PERSON_ASKED, erased_at=AT),
    consent.PersonErased(referral_id=REFERRAL, ground=ErasureGround.FALSE_REPORT, also_linked=True, erased_at=AT),
    referral.ErasureSpread(referral_id=REFERRAL, erased=JOURNEY, ground=ErasureGround.NEVER_LAWFUL, spread_at=AT),
    consent.KeysChanged(changed_at=AT, keys=()),
    consent.KeysChanged(changed_at=AT, keys=(_KEY,)),
    _MEMBER,
    _routed(full=False),
    _routed(full=True),
    rules.RulesPublished(
        publication_id=DECISION, rulebook="0" * 64, kind=PublicationKind.COUNTY_FILE, effective_from=AT
    ),
    rules.RulesPublished(
        publication_id=DECISION,
        rulebook="0" * 64,
        kind=PublicationKind.EMERGENCY,
        effective_from=AT,
        agency=AgencyId("some-commissioner"),
        called_off=True,
    ),
    delivery.AllocationAccepted(**_ALLOCATION, state=AllocationState.ACCEPTED),
    delivery.AllocationDeclined(
        **_ALLOCATION,
        state=AllocationState.DECLINED,
        declined_by=DeclinedBy.PROVIDER,
        reason=DeclineReason.NO_CAPACITY,
    ),
    delivery.AllocationLapsed(**_ALLOCATION, state=AllocationState.LAPSED),
    delivery.AllocationProgressed(**_ALLOCATION, state=AllocationState.ENGAGED),
    delivery.AllocationClosed(**_ALLOCATION, state=AllocationState.CLOSED, outcome=CloseOutcome.COMPLETED),
    delivery.AllocationWithdrawn(**_ALLOCATION, state=AllocationState.WITHDRAWN, reason="consent_withdrawn"),
)
