"""The status page in a real browser: readable, within a phone's width, and all of it without scripts."""

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, BrowserContext, Page, expect

from tests.builders.operating import OLU, an_operated_app, set_aside
from tests.builders.serving import a_server
from tests.conftest import OpenDatabase
from waymark.auth import SESSION_COOKIE
from waymark.clock import ReplayClock
from waymark.settings import Settings

PHONE = {"width": 320, "height": 640}
DESK = {"width": 1280, "height": 900}


async def signed_in(browser: Browser, url: str, token: str, **over: object) -> BrowserContext:
    context = await browser.new_context(**over)  # type: ignore[arg-type]
    await context.add_cookies([{"name": SESSION_COOKIE, "value": token, "url": url}])
    return context


async def looks_well(page: Page) -> None:
    wide = await page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    assert not wide, page.url
    found = await Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
async def test_every_page_is_accessible_and_fits(
    browser: Browser, open_database: OpenDatabase, clock: ReplayClock, settings: Settings, size: dict[str, int]
) -> None:
    head = await set_aside(open_database, behind=1)
    app, tokens, _ = await an_operated_app(open_database, clock, settings)
    async with a_server(app) as server:
        page = await (await signed_in(browser, server.url, tokens["olu"], viewport=size)).new_page()
        for path in ("/status", "/consent/status", f"/consent/status/parked/{head.id}:replay"):
            await page.goto(f"{server.url}{path}")
            await expect(page.get_by_role("heading", level=1)).to_be_visible()
            await looks_well(page)
        await page.goto(f"{server.url}/consent/status/parked/{head.id}:discard")
        await page.get_by_role("button", name="Discard it").click()
        await expect(page.get_by_role("alert")).to_contain_text("Choose why")
        await looks_well(page)


async def test_replaying_and_discarding_work_without_scripts(
    browser: Browser, open_database: OpenDatabase, clock: ReplayClock, settings: Settings
) -> None:
    for _ in range(2):
        await set_aside(open_database)
    app, tokens, database = await an_operated_app(open_database, clock, settings)
    async with a_server(app) as server:
        context = await signed_in(browser, server.url, tokens["olu"], java_script_enabled=False)
        page = await context.new_page()
        await page.goto(f"{server.url}/status")
        await page.get_by_role("link", name="Replay").first.click()
        await page.get_by_role("button", name="Replay it").click()
        await expect(page.get_by_role("status")).to_contain_text("1 event handled again")
        await page.get_by_role("link", name="Discard").first.click()
        await page.get_by_label("It is a test or an exercise").check()
        await page.get_by_role("button", name="Discard it").click()
        await expect(page.locator("main")).to_contain_text("Nothing is set aside.")
    async with database.reader() as reader:
        rows = await reader.rows("select state, settled_by from parked order by id")
    assert [(row.state, row.settled_by) for row in rows] == [("replayed", OLU), ("discarded", OLU)]
