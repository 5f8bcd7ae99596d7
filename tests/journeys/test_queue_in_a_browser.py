"""A provider's page in a real browser: it updates by itself within a second, works without scripts, fits a phone."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, BrowserContext, Page, expect

from tests.builders.police_post import CANARIES, a_record
from tests.journeys.world import World, one_process
from waymark.opening import Addresses
from waymark.settings import Settings

PHONE = {"width": 320, "height": 640}
DESK = {"width": 1280, "height": 900}


@pytest.fixture
async def county(county_db: Addresses, settings: Settings) -> AsyncIterator[World]:
    async with one_process(county_db, settings) as found:
        yield found


async def signed_in(context: BrowserContext, county: World, member: str) -> Page:
    page = await context.new_page()
    await page.goto(county.url)
    await page.locator(f'button[value="{member}"]').click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Your queue")
    return page


async def has_sideways_scroll(page: Page) -> bool:
    return bool(await page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


async def test_an_open_queue_shows_a_new_referral_by_itself(browser: Browser, county: World) -> None:
    page = await signed_in(await browser.new_context(), county, "sam.harbour")
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    await county.police.send("warm-up", a_record())
    rows = page.locator("table.cards tbody tr")
    await expect(rows).to_have_count(1)
    await asyncio.sleep(1)
    reply = await county.police.send("browser-1", a_record())
    assert reply.status_code == 202
    await expect(rows).to_have_count(2, timeout=15_000)
    assert complaints == []


async def test_the_whole_way_works_with_scripts_off(browser: Browser, county: World) -> None:
    await county.police.send("plain-1", a_record())
    page = await signed_in(await browser.new_context(java_script_enabled=False), county, "sam.harbour")
    await expect(page.locator("table.cards tbody tr")).to_have_count(1)
    await page.get_by_role("button", name="Claim").click()
    await page.goto(f"{county.url}/notifier/queue")
    await asyncio.sleep(0.5)  # consent hears of the offer a moment after the queue does
    await page.locator("table.cards tbody tr a").first.click()
    await expect(page.locator("main")).to_contain_text(CANARIES["given_name"])
    await page.get_by_role("button", name="Accept", exact=False).first.click()
    await page.goto(f"{county.url}/notifier/queue?tab=accepted")
    await expect(page.locator("table.cards tbody tr")).to_have_count(1)


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
async def test_every_page_is_accessible_and_fits(browser: Browser, county: World, size: dict[str, int]) -> None:
    await county.police.send("axe-1", a_record())
    context = await browser.new_context(viewport=size)  # type: ignore[arg-type]
    sign_in = await context.new_page()
    await sign_in.goto(f"{county.url}/consent/sign-in")
    pages = [sign_in, await signed_in(context, county, "sam.harbour")]
    await expect(pages[1].locator("table.cards tbody tr")).to_have_count(1)
    detail = await context.new_page()
    await detail.goto(f"{county.url}/notifier/queue")
    await detail.locator("table.cards tbody tr a").first.click()
    for page in (*pages, detail):
        assert not await has_sideways_scroll(page), page.url
        results = await Axe().run(page)
        assert results.violations_count == 0, results.generate_report()


async def test_the_queue_list_and_every_address_name_nobody(browser: Browser, county: World) -> None:
    await county.police.send("quiet-1", a_record())
    page = await signed_in(await browser.new_context(), county, "sam.harbour")
    await expect(page.locator("table.cards tbody tr")).to_have_count(1)
    text = await page.content() + page.url
    assert [token for token in CANARIES.values() if token in text] == []
