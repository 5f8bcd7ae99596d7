"""An administrator sends a feed in a browser: the standard's own good, doubtful and broken ones, and HTML in it."""

import json
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from tests.builders.feed import SERVICE_ID, a_listed_service, a_page
from tests.builders.router_office import Office, is_fit
from tests.open_data import open_data
from waymark.db import SYSTEM

_PAGE = "/router/feeds"
_UP = f"{_PAGE}/upload"
_MOCKS = "open-referral/oruk-validator-mocks"


async def _send(page: Page, raw: bytes, source: str = "Council feed") -> None:
    await page.goto(_PAGE)
    await page.get_by_label("Whose feed is it?").fill(source)
    chosen: Any = {"name": "feed.json", "mimeType": "application/json", "buffer": raw}
    await page.get_by_label("The feed (.json)").set_input_files(chosen)
    await page.get_by_role("button", name="Show what it would list").click()


async def _kept(office: Office) -> tuple[int, int]:
    async with office.database.reader(SYSTEM) as reader:
        shown = await reader.value("select count(*) from listings")
        waiting = await reader.value("select count(*) from listing_waits")
    return int(shown or 0), int(waiting or 0)


@pytest.mark.parametrize(("size", "scripts"), [("phone", False), ("desk", True)])
async def test_a_good_feed_with_doubts_is_shown_first_taken_then_and_waits_for_a_second_person(
    office: Office, browser: Browser, size: str, *, scripts: bool
) -> None:
    raw = open_data(f"{_MOCKS}/V3.0-UK-Test/service_list.json").read_bytes()
    async with office.opened(browser, "rae", size=size, scripts=scripts) as page:
        await _send(page, raw)
        await expect(page.get_by_role("heading", level=1)).to_have_text("What the feed “council-feed” would list")
        await expect(page.locator("main")).to_contain_text("New: 1")
        doubt = page.locator("table.cards tbody tr", has_text="give each service its own id").first
        await expect(doubt).to_contain_text("Service 2")
        await expect(doubt).to_contain_text("id")
        assert await _kept(office) == (0, 0)
        if scripts:
            await is_fit(page)
        await page.get_by_role("button", name="Take this feed").click()
        await expect(page.get_by_role("status")).to_contain_text("1 of its services wait until somebody else")
    assert await _kept(office) == (0, 1)


async def test_a_doubtful_feed_without_a_service_says_so_and_leaves_what_was_listed(
    office: Office, browser: Browser
) -> None:
    rae = office.client("rae")
    await rae.put("/router/v1/feeds/council/upload", json=a_page(a_listed_service()))
    raw = open_data(f"{_MOCKS}/V3.0-UK-Warn/taxonomy_list.json").read_bytes()
    async with office.opened(browser, "rae", scripts=False) as page:
        await _send(page, raw, "council")
        await expect(page.locator("main")).to_contain_text("There is no service in this file")
        await expect(page.locator("table.cards")).to_contain_text("only this page was sent")
        await expect(page.get_by_role("button", name="Take this feed")).to_have_count(0)
    taken = await rae.put("/router/v1/feeds/council/upload", content=raw, headers={"content-type": "application/json"})
    assert (taken.status_code, taken.json()["services"]) == (200, 0)
    assert await _kept(office) == (0, 1)


async def test_a_broken_feed_is_refused_with_entry_field_and_fix(office: Office, browser: Browser) -> None:
    raw = open_data(f"{_MOCKS}/V3.0-UK-Fail/service_list.json").read_bytes()
    async with office.opened(browser, "rae", size="phone") as page:
        await _send(page, raw)
        await expect(page.get_by_role("alert")).to_contain_text("The feed is refused")
        row = page.locator("table.cards tbody tr").first
        await expect(row).to_contain_text("Service 1")
        await expect(row).to_contain_text("name")
        await expect(row).to_contain_text("is required")
        await expect(page.get_by_role("button", name="Take this feed")).to_have_count(0)
        await is_fit(page)
    assert await _kept(office) == (0, 0)


async def test_html_and_wrong_dates_are_refused_where_they_stand_and_run_nowhere(
    office: Office, browser: Browser
) -> None:
    bad = a_listed_service(description="<img src=x onerror=alert(1)>", schedules=[{"valid_from": "2026-13-01"}])
    async with office.opened(browser, "rae") as page:
        heard: list[str] = []
        page.on("dialog", lambda dialog: heard.append(dialog.message))
        await _send(page, json.dumps(a_page(bad)).encode())
        table = page.locator("table.cards tbody")
        await expect(table).to_contain_text("description")
        await expect(table).to_contain_text("is plain text without HTML")
        await expect(table).to_contain_text("schedules, number 1, valid from")
        await expect(table).to_contain_text("is a day as 2026-11-23")
        assert "onerror" not in await page.content()
        assert heard == []
    assert await _kept(office) == (0, 0)


async def test_what_is_listed_already_and_what_is_gone_are_told_apart(office: Office) -> None:
    await office.client("rae").put("/router/v1/feeds/council/upload", json=a_page(a_listed_service()))
    ada = office.client("ada")
    waiting = (await ada.get("/router/v1/listings/waiting")).json()["waiting"]
    chosen = [{"listing_id": SERVICE_ID, "seen": waiting[0]["seen"]}]
    assert (await ada.post("/router/v1/listings/council/approve", json={"listings": chosen})).status_code == 204
    rae = office.client("rae", page=True)

    async def looked(*services: dict[str, Any]) -> str:
        raw = json.dumps(a_page(*services)).encode()
        answer = await rae.post(_UP, data={"source": "council"}, files={"file": ("feed.json", raw)})
        assert answer.status_code == 200
        return answer.text

    assert "Listed already: 1" in await looked(a_listed_service(description="More words."))
    assert "Reached otherwise than now: 1" in await looked(a_listed_service(url="https://other.example/"))
    assert "No longer in the feed: 1" in await looked()
    assert await _kept(office) == (1, 0)


@pytest.mark.parametrize(
    ("source", "raw", "status", "said"),
    [
        ("council", b"{", 400, "JSON"),
        ("council", b"", 422, "Choose a file that is not empty"),
        ("council", b"[]", 422, "send an object"),
        ("<b>", b"{}", 422, "Give the feed a short name"),
    ],
)
async def test_what_is_no_feed_is_refused_in_words(
    office: Office, source: str, raw: bytes, status: int, said: str
) -> None:
    rae = office.client("rae", page=True)
    page = await rae.post(_UP, data={"source": source}, files={"file": ("feed.json", raw)})
    assert (page.status_code in {status, 422}, said in page.text) == (True, True), page.text
    assert "Nothing was changed" in page.text


async def test_a_feed_that_is_too_large_is_refused(office: Office) -> None:
    rae = office.client("rae", page=True)
    most = office.context.settings.feed_bytes
    page = await rae.post(_UP, data={"source": "council"}, files={"file": ("feed.json", b" " * (most + 1))})
    assert (page.status_code, "at most 10 MB" in page.text) == (413, True)


async def test_only_an_administrator_sends_a_feed(office: Office) -> None:
    for who in ("pat", "cat", "lee"):
        client = office.client(who, page=True)
        assert (await client.get(_PAGE)).status_code == 403
        assert (await client.post(_UP, files={"file": ("a.json", b"{}")})).status_code == 403


@pytest.mark.parametrize("size", ["phone", "desk"])
async def test_the_page_fits_and_is_accessible(office: Office, browser: Browser, size: str) -> None:
    async with office.opened(browser, "rae", size=size) as page:
        await page.goto(_PAGE)
        await is_fit(page)
