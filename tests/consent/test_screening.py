"""Corrections and withdrawals by the sender, with the real database: told at once, and what is closed stays closed."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.builders.consent import NOW, Consent, a_consent, an_agreement
from tests.builders.person import a_person
from tests.builders.referral import POLICE, a_consent_statement, some_facts
from tests.conftest import OpenDatabase
from waymark.cipher import DoesNotOpen, Envelope, seal_groups
from waymark.clock import ReplayClock
from waymark.contracts.consent import KeysChanged, RecipientScope, ReferralScreened, ReleaseRevoked
from waymark.contracts.person import Equality, Identity, Narrative
from waymark.contracts.referral import Correction, ReferralReceived, ReferralWithdrawn
from waymark.db import SYSTEM
from waymark.errors import Kind, Refused
from waymark.ids import AgencyId
from waymark.settings import Settings
from waymark.words import (
    AgencyRole,
    Answer,
    Group,
    Need,
    OffenceClass,
    Position,
    Sharing,
    StatutoryGround,
    WithdrawReason,
)
from waymark_consent.actions import (
    ReleasedReferral,
    Requester,
    add_agreements,
    record_permission,
    release_referrals,
)
from waymark_consent.agreement import Purpose, Status
from waymark_consent.store import list_agreements

SAM = Requester("sam.harbour", AgencyId("harbour-victim-care"), AgencyRole.PROVIDER)
MO = Requester("mo.frontdoor", AgencyId("front-door"), AgencyRole.SAFEGUARDING)
FAY = Requester("fay.first", AgencyId("county-first-response"), AgencyRole.FIRST_RESPONDER)
MAX = Requester("max.meridian", AgencyId("meridian-recovery"), AgencyRole.PROVIDER)
EVERYBODY = tuple(who.agency for who in (SAM, MO, FAY, MAX))
NOT_ASKED = a_consent_statement(position=Position.NOT_ASKED, explicit=False)
REFUSED = a_consent_statement(position=Position.REFUSED, explicit=False)
YES = a_consent_statement(explicit=False)


@pytest.fixture
async def consent(open_database: OpenDatabase, clock: ReplayClock, settings: Settings) -> AsyncIterator[Consent]:
    async with a_consent(await open_database("consent"), clock, settings) as found:
        yield found


async def heard(consent: Consent, *events: Any) -> None:
    await consent.hear(*events)
    await consent.offer(*{one.referral_id for one in events}, to=EVERYBODY)


async def released(
    consent: Consent, who: Requester, referral_id: UUID, purpose: Purpose = Purpose.SUPPORT
) -> ReleasedReferral:
    ring = consent.context.own.ring
    async with consent.database.transaction(SYSTEM) as tx:
        (found,) = await release_referrals(tx, [referral_id], requester=who, purpose=purpose, ring=ring)
    return found


def a_correction(version: int, *groups: Group) -> Correction:
    return Correction(version=version, at=NOW + timedelta(minutes=version), groups=groups)


async def corrected(at: Consent, first: ReferralReceived, person: Any = None, **over: Any) -> ReferralReceived:
    version = over.pop("referral_version", first.referral_version + 1)
    corrections = (*first.corrections, a_correction(version, Group.IDENTITY))
    given = {"facts": first.facts, "consent": first.consent, "corrections": corrections} | over
    return await at.received(person, referral_id=first.referral_id, referral_version=version, **given)


def withdrawn(referral_id: UUID) -> ReferralWithdrawn:
    return ReferralWithdrawn(
        referral_id=referral_id, sender=POLICE, reason=WithdrawReason.SENT_IN_ERROR, withdrawn_at=NOW
    )


def of(screened: ReferralScreened, who: Requester) -> RecipientScope:
    return next(scope for scope in screened.scope if scope.agency == who.agency)


async def position(consent: Consent, referral_id: UUID, **said: Any) -> None:
    async with consent.database.transaction(SYSTEM) as tx:
        await record_permission(tx, referral_id, a_consent_statement(**said), actor="police", sender=POLICE)


async def test_a_correction_replaces_what_was_known_and_is_told_though_nobody_gains_or_loses(consent: Consent) -> None:
    first = await consent.received(a_person(narrative=Narrative(account="old")))
    await heard(consent, first)
    second = await corrected(consent, first, a_person(identity=Identity(given_name="Ines"), contact=None))
    await heard(consent, second)
    before, after = await consent.told(ReferralScreened)
    assert (before.referral_version, before.corrections) == (1, ())
    assert (after.referral_version, after.screening) == (2, 2)
    assert after.corrections == second.corrections
    assert after.scope == before.scope
    seen = await released(consent, SAM, first.referral_id)
    assert seen.groups[Group.IDENTITY] == {"given_name": "Ines"}
    assert Group.CONTACT not in seen.groups
    assert await consent.told(ReleaseRevoked) == []
    async with consent.database.reader(SYSTEM) as reader:
        rows = await reader.rows("select group_name from vault_groups")
    assert {row.group_name for row in rows} == {"identity", "safe_contact"}


async def test_of_two_corrections_in_one_batch_the_last_counts_and_both_are_told(consent: Consent) -> None:
    first = await consent.received()
    second = await corrected(consent, first)
    third = await corrected(consent, second, a_person(identity=Identity(given_name="Ines")))
    await heard(consent, first, second, third)
    (screened,) = await consent.told(ReferralScreened)
    assert screened.referral_version == 3
    assert [one.version for one in screened.corrections] == [2, 3]
    assert (await released(consent, SAM, first.referral_id)).groups[Group.IDENTITY] == {"given_name": "Ines"}


async def test_a_later_word_keeps_the_corrections(consent: Consent) -> None:
    first = await consent.received(consent=NOT_ASKED)
    second = await corrected(consent, first)
    await heard(consent, first, second)
    await position(consent, first.referral_id, position=Position.REFUSED, explicit=False)
    last = (await consent.told(ReferralScreened))[-1]
    assert (last.referral_version, last.corrections, last.withdrawn) == (2, second.corrections, None)


@pytest.mark.parametrize(
    ("first", "later", "opens"),
    [(YES, YES, False), (NOT_ASKED, YES, False), (REFUSED, YES, False), (NOT_ASKED, REFUSED, False)],
)
async def test_a_corrected_record_that_repeats_a_yes_never_undoes_a_refusal(
    consent: Consent, clock: ReplayClock, first: Any, later: Any, *, opens: bool
) -> None:
    received = await consent.received(consent=first)
    await heard(consent, received)
    clock.move_to(NOW + timedelta(minutes=1))
    await position(consent, received.referral_id, position=Position.REFUSED, explicit=False)
    await heard(consent, await corrected(consent, received, consent=later))
    assert (of((await consent.told(ReferralScreened))[-1], SAM).sharing is Sharing.PERMIT) is opens


async def test_a_yes_asked_for_after_the_refusal_opens_and_so_does_one_where_nobody_refused(consent: Consent) -> None:
    rape = some_facts(offence_class=OffenceClass.SEXUAL)
    refused = await consent.received(consent=REFUSED)
    unasked = await consent.received(facts=rape, consent=YES)
    await heard(consent, refused, unasked)
    asked = a_consent_statement(asked_at=NOW + timedelta(seconds=30))
    again = [await corrected(consent, refused, consent=asked)]
    again.append(await corrected(consent, unasked, consent=a_consent_statement()))
    await heard(consent, *again)
    for screened in (await consent.told(ReferralScreened))[-2:]:
        assert of(screened, SAM).sharing is Sharing.PERMIT


async def test_what_the_sender_takes_back_is_closed_to_all_but_duties(consent: Consent) -> None:
    facts = some_facts(offence_class=OffenceClass.CHILD_CRUELTY, child=Answer.YES, age_years=15)
    received = await consent.received(facts=facts)
    await heard(consent, received)
    before = (await consent.told(ReferralScreened))[-1]
    could = {scope.agency for scope in before.scope if scope.sharing is Sharing.PERMIT} - {MO.agency}
    await consent.hear(withdrawn(received.referral_id))
    after = (await consent.told(ReferralScreened))[-1]
    assert (after.withdrawn, after.screening) == (WithdrawReason.SENT_IN_ERROR, 2)
    assert after.duties == before.duties != ()
    assert {of(after, MO).sharing} == {Sharing.PERMIT}
    rest = [scope for scope in after.scope if scope.agency != MO.agency]
    assert {scope.reasons for scope in rest} == {("withdrawn_by_sender",)}
    revoked = await consent.told(ReleaseRevoked)
    assert {one.agency for one in revoked} == could
    assert {one.reason for one in revoked} == {"withdrawn_by_sender"}
    assert (await released(consent, SAM, received.referral_id)).refused == "not_permitted"
    assert (await released(consent, MO, received.referral_id)).refused == ""


async def test_nothing_reopens_a_referral_that_was_taken_back(consent: Consent) -> None:
    received = await consent.received()
    await heard(consent, received, withdrawn(received.referral_id), withdrawn(received.referral_id))
    told = len(await consent.told(ReferralScreened))
    assert told == 2
    await heard(consent, await corrected(consent, received, consent=REFUSED), withdrawn(received.referral_id))
    assert len(await consent.told(ReferralScreened)) == told
    async with consent.database.reader(SYSTEM) as reader:
        assert await reader.value("select referral_version from referrals") == 1
        assert await reader.value("select count(*) from permissions") == 1
    with pytest.raises(Refused) as refused:
        await position(consent, received.referral_id)
    assert (refused.value.kind, refused.value.code) == (Kind.CONFLICT, "referral.withdrawn")
    assert (await released(consent, SAM, received.referral_id)).refused == "not_permitted"


async def test_a_correction_before_the_withdrawal_of_the_same_batch_still_counts(consent: Consent) -> None:
    first = await consent.received()
    await heard(consent, first, await corrected(consent, first), withdrawn(first.referral_id))
    told = await consent.told(ReferralScreened)
    assert [(one.referral_version, one.withdrawn is not None) for one in told] == [(2, False), (2, True)]


async def test_a_withdrawal_of_what_nobody_knows_leaves_a_row_and_no_answer(consent: Consent) -> None:
    await consent.hear(withdrawn(uuid4()))
    assert await consent.told(ReferralScreened) == []
    async with consent.database.reader(SYSTEM) as reader:
        acts = await reader.rows("select act from audit where act like 'withdrawal%'")
    assert [row.act for row in acts] == ["withdrawal.of_unknown_referral"]


NOTICE = some_facts(offence_class=OffenceClass.MODERN_SLAVERY, nrm_agreed=Answer.NO)
VICTIM = {
    "identity": Identity(given_name="Iris", sex="female"),
    "equality": Equality(nationality="Albanian", religion="zqreligion"),
    "narrative": Narrative(account="zqaccount"),
}


async def test_the_duty_to_notify_releases_its_fields_only_and_the_log_names_them(consent: Consent) -> None:
    received = await consent.received(a_person(**VICTIM), facts=NOTICE, consent=REFUSED)
    await consent.hear(received)
    assert (await released(consent, FAY, received.referral_id)).refused == "not_permitted"
    await consent.offer(received.referral_id, to=[FAY.agency])
    seen = await released(consent, FAY, received.referral_id)
    assert seen.groups == {
        Group.IDENTITY: {"sex": "female"},
        Group.EQUALITY: {"nationality": "Albanian"},
        Group.NARRATIVE: {"account": "zqaccount"},
    }
    assert set(seen.withheld.values()) == {"not_part_of_the_duty"}
    async with consent.database.reader(SYSTEM) as reader:
        row = await reader.row("select groups, fields, reasons from disclosures where refused = ''")
        decision = await reader.value("select decision_id from referrals")
    assert row is not None
    assert row.fields == ["identity.sex", "equality.nationality", "narrative.account"]
    assert set(seen.fields) == {*row.fields, "equality.second_nationality"}
    assert (row.groups, row.reasons) == (["identity", "equality", "narrative"], ["duty_to_notify"])
    assert seen.decision_id == decision


async def test_an_adults_yes_by_correction_turns_the_notice_into_a_referral(consent: Consent) -> None:
    received = await consent.received(a_person(**VICTIM), facts=NOTICE, consent=NOT_ASKED)
    agreed = await corrected(
        consent, received, a_person(**VICTIM), facts=NOTICE.model_copy(update={"nrm_agreed": Answer.YES})
    )
    await heard(consent, received, agreed)
    screened = (await consent.told(ReferralScreened))[-1]
    assert screened.duties == ()
    seen = await released(consent, FAY, received.referral_id, Purpose.NATIONAL_REFERRAL)
    assert seen.groups[Group.IDENTITY] == {"given_name": "Iris", "sex": "female"}
    assert (seen.agreement, seen.fields) == ("national-referral/1", ())


async def test_a_required_assessment_reaches_its_recipient_against_a_refusal_and_nobody_else(consent: Consent) -> None:
    facts = some_facts(
        offence_class=None, needs=(Need.DRUG_TEST_ASSESSMENT,), statutory=StatutoryGround.REQUIRED_ASSESSMENT
    )
    received = await consent.received(facts=facts, consent=REFUSED)
    await heard(consent, received)
    seen = await released(consent, MAX, received.referral_id)
    assert (seen.refused, seen.agreement) == ("", "required-assessment/1")
    assert (await released(consent, SAM, received.referral_id)).refused == "not_permitted"


async def test_terms_kept_in_memory_are_left_the_moment_an_agreement_changes(consent: Consent) -> None:
    costs = []
    for _ in range(2):
        received, before = await consent.received(), consent.database.statements()
        await consent.hear(received)
        costs.append(consent.database.statements() - before)
    assert costs[0] - costs[1] == 2
    async with consent.database.transaction(SYSTEM) as tx:
        (general,) = [one for one in await list_agreements(tx) if one.id == "general-victims"]
        await add_agreements(tx, [general.model_copy(update={"version": 2, "status": Status.SUSPENDED})])
    await consent.hear(await consent.received())
    assert of((await consent.told(ReferralScreened))[-1], SAM).reasons == ("agreement_suspended",)


async def test_terms_of_a_transaction_that_failed_are_not_taken_for_those_of_the_next(consent: Consent) -> None:
    async def suspend(version: int) -> None:
        async with consent.database.transaction(SYSTEM) as tx:
            suspended = an_agreement(version=version, status=Status.SUSPENDED)
            await add_agreements(tx, [suspended])
            raise ZeroDivisionError

    received = await consent.received()
    with pytest.raises(ZeroDivisionError):
        await suspend(7)
    await consent.hear(received)
    assert of((await consent.told(ReferralScreened))[-1], SAM).sharing is Sharing.PERMIT


async def test_a_person_that_is_not_what_it_should_be_is_found_on_arrival(consent: Consent) -> None:
    received = await consent.received()
    key = next(one for one in (await consent.told(KeysChanged))[-1].keys if one.purpose == "transport")
    sealed = seal_groups(
        {Group.IDENTITY: b'{"given_name": ["zqlist"]}'},
        transport_key_id=key.key_id,
        transport_public=key.public,
        referral_id=received.referral_id,
    )
    with pytest.raises(DoesNotOpen) as unopened:
        await consent.hear(received.model_copy(update={"person": sealed}))
    assert "zq" not in str(unopened.value)


async def test_people_of_one_envelope_are_opened_each_for_itself(consent: Consent) -> None:
    first, second = await consent.received(), await consent.received()
    key = next(one for one in (await consent.told(KeysChanged))[-1].keys if one.purpose == "transport")
    envelope = Envelope(transport_key_id=key.key_id, transport_public=key.public)
    plain = {Group.IDENTITY: b'{"given_name": "Ada"}'}
    together = [
        one.model_copy(update={"person": envelope.seal(plain, referral_id=one.referral_id)}) for one in (first, second)
    ]
    await consent.hear(*together)
    assert {told.referral_id for told in await consent.told(ReferralScreened)} == {
        first.referral_id,
        second.referral_id,
    }
    exchanged = (await consent.received()).model_copy(update={"person": together[1].person})
    with pytest.raises(DoesNotOpen):
        await consent.hear(exchanged)
