"""A file sent from a real browser: on a phone and at a desk, with scripts off, its result downloaded, read by axe."""

import csv
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, expect

from tests.intake.api.test_sheet import a_file, iris
from tests.journeys.test_senders_view_in_a_browser import DESK, PHONE, signed_in
from tests.journeys.world import one_process
from waymark.opening import Addresses
from waymark.settings import Settings

SHOTS = Path(os.environ.get("WAYMARK_SHOTS", ""))


async def _looked_at(page: Page, name: str) -> None:
    if "WAYMARK_SHOTS" in os.environ:
        await page.screenshot(path=SHOTS / f"U-{name}.png", full_page=True)
    wide = await page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    assert not wide, page.url
    results = await Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


def _file(folder: Path) -> Path:
    reported = f"{datetime.now(UTC) - timedelta(hours=2):%d/%m/%Y %H:%M}"
    rows = [iris(Reported_at=reported, Crime_reference=f"browser/{number}") for number in range(3)]
    bad = iris(Reported_at=reported, Crime_reference="browser/9", Offence_code="777/77")
    file = folder / "list.csv"
    file.write_bytes(a_file(*rows, bad))
    return file


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
async def test_a_referrer_tries_a_file_sends_it_and_keeps_its_result(
    browser: Browser, county_db: Addresses, settings: Settings, size: dict[str, int], tmp_path: Path
) -> None:
    async with one_process(county_db, settings) as county:
        context = await browser.new_context(viewport={"width": size["width"], "height": size["height"]})
        page = await signed_in(context, county)
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        await page.goto(f"{county.url}/intake/referrals")
        await page.get_by_role("link", name="Send a file of referrals").click()
        await page.get_by_label("Police records, Waymark's own columns").check()
        await _looked_at(page, f"form-{size['width']}")
        await page.get_by_label("The file").set_input_files(_file(tmp_path))
        await page.get_by_role("button", name="Go on").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("Tried, nothing is stored: 4 rows")
        await expect(page.get_by_text("3 would be accepted")).to_be_visible()
        await _looked_at(page, f"tried-{size['width']}")
        assert said == []


async def test_a_file_is_sent_with_scripts_off_and_its_result_downloaded(
    browser: Browser, county_db: Addresses, settings: Settings, tmp_path: Path
) -> None:
    async with one_process(county_db, settings) as county:
        page = await signed_in(await browser.new_context(java_script_enabled=False), county)
        await page.goto(f"{county.url}/intake/upload")
        await page.get_by_label("Police records, Waymark's own columns").check()
        await page.get_by_label("Send the referrals").check()
        await page.get_by_label("The file").set_input_files(_file(tmp_path))
        await page.get_by_role("button", name="Go on").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("Done: 4 rows")
        async with page.expect_download() as download:
            await page.get_by_role("link", name="Download the result").click()
        kept = await download.value
        assert kept.suggested_filename == "result.csv"
        with (await kept.path()).open(newline="") as file:
            rows = [row for row in csv.DictReader(file) if row["status"] != "advice"]
        assert [row["status"] for row in rows] == ["accepted"] * 3 + ["refused", "end"]
