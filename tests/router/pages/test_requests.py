"""The county answers what providers asked to change, in a browser."""

import pytest
from playwright.async_api import Browser, expect

from tests.builders.router_office import Office, is_fit

_LIST = "/router/requests"
_ASK = "/router/v1/directory/services/lantern-adult/requests"


async def _ask(office: Office, **wanted: object) -> str:
    answer = await office.client("noor").post(_ASK, json=wanted)
    request_id: str = answer.json()["request_id"]
    return request_id


async def test_an_administrator_approves_a_change_and_the_directory_has_it(office: Office, browser: Browser) -> None:
    await _ask(office, districts=["E07000220"])
    async with office.opened(browser, "rae", scripts=False) as page:
        await page.goto(_LIST)
        await expect(page.locator("table.cards tbody tr")).to_contain_text("Rugby")
        await page.get_by_role("button", name="Approve the change of Lantern, adults").click()
        await expect(page.get_by_role("status")).to_contain_text("The new directory is in force")
        await expect(page.locator("main")).to_contain_text("Nothing waits for an answer")
    told = (await office.client("rae").get("/router/v1/directory")).json()["services"]
    assert {one["id"]: one["districts"] for one in told}["lantern-adult"] == ["E07000220"]


async def test_refusing_and_answering_twice(office: Office) -> None:
    request_id = await _ask(office, status="paused")
    rae = office.client("rae", page=True)
    assert (await rae.post(f"{_LIST}/{request_id}/perhaps")).status_code == 404
    assert (await rae.post(f"{_LIST}/{request_id}/refuse")).headers["location"] == f"{_LIST}?done=refuse"
    again = await rae.post(f"{_LIST}/{request_id}/approve")
    assert (again.status_code, "has its answer already" in again.text) == (409, True)


async def test_what_it_would_do_to_the_rules_is_shown_and_it_may_be_approved(office: Office) -> None:
    request_id = await _ask(office, status="paused")
    rae = office.client("rae", page=True)
    page = (await rae.get(_LIST)).text
    assert "What this would do to the rules:" in page
    assert "Row pv-sav-adult names Lantern, adults, which is paused: nothing goes there until it opens again." in page
    assert (await rae.post(f"{_LIST}/{request_id}/approve")).status_code == 303


@pytest.mark.parametrize("who", ["sam", "lee", "pat", "cat"])
async def test_nobody_else_answers(office: Office, who: str) -> None:
    request_id = await _ask(office, status="paused")
    assert (await office.client(who, page=True).get(_LIST)).status_code == 403
    assert (await office.client(who, page=True).post(f"{_LIST}/{request_id}/approve")).status_code == 403


@pytest.mark.parametrize("size", ["phone", "desk"])
async def test_the_page_fits_and_is_accessible(office: Office, browser: Browser, size: str) -> None:
    await _ask(office, districts=["E07000220"], about="We listen.")
    async with office.opened(browser, "rae", size=size) as page:
        await page.goto(_LIST)
        await is_fit(page)


async def test_a_change_that_would_break_the_rules_is_shown_so_and_refused_with_row_and_service(office: Office) -> None:
    request_id = await _ask(office, status="closed")
    rae = office.client("rae", page=True)
    page = (await rae.get(_LIST)).text
    assert "This cannot be approved as things are" in page
    refused = await rae.post(f"{_LIST}/{request_id}/approve")
    assert refused.status_code == 422
    assert "Row pv-sav-adult names Lantern, adults, which is closed" in refused.text
    told = await office.client("rae").post(f"/router/v1/directory/requests/{request_id}/approve", json={})
    assert told.status_code == 422
    assert (await rae.post(f"{_LIST}/{request_id}/refuse")).status_code == 303
