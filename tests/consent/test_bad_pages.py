"""Bad input on consent's pages: always a page in plain words, nothing of it runs, and never an error of ours."""

from collections.abc import AsyncIterator
from uuid import uuid4

import pytest

from tests.builders.bad_form import (
    HTML,
    IN_ADDRESSES,
    bad_posts,
    bad_queries,
    check_foreign,
    check_page,
    get_all,
    post_all,
)
from tests.builders.consent import Consent, a_consent
from tests.conftest import OpenDatabase
from waymark.clock import ReplayClock
from waymark.settings import Settings

SIGN_IN = "/consent/sign-in"


@pytest.fixture
async def consent(open_database: OpenDatabase, clock: ReplayClock, settings: Settings) -> AsyncIterator[Consent]:
    async with a_consent(await open_database("consent"), clock, settings) as found:
        yield found


async def test_signing_in_answers_bad_input_with_a_page_and_leads_nowhere_else(consent: Consent) -> None:
    async with consent.browser() as browser:
        browser.headers["sec-fetch-site"] = "same-origin"
        assert 200 in await get_all(browser, SIGN_IN, bad_queries("next"))
        asked = {"member": "sam.harbour", "next": "/notifier/queue"}
        statuses = await post_all(browser, SIGN_IN, bad_posts(asked, "member", "next"))
    assert {303, 413, 415, 422} <= statuses


async def test_the_word_on_sharing_answers_bad_input_with_a_page(consent: Consent) -> None:
    received = await consent.received()
    await consent.hear(received)
    said = {"position": "given", "explicit": "yes", "given_by": "self", "how": "spoken", "wording": "leaflet/3"}
    async with consent.browser() as browser:
        browser.headers.update(await consent.police_token())
        for referral_id in (received.referral_id, uuid4()):
            url = f"/consent/referrals/{referral_id}/consent"
            statuses = await post_all(browser, url, bad_posts(said, *said))
            assert {413, 415, 422} <= statuses
        for bad in IN_ADDRESSES[:-1]:
            check_page(await browser.get(f"/consent/referrals/{bad}/consent", headers=HTML))


@pytest.mark.parametrize("url", ["/consent/sign-out", "/consent/sign-in", "/consent/referrals/x/consent"])
async def test_a_form_of_another_site_is_refused_with_a_page(consent: Consent, url: str) -> None:
    async with consent.browser() as browser:
        await check_foreign(browser, url)
