"""Signing in leads each role to its own work; whoever has no page is told what they may read."""

from collections.abc import AsyncIterator

import pytest

from tests.builders.consent import Consent, a_consent
from tests.conftest import OpenDatabase
from waymark.clock import ReplayClock
from waymark.settings import Settings

HOME = "/consent/home"
SAME_ORIGIN = {"sec-fetch-site": "same-origin"}


@pytest.fixture
async def consent(open_database: OpenDatabase, clock: ReplayClock, settings: Settings) -> AsyncIterator[Consent]:
    async with a_consent(await open_database("consent"), clock, settings) as found:
        yield found


@pytest.mark.parametrize(
    ("member", "place"),
    [
        ("sam.harbour", "/notifier/queue"),
        ("lee.harbour", "/notifier/queue"),
        ("pat.triage", "/notifier/queue"),
        ("pia.police", "/intake/referrals"),
        ("con.council", "/intake/referrals"),
        ("olu.operator", "/status"),
        ("rae.rules", "/router/rules"),
        ("cat.opcc", "/router/unmet"),
    ],
)
async def test_each_role_is_led_to_its_own_work(consent: Consent, member: str, place: str) -> None:
    async with consent.browser() as browser:
        answer = await browser.get(HOME, headers=await consent.signed_in(member))
    assert (answer.status_code, answer.headers["location"]) == (303, place)


@pytest.mark.parametrize(
    ("member", "path"),
    [
        ("dee.dpo", "/consent/v1/agreements"),
    ],
)
async def test_whoever_has_no_page_is_told_what_they_may_read(consent: Consent, member: str, path: str) -> None:
    async with consent.browser() as browser:
        answer = await browser.get(HOME, headers=await consent.signed_in(member))
    assert answer.status_code == 200
    assert path in answer.text
    assert "has no queue" in answer.text
    assert 'aria-current="page"' in answer.text


async def test_whoever_is_not_signed_in_is_led_to_sign_in(consent: Consent) -> None:
    async with consent.browser() as browser:
        for headers in ({}, {"cookie": "waymark_session=nothing"}):
            answer = await browser.get(HOME, headers=headers)
            assert (answer.status_code, answer.headers["location"]) == (303, "/consent/sign-in")


async def test_the_bare_address_and_signing_in_lead_there(consent: Consent) -> None:
    async with consent.browser() as browser:
        assert (await browser.get("/")).headers["location"] == HOME
        answer = await browser.post("/consent/sign-in", data={"member": "pia.police"}, headers=SAME_ORIGIN)
    assert answer.headers["location"] == HOME
