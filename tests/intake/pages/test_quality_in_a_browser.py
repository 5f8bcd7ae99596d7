"""The page of quality in a real browser: on a phone and at a desk, without scripts, in a strict policy, read by axe."""

import os
from pathlib import Path

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, expect

from tests.builders.police_post import a_record
from tests.journeys.test_senders_view_in_a_browser import DESK, PHONE, signed_in
from tests.journeys.world import World, one_process
from waymark.demo.mistakes import MISTAKES, spoilt
from waymark.opening import Addresses
from waymark.settings import Settings

SHOTS = Path(os.environ.get("WAYMARK_SHOTS", ""))


async def _looked_at(page: Page, name: str) -> None:
    if "WAYMARK_SHOTS" in os.environ:
        await page.screenshot(path=SHOTS / f"Q-{name}.png", full_page=True)
    wide = await page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    assert not wide, page.url
    results = await Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
async def test_a_referrer_sees_trends_of_team_and_fault(
    browser: Browser, county_db: Addresses, settings: Settings, size: dict[str, int]
) -> None:
    async with one_process(county_db, settings) as county:
        await _send(county)
        context = await browser.new_context(viewport={"width": size["width"], "height": size["height"]})
        page = await signed_in(context, county)
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        await page.get_by_role("link", name="Quality").click()
        await expect(page.get_by_role("heading", level=1)).to_contain_text("Quality of the referrals")
        chart = page.get_by_role("img", name="Mean score by week")
        await expect(chart).to_be_visible()
        box = await chart.bounding_box()
        assert box is not None
        assert box["height"] > 100
        await page.get_by_text("Show the figures by week").click()
        await _looked_at(page, f"all-{size['width']}")
        await page.get_by_role("link", name="rugby-response", exact=True).click()
        await expect(page.get_by_role("heading", level=1)).to_contain_text("rugby-response")
        await _looked_at(page, f"team-{size['width']}")
        assert said == []


async def test_the_page_works_with_scripts_off(browser: Browser, county_db: Addresses, settings: Settings) -> None:
    async with one_process(county_db, settings) as county:
        await _send(county)
        page = await signed_in(await browser.new_context(java_script_enabled=False), county)
        await page.goto(f"{county.url}/intake/quality")
        await page.get_by_text("Show the figures by week").click()
        await expect(page.get_by_role("table", name="By week, the newest last")).to_be_visible()
        async with page.expect_download() as download:
            await page.get_by_role("link", name="Download the figures").click()
        assert (await download.value).suggested_filename == "quality.csv"


async def _send(county: World) -> None:
    """One of each mistake that travels, from two teams."""
    for number, mistake in enumerate(MISTAKES):
        record = a_record(force_reference=f"q/{number}", team=("rugby-response", "warwick-cid")[number % 2])
        await county.police.send(f"quality-{number}", spoilt(record, mistake))
    await county.police.send("quality-clean", a_record(force_reference="q/clean"))
