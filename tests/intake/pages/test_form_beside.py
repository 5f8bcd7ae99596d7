"""What the pages on privacy and accessibility say of a county, where it said something and where it did not."""

from collections.abc import AsyncIterator
from dataclasses import replace

import httpx
import pytest
from playwright.async_api import Browser, expect

from tests.builders.form_post import URL, fill_in, heading_of, press
from tests.builders.router_office import is_fit
from tests.builders.serving import a_server
from tests.intake.conftest import Intake, OpenIntake
from waymark_intake.pages.form_beside import ABOUT, SHORT, County, told_by

SAID = {
    "form_run_by": "Example <b>County</b> Council",
    "form_contact_mail": "privacy@county.example",
    "form_contact_telephone": "01632 960000",
}


@pytest.fixture
async def door(open_the_door: OpenIntake) -> AsyncIterator[httpx.AsyncClient]:
    intake = await open_the_door(form_least_s=0, keep_match_days=400, **SAID)
    async with visiting(intake) as visitor:
        yield visitor


def visiting(intake: Intake) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(intake.app), base_url="http://localhost")


async def test_a_county_says_who_it_is_how_to_reach_it_and_its_own_times(open_the_door: OpenIntake) -> None:
    county = told_by((await open_the_door(keep_match_days=400, form_minutes=30, **SAID)).context)
    assert (county.run_by, county.match_days, county.open_minutes) == (SAID["form_run_by"], 400, 30)
    assert county.is_reachable
    assert not replace(county, mail="", telephone="").is_reachable
    assert County("", "", "01632 960000", 400, 30).is_reachable
    assert set(SHORT) == {"/privacy", "/accessibility"}


@pytest.mark.parametrize("name", ABOUT)
async def test_a_page_names_the_county_and_runs_nothing_of_what_it_said(door: httpx.AsyncClient, name: str) -> None:
    page = await door.get(f"{URL}/{name}")
    assert page.status_code == 200
    assert "Example &lt;b&gt;County&lt;/b&gt; Council runs" in page.text
    assert "privacy@county.example" in page.text
    assert "01632 960000" in page.text
    assert "set-cookie" not in page.headers
    assert page.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("name", ABOUT)
async def test_a_county_that_said_nothing_is_not_made_up(intake: Intake, name: str) -> None:
    async with visiting(intake) as visitor:
        page = (await visitor.get(f"{URL}/{name}")).text
    assert "The county that gave you this address" in page
    assert "has not said here yet how to reach it" in page
    assert "E-mail:" not in page


async def test_what_is_said_of_time_is_what_the_settings_say(door: httpx.AsyncClient) -> None:
    assert "at most 400 days" in (await door.get(f"{URL}/privacy")).text
    assert "waits for 60 minutes" in (await door.get(f"{URL}/accessibility")).text


@pytest.mark.parametrize("name", ABOUT)
async def test_from_the_form_a_page_leads_back_with_the_answers(door: httpx.AsyncClient, name: str) -> None:
    page = await press(door, "next", on=await press(door, "start"), for_whom="me")
    assert f'value="{name}"' in page.text
    beside = await press(door, name, on=page, words="half a sentence")
    back = await press(door, "return", on=beside)
    assert heading_of(back) == "What is happening?"
    assert "half a sentence" in back.text


async def test_the_first_page_and_the_last_lead_to_both(door: httpx.AsyncClient) -> None:
    first = (await door.get(URL)).text
    check = (await fill_in(door)).text
    for name in ABOUT:
        assert f'href="{URL}/{name}"' in first
        assert f'name="go" value="{name}"' in check


@pytest.mark.parametrize("width", [320, 1280])
async def test_they_fit_and_are_accessible_and_can_be_left(browser: Browser, intake: Intake, width: int) -> None:
    async with a_server(intake.app) as server:
        context = await browser.new_context(viewport={"width": width, "height": 640})
        page = await context.new_page()
        for name in ABOUT:
            await page.goto(f"{server.url}/{name}")
            await expect(page.get_by_role("heading", level=1)).to_have_text(name.capitalize())
            await expect(page).to_have_title("Form")
            await expect(page.locator("#leave")).to_be_visible()
            await is_fit(page)
            await page.get_by_role("button", name="Go to the form").click()
            await expect(page.get_by_role("heading", level=1)).to_have_text("Who needs help?")
        await context.close()
