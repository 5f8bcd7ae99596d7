"""The public page: no cookie, nothing in the address, filters that work without scripts, feeds shown as plain text."""

from dataclasses import replace

import pytest
from playwright.async_api import Browser, expect
from starlette.applications import Starlette
from starlette.responses import HTMLResponse
from starlette.routing import Route

from tests.builders.feed import a_listed_service, a_page, taken_and_approved
from tests.builders.router_office import Office, is_fit
from tests.builders.serving import a_server
from waymark_router.feeds.feed import read_feed

_PAGE = "/router/find-support"
_WEATHER = Starlette(routes=[Route("/today", lambda _: HTMLResponse("<title>Weather</title>Sunny"))])


async def test_what_is_looked_for_stands_in_no_address_and_sets_no_cookie(office: Office) -> None:
    nobody = office.client(page=True)
    for answer in (await nobody.get(_PAGE), await nobody.post(_PAGE, data={"need": "isva", "age": "30"})):
        assert answer.status_code == 200
        assert "set-cookie" not in answer.headers
        assert "no-store" in answer.headers["cache-control"]
        assert "<title>Services</title>" in answer.text
        assert 'id="leave"' in answer.text
    assert "Lantern, adults" in answer.text
    assert "Harbour Victim Care, recovery" not in answer.text
    assert "Sexual assault referral centre" in answer.text


async def test_what_is_no_code_of_ours_counts_as_not_said_and_a_wrong_age_is_asked_again(office: Office) -> None:
    nobody = office.client(page=True)
    odd = await nobody.post(_PAGE, data={"need": "<script>", "district": "x", "language": "xx", "online": "?"})
    assert "Harbour Victim Care, recovery" in odd.text
    assert "<script>x" not in odd.text
    wrong = await nobody.post(_PAGE, data={"age": "forty"})
    assert "Write the age in whole years" in wrong.text
    assert "services in this county" not in wrong.text


async def test_a_listed_service_is_shown_as_somebody_elses(office: Office) -> None:
    feed = a_page(a_listed_service(description="Tea & talk, 5 < 6"))
    async with office.database.transaction("opcc") as tx:
        await taken_and_approved(tx, "council", read_feed(feed))
    page = (await office.client(page=True).post(_PAGE, data={})).text
    assert "The county has no agreement with these" in page
    assert "Tea &amp; talk, 5 &lt; 6" in page
    assert "Community Counselling" not in (await office.client(page=True).post(_PAGE, data={"age": "60"})).text


async def test_staff_who_are_signed_in_look_like_anybody(office: Office) -> None:
    page = (await office.client("pat", page=True).get(_PAGE)).text
    assert "Pat" not in page
    assert "Sign out" not in page


async def test_it_works_with_scripts_off(office: Office, browser: Browser) -> None:
    async with office.opened(browser, None, scripts=False, size="phone") as page:
        await page.goto(_PAGE)
        await page.get_by_label("What would help?").select_option("fraud_recovery")
        await page.get_by_label("How old are they?").fill("82")
        await page.get_by_role("button", name="Show services").click()
        await expect(page.locator("#found")).to_contain_text("in this county")
        await expect(page.locator("main")).to_contain_text("Ledger Fraud Care")
        assert page.url.endswith(_PAGE)


async def test_leaving_needs_no_other_service_and_asks_the_browser_to_forget(office: Office) -> None:
    nobody = office.client(page=True)
    left = await nobody.get(f"{_PAGE}/leave")
    assert (left.status_code, left.headers["location"]) == (303, office.context.settings.leave_url)
    assert "storage" in left.headers["clear-site-data"]
    from_elsewhere = await nobody.get(f"{_PAGE}/leave", headers={"sec-fetch-site": "cross-site"})
    assert "clear-site-data" not in from_elsewhere.headers
    assert (await nobody.get(f"{_PAGE}/find.js")).headers["content-type"].startswith("text/javascript")


async def test_without_a_public_form_running_nothing_leads_to_it(office: Office) -> None:
    assert 'href="/intake/form"' in (await office.client(page=True).post(_PAGE, data={})).text
    alone = replace(office.context, settings=office.context.settings.model_copy(update={"form_path": ""}))
    page = (await Office(alone, office.key).client(page=True).post(_PAGE, data={})).text
    assert "/intake/" not in page
    assert "Ask for support here" not in page


@pytest.mark.parametrize("scripts", [True, False])
async def test_one_press_leaves_and_back_shows_nothing_of_it(
    office: Office, browser: Browser, *, scripts: bool
) -> None:
    async with a_server(_WEATHER) as weather:
        settings = office.context.settings.model_copy(update={"leave_url": f"{weather.url}/today"})
        there = Office(replace(office.context, settings=settings), office.key)
        async with there.opened(browser, None, scripts=scripts, size="phone") as page:
            await page.goto(_PAGE)
            await page.get_by_label("What would help?").select_option("fraud_recovery")
            await page.get_by_role("button", name="Show services").click()
            await expect(page.locator("main")).to_contain_text("Ledger Fraud Care")
            await page.locator("#leave").click()
            await page.wait_for_url(f"{weather.url}/today")
            if scripts:
                await page.go_back()
                await expect(page.locator("body")).not_to_contain_text("Ledger Fraud Care")


@pytest.mark.parametrize("size", ["phone", "desk"])
async def test_the_page_fits_and_is_accessible(office: Office, browser: Browser, size: str) -> None:
    feed = a_page(a_listed_service())
    async with office.database.transaction("opcc") as tx:
        await taken_and_approved(tx, "council", read_feed(feed))
    async with office.opened(browser, None, size=size) as page:
        await page.goto(_PAGE)
        await is_fit(page)
        await page.get_by_label("How old are they?").fill("forty")
        await page.get_by_role("button", name="Show services").click()
        await is_fit(page)
        await page.get_by_label("How old are they?").fill("14")
        await page.get_by_role("button", name="Show services").click()
        await is_fit(page)
