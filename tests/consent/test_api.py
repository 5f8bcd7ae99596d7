"""Consent's REST door: who may ask, what is answered, and what nobody learns from it."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import pytest

from tests.builders.consent import Consent, a_consent
from tests.builders.referral import a_consent_statement, some_facts
from tests.conftest import OpenDatabase
from waymark.clock import ReplayClock
from waymark.ids import AgencyId
from waymark.settings import Settings
from waymark.words import OffenceClass, Position
from waymark_consent.api import MOST_AT_ONCE

NOT_ASKED = a_consent_statement(position=Position.NOT_ASKED, explicit=False)


@pytest.fixture
async def consent(open_database: OpenDatabase, clock: ReplayClock, settings: Settings) -> AsyncIterator[Consent]:
    async with a_consent(await open_database("consent"), clock, settings) as found:
        yield found


async def test_the_police_record_a_yes_and_see_what_it_opened(consent: Consent) -> None:
    received = await consent.received(facts=some_facts(offence_class=OffenceClass.SEXUAL), consent=NOT_ASKED)
    await consent.hear(received)
    async with consent.browser() as browser:
        answer = await browser.post(
            f"/consent/v1/referrals/{received.referral_id}/consent",
            json={"position": "given", "explicit": True, "asked_at": "2026-11-23T09:00:00Z", "wording": "leaflet/3"},
            headers=await consent.police_token(),
        )
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert (body["position"], body["explicit"], body["screening"]) == ("given", True, 2)
    answers = {one["agency"]: one["sharing"] for one in body["recipients"]}
    assert answers["lantern-sav"] == "permit"
    assert "withdrawn" in body["allowed_next"]


WRONG_WORDS: tuple[tuple[dict[str, Any], str], ...] = (
    ({}, "/position"),
    ({"position": "not_asked"}, "/position"),
    ({"position": "maybe"}, "/position"),
    ({"position": "given", "explicit": "yes"}, "/explicit"),
    ({"position": "given", "given_by": "officer"}, "/given_by"),
    ({"position": "given", "wording": "Ann said yes"}, "/wording"),
    ({"position": "given", "asked_at": "2026-11-23T09:00:00"}, "/asked_at"),
    ({"position": "given", "said": "x"}, ""),
)


async def test_what_is_wrong_with_a_word_is_named(consent: Consent) -> None:
    headers = await consent.police_token()
    async with consent.browser() as browser:
        for body, pointer in WRONG_WORDS:
            answer = await browser.post(f"/consent/v1/referrals/{uuid4()}/consent", json=body, headers=headers)
            assert answer.status_code == 422
            assert [fault["pointer"] for fault in answer.json()["faults"]] == [pointer]


async def test_an_unknown_referral_is_not_found(consent: Consent) -> None:
    async with consent.browser() as browser:
        answer = await browser.post(
            f"/consent/v1/referrals/{uuid4()}/consent",
            json={"position": "refused"},
            headers=await consent.police_token(),
        )
    assert (answer.status_code, answer.json()["code"]) == (404, "referral.unknown")


async def test_a_provider_reads_in_its_own_agencys_name_only(consent: Consent) -> None:
    received = await consent.received()
    await consent.hear(received)
    await consent.offer(received.referral_id, to=[AgencyId("harbour-victim-care")])
    unknown = uuid4()
    asked = {"referrals": [str(received.referral_id), str(unknown)], "purpose": "support"}
    async with consent.browser() as browser:
        harbour = await browser.post("/consent/v1/release", json=asked, headers=await consent.signed_in("sam.harbour"))
        lantern = await browser.post("/consent/v1/release", json=asked, headers=await consent.signed_in("noor.lantern"))
        borrowed = await browser.post(
            "/consent/v1/release",
            json=asked | {"agency": "harbour-victim-care"},
            headers=await consent.signed_in("noor.lantern"),
        )
    assert harbour.status_code == lantern.status_code == 200, harbour.text
    one, other = harbour.json()["released"]
    assert one["groups"]["identity"]["given_name"] == "Iris"
    assert one["withheld"]["narrative"] == "not_in_agreement"
    assert (other["refused"], other["groups"]) == ("not_permitted", {})
    routed_elsewhere, unknown_to_lantern = lantern.json()["released"]
    assert (routed_elsewhere["refused"], routed_elsewhere["groups"]) == ("not_permitted", {})
    assert routed_elsewhere.keys() == unknown_to_lantern.keys()
    assert {routed_elsewhere["agreement"], unknown_to_lantern["agreement"]} == {""}
    assert borrowed.status_code == 422


async def test_whoever_does_not_work_with_people_sees_none(consent: Consent) -> None:
    async with consent.browser() as browser:
        for who in ("cat.opcc", "dee.dpo", "rae.rules", "olu.operator"):
            answer = await browser.post(
                "/consent/v1/release", json={"referrals": [str(uuid4())]}, headers=await consent.signed_in(who)
            )
            assert answer.status_code == 403, who


async def test_the_sender_itself_reads_nothing_back(consent: Consent) -> None:
    async with consent.browser() as browser:
        answer = await browser.post(
            "/consent/v1/release", json={"referrals": [str(uuid4())]}, headers=await consent.police_token()
        )
    assert answer.status_code == 403


async def test_a_release_request_must_make_sense(consent: Consent) -> None:
    headers = await consent.signed_in("sam.harbour")
    bodies: tuple[dict[str, Any], ...] = (
        {"referrals": []},
        {"referrals": [str(uuid4()) for _ in range(MOST_AT_ONCE + 1)]},
        {"referrals": ["one"]},
        {"referrals": [str(uuid4())], "purpose": "curiosity"},
    )
    async with consent.browser() as browser:
        for body in bodies:
            assert (await browser.post("/consent/v1/release", json=body, headers=headers)).status_code == 422


async def test_without_a_token_nothing_is_answered(consent: Consent) -> None:
    async with consent.browser() as browser:
        for path in ("/v1/release", f"/v1/referrals/{uuid4()}/consent"):
            assert (await browser.post(f"/consent{path}", json={})).status_code == 401
        assert (await browser.get("/consent/v1/agreements")).status_code == 401


async def test_the_data_protection_lead_sees_the_agreements_and_their_review_dates(consent: Consent) -> None:
    async with consent.browser() as browser:
        answer = await browser.get("/consent/v1/agreements", headers=await consent.signed_in("dee.dpo"))
        refused = await browser.get("/consent/v1/agreements", headers=await consent.signed_in("sam.harbour"))
    found = {one["agreement"]["id"]: one for one in answer.json()}
    assert found["general-victims"]["standing"] == "in_force"
    assert found["general-victims"]["agreement"]["review_on"] == "2027-04-01"
    assert refused.status_code == 403
