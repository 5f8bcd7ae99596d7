"""Erasing a person for good: by the data protection lead alone, once, and nothing brings them back."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from tests.builders.consent import NOW, Consent, a_consent
from tests.builders.person import a_person
from tests.builders.referral import POLICE, a_consent_statement, some_facts
from tests.conftest import OpenDatabase
from tests.consent.test_screening import SAM, heard, released
from tests.consent.test_screening_of_answers import answered
from waymark.clock import ReplayClock
from waymark.contracts.consent import PersonErased, ReferralScreened
from waymark.contracts.person import Identity
from waymark.contracts.referral import ErasureSpread
from waymark.db import SYSTEM
from waymark.errors import Kind, Refused
from waymark.settings import Settings
from waymark.words import Contactable, ErasureGround, Need, Position
from waymark_consent.actions import record_permission
from waymark_consent.queries import account

G = ErasureGround


@pytest.fixture
async def consent(open_database: OpenDatabase, clock: ReplayClock, settings: Settings) -> AsyncIterator[Consent]:
    async with a_consent(await open_database("consent"), clock, settings) as found:
        yield found


async def erase(consent: Consent, referral_id: UUID, who: str = "dee.dpo", **over: Any) -> httpx.Response:
    body = {"referral_id": str(referral_id), "ground": "person_asked", **over}
    async with consent.browser() as browser:
        return await browser.post("/consent/v1/erasures", json=body, headers=await consent.signed_in(who))


async def value(consent: Consent, sql: str) -> Any:
    async with consent.database.reader(SYSTEM) as reader:
        return await reader.value(sql)


async def test_nothing_opens_what_was_erased_and_everybody_is_told_once(consent: Consent) -> None:
    first = await consent.received(a_person(identity=Identity(given_name="Ines")))
    other = await consent.received()
    await heard(consent, first, other)
    assert (await released(consent, SAM, first.referral_id)).groups
    reply = await erase(consent, first.referral_id, also_linked=True)
    assert reply.status_code == 200, reply.text
    again = await erase(consent, first.referral_id)
    assert again.json() == reply.json()
    assert await value(consent, "select count(*) from subject_records where data_key is null") == 1
    assert await value(consent, "select count(distinct referral_id) from vault_groups") == 1
    assert (await released(consent, SAM, first.referral_id)).groups == {}
    assert (await released(consent, SAM, other.referral_id)).groups
    (told,) = await consent.told(PersonErased)
    assert (told.referral_id, told.ground, told.also_linked) == (first.referral_id, G.PERSON_ASKED, True)
    assert await value(consent, "select count(*) from audit where act = 'person.erased' and actor = 'dee.dpo'") == 1
    assert await value(consent, "select refused from disclosures order by at desc, refused desc limit 1") != ""


async def test_no_fact_about_them_is_kept_and_the_account_counts_them_no_more(consent: Consent) -> None:
    facts = some_facts(needs=(Need.COUNSELLING,), age_years=30)
    first = await consent.received(facts=facts)
    await heard(consent, first)
    await erase(consent, first.referral_id)
    assert await value(consent, "select facts->>'age_years' from referrals") is None
    assert await value(consent, "select facts->'needs' from referrals") == []
    assert await value(consent, "select scope from referrals") == []
    async with consent.database.reader(SYSTEM) as reader:
        assert (await account(reader)).referrals == {}


async def test_what_comes_late_brings_nobody_back(consent: Consent) -> None:
    first = await consent.received()
    await heard(consent, first)
    await erase(consent, first.referral_id)
    before = len(await consent.told(ReferralScreened))
    corrected = await consent.received(referral_id=first.referral_id, referral_version=2)
    await consent.hear(corrected, await answered(consent, first.referral_id, contactable=Contactable.SAFE))
    assert len(await consent.told(ReferralScreened)) == before
    assert await value(consent, "select count(*) from vault_groups") == 0
    statement = a_consent_statement(position=Position.REFUSED, explicit=False)
    async with consent.database.transaction(SYSTEM) as tx:
        with pytest.raises(Refused) as refusal:
            await record_permission(tx, first.referral_id, statement, actor="officer", sender=POLICE)
    assert refusal.value.kind is Kind.CONFLICT


@pytest.mark.parametrize("who", ["sam.harbour", "pat.triage", "cat.opcc", "olu.operator"])
async def test_nobody_else_may_erase(consent: Consent, who: str) -> None:
    first = await consent.received()
    await heard(consent, first)
    assert (await erase(consent, first.referral_id, who)).status_code == 403
    assert await consent.told(PersonErased) == []


async def test_an_unknown_referral_and_a_body_that_makes_no_sense_are_refused(consent: Consent) -> None:
    assert (await erase(consent, uuid4())).status_code == 404
    assert (await erase(consent, uuid4(), ground="because")).status_code == 422


async def test_linked_referrals_follow_and_one_nobody_knows_is_written_down(consent: Consent) -> None:
    first, linked = await consent.received(), await consent.received()
    await heard(consent, first, linked)
    await erase(consent, first.referral_id, also_linked=True)
    spread = [
        ErasureSpread(referral_id=one, erased=first.referral_id, ground=G.PERSON_ASKED, spread_at=NOW)
        for one in (linked.referral_id, uuid4())
    ]
    await consent.hear(*spread)
    assert {one.referral_id: one.also_linked for one in await consent.told(PersonErased)} == {
        first.referral_id: True,
        linked.referral_id: False,
    }
    assert await value(consent, "select count(*) from audit where act = 'erasure.of_unknown_referral'") == 1
