"""The administrator's page of suggested rules."""

import re

import pytest
from playwright.async_api import Browser

from tests.builders.router_office import Office, is_fit
from tests.builders.screened import REFERRAL, a_referral_screened, some_facts
from waymark.words import Need

_PAGE = "/router/suggestions"


async def _suggest(office: Office) -> None:
    await office.route(a_referral_screened(facts=some_facts(offence_class=None, needs=(Need.DEBT,))))
    posted = {"chosen": "victim_recovery:harbour-recovery", "needs": "debt"}
    done = await office.client("pat", page=True).post(f"/router/desk/{REFERRAL}/suggest", data=posted)
    assert done.status_code == 303


async def test_a_row_is_said_in_words_and_as_written_and_names_no_referral(office: Office) -> None:
    await _suggest(office)
    page = (await office.client("rae", page=True).get(_PAGE)).text
    assert ": pathway victim recovery" in page
    assert "&#34;any_of&#34;" in page
    assert str(REFERRAL) not in page
    assert "pat.triage" not in page


async def test_one_press_puts_it_into_a_draft_and_off_the_list(office: Office) -> None:
    await _suggest(office)
    rae = office.client("rae", page=True)
    found = re.search(r"/router/suggestions/[0-9a-f-]{36}/draft", (await rae.get(_PAGE)).text)
    assert found is not None
    done = await rae.post(found[0])
    assert done.status_code == 303
    row = (await rae.get(done.headers["location"])).text
    assert "help with debt" in row
    assert "The triage desk suggests it" in row
    assert "Nothing is suggested." in (await rae.get(_PAGE)).text
    assert (await rae.post(found[0])).status_code == 404


@pytest.mark.parametrize("who", ["sam", "pat", "cat"])
async def test_nobody_else_reads_or_settles_it(office: Office, who: str) -> None:
    client = office.client(who, page=True)
    assert (await client.get(_PAGE)).status_code == 403
    assert (await client.post(f"{_PAGE}/{REFERRAL}/settle")).status_code == 403


@pytest.mark.parametrize("size", ["phone", "desk"])
async def test_the_page_fits_and_is_accessible(office: Office, browser: Browser, size: str) -> None:
    await _suggest(office)
    async with office.opened(browser, "rae", size=size) as page:
        await page.goto(_PAGE)
        await is_fit(page)
