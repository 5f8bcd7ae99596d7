"""The triage pages of people who come again in a real browser: phone and desk, without scripts, read by axe."""

import os
from pathlib import Path

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, expect

from tests.builders.police_post import CANARIES, a_record
from tests.journeys.test_senders_view_in_a_browser import DESK, PHONE, signed_in
from tests.journeys.world import World, one_process
from waymark.opening import Addresses
from waymark.settings import Settings

SHOTS = Path(os.environ.get("WAYMARK_SHOTS", ""))


async def _looked_at(page: Page, name: str) -> None:
    if "WAYMARK_SHOTS" in os.environ:
        await page.screenshot(path=SHOTS / f"R-{name}.png", full_page=True)
    wide = await page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    assert not wide, page.url
    results = await Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


@pytest.mark.parametrize(
    ("size", "scripts"), [(PHONE, True), (DESK, True), (DESK, False)], ids=["phone", "desk", "no-scripts"]
)
async def test_a_worker_confirms_a_pair_and_undoes_the_link(
    browser: Browser, county_db: Addresses, settings: Settings, size: dict[str, int], *, scripts: bool
) -> None:
    async with one_process(county_db, settings) as county:
        await _send_sisters(county)
        context = await browser.new_context(
            viewport={"width": size["width"], "height": size["height"]}, java_script_enabled=scripts
        )
        page = await signed_in(context, county, "pat.triage")
        await page.get_by_role("link", name="Repeats").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("People who may have come before")
        if scripts:
            await _looked_at(page, f"list-{size['width']}")
        await page.locator("table.cards tbody tr a").first.click()
        main = page.locator("main")
        await expect(main).to_contain_text("First name: different (speaks against it")
        if scripts:
            await _looked_at(page, f"pair-{size['width']}")
        text = await page.content()
        assert not [canary for canary in CANARIES.values() if canary in text]
        same = page.get_by_role("form", name="It is the same person")
        await same.get_by_label("A sender of one of the referrals said so").check()
        await same.get_by_role("button").click()
        await expect(page.get_by_role("status")).to_contain_text("Done.")
        await expect(main).to_contain_text("The same person, by you")
        undo = page.get_by_role("form", name="Undo the link")
        await undo.get_by_label("It was decided by mistake").check()
        await undo.get_by_role("button").click()
        await expect(main).to_contain_text("Link undone, by you")
        if scripts:
            await page.goto(f"{county.url}/intake/repeats-basis")
            await _looked_at(page, f"basis-{size['width']}")


async def _send_sisters(county: World) -> None:
    sister = a_record()["victim"] | {"given_name": "Zelda"}
    await county.police.send("first", a_record(force_reference="r/1"))
    await county.police.send("second", a_record(force_reference="r/2", victim=sister))
