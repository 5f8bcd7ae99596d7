"""A second administrator lets be shown what a feed tells, in a browser."""

from typing import Any

import pytest
from playwright.async_api import Browser, expect

from tests.builders.feed import a_listed_service, a_page
from tests.builders.router_office import Office, is_fit

_LIST, _UP = "/router/listings", "/router/v1/feeds/council/upload"
_OTHER = "b644a0d2-9e8a-4c33-9390-ae9ee93fc056"


async def _send(office: Office, telephone: str, *more: dict[str, Any], who: str = "rae") -> None:
    phones = [{"id": _OTHER, "number": telephone}]
    answer = await office.client(who).put(_UP, json=a_page(a_listed_service(phones=phones), *more))
    assert answer.status_code == 200


async def test_a_second_administrator_sees_old_and_new_number_and_says_yes(office: Office, browser: Browser) -> None:
    await _send(office, "01926 000000", a_listed_service(id=_OTHER, name="Debt advice"))
    async with office.opened(browser, "ada", scripts=False) as page:
        await page.goto(_LIST)
        await expect(page.locator("main")).to_contain_text("A new feed: nothing of it is shown yet")
        await expect(page.locator("main")).to_contain_text("Told by Rae")
        await page.get_by_role("button", name="Show all 2 above of “council”").click()
        await expect(page.get_by_role("status")).to_contain_text("Shown on the public page now")
        await _send(office, "07700 900123", a_listed_service(id=_OTHER, name="Debt advice"))
        await page.goto(_LIST)
        row = page.locator("section tbody tr")
        await expect(row).to_have_count(1)
        await expect(row.locator("td")).to_have_text(["01926 000000", "07700 900123"])
        await page.get_by_role("button", name="Do not show Community Counselling").click()
        await expect(page.get_by_role("heading", name="Not shown")).to_be_visible()
        await page.get_by_role("button", name="Show Community Counselling").click()
        await expect(page.locator("main")).to_contain_text("Nothing waits for an answer")
    assert "07700 900123" in (await office.client(page=True).post("/router/find-support", data={})).text


async def test_whoever_sent_it_is_told_that_somebody_else_answers(office: Office, browser: Browser) -> None:
    await _send(office, "01926 000000")
    async with office.opened(browser, "rae") as page:
        await page.goto(_LIST)
        await expect(page.locator("main")).to_contain_text("You sent this yourself")
        await expect(page.get_by_role("button", name="Show")).to_have_count(0)


async def test_what_moved_or_is_no_listing_is_said(office: Office) -> None:
    await _send(office, "01926 000000")
    ada = office.client("ada", page=True)
    stale = await ada.post(f"{_LIST}/council/approve", data={"listing": f"{_OTHER} x"})
    assert (stale.status_code, "has its answer already" in stale.text) == (409, True)
    own = await office.client("rae", page=True).post(f"{_LIST}/council/approve", data={"listing": await _only(office)})
    assert (own.status_code, "Somebody else must answer" in own.text) == (403, True)
    for data in ({"listing": "x"}, {}):
        assert (await ada.post(f"{_LIST}/council/approve", data=data)).status_code == 404
    assert (await ada.post(f"{_LIST}/council/perhaps", data={"listing": f"{_OTHER} x"})).status_code == 404


async def _only(office: Office) -> str:
    [one] = (await office.client("ada").get("/router/v1/listings/waiting")).json()["waiting"]
    return f"{one['listing_id']} {one['seen']}"


@pytest.mark.parametrize("who", ["sam", "lee", "pat", "cat"])
async def test_nobody_else_answers(office: Office, who: str) -> None:
    await _send(office, "01926 000000")
    person = office.client(who, page=True)
    assert (await person.get(_LIST)).status_code == 403
    assert (await person.post(f"{_LIST}/council/approve", data={"listing": await _only(office)})).status_code == 403


@pytest.mark.parametrize("size", ["phone", "desk"])
async def test_the_page_fits_and_is_accessible(office: Office, browser: Browser, size: str) -> None:
    await _send(office, "01926 000000", a_listed_service(id=_OTHER, name="A" * 60, url=f"https://{'x' * 80}.example"))
    one = {"listing": await _first(office)}
    assert (await office.client("ada", page=True).post(f"{_LIST}/council/refuse", data=one)).status_code == 303
    async with office.opened(browser, "ada", size=size) as page:
        await page.goto(_LIST)
        await expect(page.get_by_role("heading", name="Not shown")).to_be_visible()
        await is_fit(page)


async def _first(office: Office) -> str:
    one, *_ = (await office.client("ada").get("/router/v1/listings/waiting")).json()["waiting"]
    return f"{one['listing_id']} {one['seen']}"
