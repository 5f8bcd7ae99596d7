"""A pack and a spreadsheet go out and come in through a browser: compared in words, refused in words, made a draft."""

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, expect

from tests.builders.router_office import Office, is_fit
from waymark.db import SYSTEM
from waymark_router.publishing import queries

_FILES = "/router/rules/files"


def _file(raw: bytes, name: str) -> Any:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": raw}


async def _drafts(office: Office) -> int:
    async with office.database.reader(SYSTEM) as reader:
        return len(await queries.list_open_drafts(reader))


@pytest.mark.parametrize(("size", "scripts"), [("phone", False), ("desk", True)])
async def test_a_sheet_is_taken_home_changed_and_becomes_a_draft(
    office: Office, browser: Browser, size: str, *, scripts: bool
) -> None:
    sheet = (await office.client("rae", page=True).get(f"{_FILES}/overlays.csv")).text
    changed = sheet.replace("75 to 130", "70 to 130").encode()
    async with office.opened(browser, "rae", size=size, scripts=scripts) as page:
        await page.goto(_FILES)
        if scripts:
            await is_fit(page)
        await page.get_by_label("Which table?").select_option("overlays")
        await page.get_by_label("The spreadsheet (.csv)").set_input_files(_file(changed, "overlays.csv"))
        await page.get_by_role("button", name="Show what the spreadsheet would change").click()
        await expect(page.locator("#changes")).to_contain_text(
            '"the age is 75 or over" becomes "the age is 70 or over"'
        )
        if scripts:
            await is_fit(page)
        assert await _drafts(office) == 0
        await page.get_by_role("button", name="Make a draft of it").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("Draft 1")
        assert await _drafts(office) == 1


async def test_a_broken_sheet_is_refused_with_row_and_column(office: Office, browser: Browser) -> None:
    sheet = (await office.client("rae", page=True).get(f"{_FILES}/overlays.csv")).text
    async with office.opened(browser, "rae", size="phone", scripts=False) as page:
        await page.goto(_FILES)
        await page.get_by_label("Which table?").select_option("overlays")
        broken = sheet.replace("75 to 130", "seventy").encode()
        await page.get_by_label("The spreadsheet (.csv)").set_input_files(_file(broken, "overlays.csv"))
        await page.get_by_role("button", name="Show what the spreadsheet would change").click()
        alert = page.get_by_role("alert")
        await expect(alert).to_contain_text("The file is refused")
        await expect(alert).to_contain_text("column age_years")
        await expect(alert).to_contain_text("pr-older")
        await expect(page.get_by_role("button", name="Make a draft of it")).to_have_count(0)
    assert await _drafts(office) == 0


async def test_a_pack_is_compared_mapped_and_becomes_a_draft(office: Office, browser: Browser) -> None:
    pack = (await office.client("rae", page=True).get(f"{_FILES}/pack.json")).json()
    row = next(row for row in pack["tables"]["providers"]["rows"] if row["id"] == "pv-fraud")
    pack["roles"]["next-door"] = pack["roles"][row["then"]["services"][0]]
    row["then"]["services"] = ["next-door"]
    async with office.opened(browser, "rae") as page:
        await page.goto(_FILES)
        await page.get_by_label("The pack (.json)").set_input_files(_file(json.dumps(pack).encode(), "pack.json"))
        await page.get_by_role("button", name="Show what the pack would change").click()
        alert = page.get_by_role("alert")
        await expect(alert).to_contain_text("Row pv-fraud, role next-door: nobody here is named for it")
        await is_fit(page)
        await page.locator('select[name="role:next-door"]').select_option("harbour-recovery")
        await page.get_by_role("button", name="Compare with these").click()
        await expect(page.locator("#changes")).to_contain_text("Row pv-fraud")
        await is_fit(page)
        await page.get_by_role("button", name="Make a draft of it").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("Draft 1")
    assert await _drafts(office) == 1


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"{", "JSON"),
        (b"\x00\xff", "JSON"),
        (b"{}", "Pack, catalogue: a pack has this part"),
        ("\u202e\U0001f600".encode(), "JSON"),
    ],
)
async def test_a_broken_pack_is_refused_in_words(office: Office, raw: bytes, said: str) -> None:
    rae = office.client("rae", page=True)
    page = await rae.post(f"{_FILES}/pack/upload", files={"file": ("pack.json", raw)})
    assert page.status_code in {400, 422}
    assert said in page.text
    assert "Nothing was changed" in page.text
    assert await _drafts(office) == 0


async def test_the_demo_pack_of_the_project_says_what_the_demo_county_does(office: Office) -> None:
    shipped = Path("shared/waymark/demo/packs/county-pathways.json").read_bytes()
    rae = office.client("rae", page=True)
    page = await rae.post(f"{_FILES}/pack/upload", files={"file": ("pack.json", shipped)})
    assert page.status_code == 200
    assert "county-pathways" in page.text


async def test_files_come_in_only_through_an_administrator(office: Office) -> None:
    for who in ("pat", "cat", "lee"):
        client = office.client(who, page=True)
        assert (await client.get(_FILES)).status_code == 403
        assert (await client.get(f"{_FILES}/pack.json")).status_code == 403
        assert (await client.post(f"{_FILES}/table/upload", files={"file": ("a.csv", b"row")})).status_code == 403
    assert (await office.client(None, page=True).get(_FILES)).status_code in {302, 303}
