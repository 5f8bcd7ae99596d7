"""A referral is screened, permitted or asked about, released and taken back; every release leaves a line."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from tests.builders.consent import NOW, Consent, a_consent
from tests.builders.person import a_person
from tests.builders.referral import POLICE, a_consent_statement, some_facts
from tests.conftest import OpenDatabase
from waymark.cipher import DoesNotOpen
from waymark.clock import ReplayClock
from waymark.contracts.consent import ConsentChanged, RecipientScope, ReferralScreened, ReleaseRevoked
from waymark.contracts.person import Narrative, Suspect
from waymark.contracts.referral import ReferralReceived
from waymark.db import SYSTEM
from waymark.errors import Kind, Refused
from waymark.ids import AgencyId
from waymark.settings import Settings
from waymark.words import AgencyRole, Answer, Group, OffenceClass, Position, Sharing
from waymark_consent.actions import (
    Recorded,
    ReleasedReferral,
    Requester,
    add_agreements,
    record_permission,
    release_referrals,
)
from waymark_consent.agreement import Purpose
from waymark_consent.store import list_agreements
from waymark_consent.vault.store import erase_subjects

SAM = Requester("sam.harbour", AgencyId("harbour-victim-care"), AgencyRole.PROVIDER)
NOOR = Requester("noor.lantern", AgencyId("lantern-sav"), AgencyRole.PROVIDER)
MO = Requester("mo.frontdoor", AgencyId("front-door"), AgencyRole.SAFEGUARDING)
PAT = Requester("pat.triage", AgencyId("triage-desk"), AgencyRole.TRIAGE)
CAT = Requester("cat.opcc", AgencyId("opcc"), AgencyRole.COMMISSIONER)
NOT_ASKED = a_consent_statement(position=Position.NOT_ASKED, explicit=False)
RAPE = some_facts(offence_class=OffenceClass.SEXUAL)
NOWHERE = UUID(int=0)
WITHDRAWN: dict[str, Any] = {"position": Position.WITHDRAWN, "explicit": False}
_WAITING = text(
    "select count(distinct pid) from pg_locks where not granted"
    " and pid in (select pid from pg_stat_activity where datname = current_database())"
)
EVERYBODY = tuple(who.agency for who in (SAM, NOOR, MO, PAT, CAT))


@pytest.fixture
async def consent(open_database: OpenDatabase, clock: ReplayClock, settings: Settings) -> AsyncIterator[Consent]:
    async with a_consent(await open_database("consent"), clock, settings) as found:
        yield found


async def heard(consent: Consent, *events: ReferralReceived) -> None:
    """Screened, and offered to everybody: what a release then refuses it refuses for another reason."""
    await consent.hear(*events)
    await consent.offer(*(event.referral_id for event in events), to=EVERYBODY)


async def released(consent: Consent, who: Requester, *ids: UUID, purpose: Purpose = Purpose.SUPPORT) -> Any:
    async with consent.database.transaction(SYSTEM) as tx:
        found = await release_referrals(tx, ids, requester=who, purpose=purpose, ring=consent.context.own.ring)
    return found if len(ids) > 1 else found[0]


async def record(consent: Consent, referral_id: UUID, sender: AgencyId = POLICE, **said: Any) -> Recorded:
    async with consent.database.transaction(SYSTEM) as tx:
        return await record_permission(
            tx, referral_id, a_consent_statement(**said), actor="warwickshire-police-records", sender=sender
        )


async def log_lines(consent: Consent) -> list[tuple[str, str, str, tuple[str, ...]]]:
    async with consent.database.reader(SYSTEM) as reader:
        rows = await reader.rows("select actor, agency, refused, groups from disclosures order by disclosure_id")
    return [(row.actor, row.agency, row.refused, tuple(row.groups)) for row in rows]


def scope_of(screened: ReferralScreened, who: Requester) -> RecipientScope:
    return next(scope for scope in screened.scope if scope.agency == who.agency)


async def test_a_burglary_is_screened_and_permitted_to_general_recovery(consent: Consent) -> None:
    received = await consent.received(consent=NOT_ASKED)
    await consent.hear(received)
    (screened,) = await consent.told(ReferralScreened)
    assert (screened.referral_id, screened.screening, screened.facts) == (received.referral_id, 1, received.facts)
    harbour = scope_of(screened, SAM)
    assert harbour.sharing is Sharing.PERMIT
    assert harbour.agreement == "general-victims/1"
    assert Group.NARRATIVE not in harbour.groups
    assert CAT.agency not in {scope.agency for scope in screened.scope}


async def test_a_provider_gets_its_groups_the_rest_is_named_and_the_log_has_its_line(consent: Consent) -> None:
    person = a_person(narrative=Narrative(account="zqaccount"), suspect=Suspect(name="zqsuspect"))
    received = await consent.received(person)
    await heard(consent, received)
    one: ReleasedReferral = await released(consent, SAM, received.referral_id)
    assert one.refused == ""
    assert one.groups[Group.IDENTITY]["given_name"] == "Iris"
    assert one.groups.keys() == {Group.IDENTITY, Group.CONTACT, Group.SAFE_CONTACT}
    assert one.withheld[Group.NARRATIVE] == one.withheld[Group.SUSPECT] == "not_in_agreement"
    assert "zq" not in str(one)
    assert await log_lines(consent) == [("sam.harbour", SAM.agency, "", ("identity", "contact", "safe_contact"))]
    async with consent.database.reader(SYSTEM) as reader:
        decision = await reader.value("select decision_id from referrals")
    assert one.decision_id == decision


async def test_unknown_and_forbidden_look_the_same_and_both_are_logged(consent: Consent) -> None:
    received = await consent.received(facts=RAPE, consent=NOT_ASKED)
    await heard(consent, received)
    for who in (NOOR, CAT):
        forbidden, unknown = await released(consent, who, received.referral_id, uuid4())
        assert forbidden.refused == unknown.refused == "not_permitted"
        assert (forbidden.groups, forbidden.withheld, forbidden.agreement) == ({}, {}, "")
        assert (unknown.groups, unknown.withheld, unknown.agreement) == ({}, {}, "")
        assert forbidden.decision_id != unknown.decision_id
    reasons = [line[2] for line in await log_lines(consent)]
    assert sorted(reasons) == [
        "explicit_consent_missing",
        "role_sees_no_people",
        "unknown_referral",
        "unknown_referral",
    ]


async def test_who_has_no_open_allocation_is_refused_as_if_there_were_no_such_referral(consent: Consent) -> None:
    received = await consent.received()
    await consent.hear(received)
    before_routing = await released(consent, SAM, received.referral_id)
    await consent.offer(received.referral_id, to=[NOOR.agency])
    elsewhere, unknown = await released(consent, SAM, received.referral_id, uuid4())
    for one in (before_routing, elsewhere):
        assert replace(one, referral_id=NOWHERE, decision_id=NOWHERE) == replace(
            unknown, referral_id=NOWHERE, decision_id=NOWHERE
        )
    assert sorted(line[2] for line in await log_lines(consent)) == [
        "no_open_allocation",
        "no_open_allocation",
        "unknown_referral",
    ]
    assert (await released(consent, NOOR, received.referral_id)).refused == ""
    async with consent.database.reader(SYSTEM) as reader:
        assert await reader.value("select count(*) from decisions") == 1


@pytest.mark.parametrize("who", [PAT, MO])
async def test_the_triage_desk_and_a_duty_need_an_open_allocation_too(consent: Consent, who: Requester) -> None:
    facts = some_facts(offence_class=OffenceClass.CHILD_CRUELTY, child=Answer.YES, age_years=15)
    received = await consent.received(facts=facts)
    await consent.hear(received)
    await consent.offer(received.referral_id, to=[SAM.agency])
    assert (await released(consent, who, received.referral_id)).refused == "not_permitted"
    await consent.offer(received.referral_id, to=[who.agency])
    assert (await released(consent, who, received.referral_id)).refused == ""
    assert (await released(consent, SAM, received.referral_id)).refused == "not_permitted"


async def test_every_referral_asked_for_leaves_one_line_in_the_order_asked(consent: Consent) -> None:
    events = [await consent.received() for _ in range(5)]
    await heard(consent, *events)
    ids = [event.referral_id for event in reversed(events)]
    found = await released(consent, SAM, *ids, ids[0])
    assert [one.referral_id for one in found] == ids
    assert len(await log_lines(consent)) == 5


async def test_a_rape_waits_for_an_explicit_yes_then_opens(consent: Consent) -> None:
    received = await consent.received(facts=RAPE, consent=NOT_ASKED)
    await heard(consent, received)
    (first,) = await consent.told(ReferralScreened)
    assert scope_of(first, NOOR).sharing is Sharing.ASK
    assert (scope_of(first, NOOR).missing, scope_of(first, NOOR).ask_of) == ("explicit_consent", POLICE)
    seen = await released(consent, PAT, received.referral_id)
    assert (seen.refused, seen.groups) == ("", {})
    assert set(seen.withheld.values()) == {"explicit_consent_missing"}

    recorded = await record(consent, received.referral_id, wording="leaflet/3")
    assert (recorded.position, recorded.explicit, recorded.screening) == (Position.GIVEN, True, 2)
    assert Position.WITHDRAWN in recorded.allowed_next
    second = (await consent.told(ReferralScreened))[-1]
    assert second.screening == 2
    assert scope_of(second, NOOR).sharing is Sharing.PERMIT
    (changed,) = await consent.told(ConsentChanged)
    assert (changed.position, changed.explicit) == (Position.GIVEN, True)
    assert (await released(consent, NOOR, received.referral_id)).groups[Group.IDENTITY]["given_name"] == "Iris"


async def test_a_withdrawal_stops_release_and_tells_who_lost_it(consent: Consent, clock: ReplayClock) -> None:
    received = await consent.received()
    await heard(consent, received)
    assert (await released(consent, SAM, received.referral_id)).refused == ""
    clock.move_to(NOW + timedelta(hours=1))
    await record(consent, received.referral_id, position=Position.WITHDRAWN, explicit=False)
    revoked = await consent.told(ReleaseRevoked)
    assert {event.agency for event in revoked} >= {SAM.agency, PAT.agency}
    assert {event.reason for event in revoked} == {"person_withdrawn"}
    assert (await released(consent, SAM, received.referral_id)).refused == "not_permitted"
    assert (await released(consent, PAT, received.referral_id)).refused == "not_permitted"
    assert [line[2] for line in await log_lines(consent)] == ["", "person_withdrawn", "person_withdrawn"]


async def test_the_same_word_again_changes_nothing_and_is_still_recorded(consent: Consent) -> None:
    received = await consent.received()
    await consent.hear(received)
    recorded = await record(consent, received.referral_id)
    assert recorded.screening == 1
    assert len(await consent.told(ReferralScreened)) == 1
    assert await consent.told(ConsentChanged) == []
    async with consent.database.reader(SYSTEM) as reader:
        assert await reader.value("select count(*) from permissions") == 2


async def test_a_yes_asked_for_before_the_refusal_does_not_undo_it(consent: Consent, clock: ReplayClock) -> None:
    received = await consent.received(facts=RAPE, consent=NOT_ASKED)
    await heard(consent, received)
    clock.move_to(NOW + timedelta(hours=2))
    await record(consent, received.referral_id, position=Position.REFUSED, explicit=False)
    recorded = await record(consent, received.referral_id, asked_at=NOW + timedelta(hours=1))
    assert recorded.position is Position.REFUSED
    assert (await released(consent, NOOR, received.referral_id)).refused == "not_permitted"


async def test_only_the_sender_may_record_and_to_others_the_referral_does_not_exist(consent: Consent) -> None:
    received = await consent.received()
    await consent.hear(received)
    answers = []
    for referral_id, sender in ((received.referral_id, AgencyId("rugby-council")), (uuid4(), POLICE)):
        with pytest.raises(Refused) as refused:
            await record(consent, referral_id, sender)
        answers.append((refused.value.kind, refused.value.title, refused.value.code))
    assert answers[0] == answers[1]
    assert answers[0][0] is Kind.NOT_FOUND


WRONG_WORDS: tuple[tuple[dict[str, Any], Kind, str], ...] = (
    ({"position": Position.UNABLE_TO_ASK, "explicit": False}, Kind.CONFLICT, "/position"),
    ({"position": Position.REFUSED, "explicit": True}, Kind.INVALID, "/explicit"),
    ({"asked_at": NOW + timedelta(minutes=6)}, Kind.INVALID, "/asked_at"),
)


async def test_a_word_that_cannot_be_is_refused(consent: Consent) -> None:
    received = await consent.received()
    await consent.hear(received)
    for said, kind, pointer in WRONG_WORDS:
        with pytest.raises(Refused) as refused:
            await record(consent, received.referral_id, **said)
        assert refused.value.kind is kind
        assert [fault.pointer for fault in refused.value.faults] == [pointer]


async def test_a_child_reaches_the_front_door_at_once_and_support_waits(consent: Consent) -> None:
    facts = some_facts(offence_class=OffenceClass.SEXUAL, child=Answer.YES, age_years=15)
    refused = a_consent_statement(position=Position.REFUSED, explicit=False)
    person = a_person(narrative=Narrative(account="told at school"))
    received = await consent.received(person, facts=facts, consent=refused)
    await heard(consent, received)
    (screened,) = await consent.told(ReferralScreened)
    assert [(duty.agency, duty.basis) for duty in screened.duties] == [(MO.agency, "safeguarding_of_children")]
    assert scope_of(screened, NOOR).sharing is Sharing.WITHHOLD
    for purpose in (Purpose.SAFEGUARDING, Purpose.SUPPORT):
        seen = await released(consent, MO, received.referral_id, purpose=purpose)
        assert seen.groups[Group.NARRATIVE] == {"account": "told at school"}
    assert (await released(consent, NOOR, received.referral_id)).refused == "not_permitted"


async def test_a_correction_is_screened_again_and_an_older_version_is_passed_over(consent: Consent) -> None:
    first = await consent.received()
    newer = await consent.received(
        a_person(), referral_id=first.referral_id, referral_version=2, facts=RAPE, consent=NOT_ASKED
    )
    await consent.hear(first)
    await consent.hear(newer, first)
    screened = await consent.told(ReferralScreened)
    assert [one.screening for one in screened] == [1, 2]
    assert screened[-1].facts == RAPE
    assert {event.agency for event in await consent.told(ReleaseRevoked)} == set()
    async with consent.database.reader(SYSTEM) as reader:
        assert await reader.value("select referral_version from referrals") == 2


async def test_a_batch_with_two_versions_keeps_the_newer(consent: Consent) -> None:
    first = await consent.received()
    newer = await consent.received(referral_id=first.referral_id, referral_version=2)
    await consent.hear(first, newer)
    (screened,) = await consent.told(ReferralScreened)
    assert screened.screening == 1
    async with consent.database.reader(SYSTEM) as reader:
        assert await reader.value("select count(*) from permissions") == 2


async def test_a_person_sealed_to_a_key_nobody_has_is_a_bug_not_a_silence(consent: Consent) -> None:
    received = await consent.received()
    lost = received.model_copy(
        update={"person": received.person.model_copy(update={"transport_key_id": "transport-gone"})}
    )
    with pytest.raises(DoesNotOpen):
        await consent.hear(lost)
    assert await consent.told(ReferralScreened) == []


async def test_an_erased_person_is_refused_like_an_unknown_one(consent: Consent) -> None:
    received = await consent.received()
    await heard(consent, received)
    async with consent.database.transaction(SYSTEM) as tx:
        await erase_subjects(tx, [received.referral_id])
    assert (await released(consent, SAM, received.referral_id)).refused == "not_permitted"
    assert [line[2] for line in await log_lines(consent)] == ["erased"]


async def test_past_the_review_date_and_grace_release_stops_by_itself(consent: Consent, clock: ReplayClock) -> None:
    received = await consent.received()
    await heard(consent, received)
    clock.move_to(NOW + timedelta(days=156))
    assert (await released(consent, SAM, received.referral_id)).refused == ""
    clock.move_to(NOW + timedelta(days=158))
    assert (await released(consent, SAM, received.referral_id)).refused == "not_permitted"
    assert (await log_lines(consent))[-1][2] == "agreement_review_overdue"


async def test_a_new_agreement_version_counts_at_the_next_look_under_a_decision_of_its_own(consent: Consent) -> None:
    received = await consent.received()
    await heard(consent, received)
    before = await released(consent, SAM, received.referral_id)
    async with consent.database.transaction(SYSTEM) as tx:
        (general,) = [one for one in await list_agreements(tx) if one.id == "general-victims"]
        grants = tuple(one.model_copy(update={"groups": (Group.IDENTITY,)}) for one in general.grants)
        await add_agreements(tx, [general.model_copy(update={"version": 2, "grants": grants})])
    after = await released(consent, SAM, received.referral_id)
    assert after.agreement == "general-victims/2"
    assert after.groups.keys() == {Group.IDENTITY}
    assert after.decision_id != before.decision_id
    async with consent.database.reader(SYSTEM) as reader:
        causes = await reader.rows("select cause from decisions")
    assert {row.cause for row in causes} == {"referral.received", "release"}


async def test_a_withdrawal_and_a_release_at_once_come_one_after_the_other(consent: Consent) -> None:
    received = await consent.received()
    await heard(consent, received)
    withdrawn = asyncio.Event()

    async def withdraw() -> None:
        async with consent.database.transaction(SYSTEM) as tx:
            statement = a_consent_statement(position=Position.WITHDRAWN, explicit=False)
            await record_permission(tx, received.referral_id, statement, actor="police", sender=POLICE)
            withdrawn.set()
            await asyncio.sleep(0.2)

    async def look() -> ReleasedReferral:
        await withdrawn.wait()
        found: ReleasedReferral = await released(consent, SAM, received.referral_id)
        return found

    _, seen = await asyncio.gather(withdraw(), look())
    assert seen.refused == "not_permitted"


async def test_a_recipient_that_keeps_asking_does_not_hold_a_withdrawal_up(consent: Consent) -> None:
    received = await consent.received()
    await heard(consent, received)
    async with consent.database.transaction(SYSTEM) as tx:
        ring = consent.context.own.ring
        await release_referrals(tx, (received.referral_id,), requester=SAM, purpose=Purpose.SUPPORT, ring=ring)
        withdrawal = asyncio.create_task(record(consent, received.referral_id, **WITHDRAWN))
        await _so_many_wait(consent, 1)
        again = asyncio.create_task(released(consent, SAM, received.referral_id))
        await _so_many_wait(consent, 2)
    await withdrawal
    assert (await again).refused == "not_permitted"


async def _so_many_wait(consent: Consent, number: int) -> None:
    """Until so many wait for a lock; a test that waits in vain fails."""
    async with asyncio.timeout(2), consent.database.looking() as connection:
        while await connection.value(_WAITING) != number:
            await asyncio.sleep(0.02)
