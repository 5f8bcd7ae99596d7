"""A lead looks at an entry and asks for a change of one part, in a browser with scripts off too; the county sees it."""

import re

import pytest
from playwright.async_api import Browser, expect

from tests.builders.router_office import Office, is_fit
from waymark_router.directory.entry_form import EntryPart

_LIST = "/router/services"
_ENTRY = f"{_LIST}/lantern-adult/change"


async def test_all_that_the_entry_says_is_shown_in_words(office: Office) -> None:
    page = (await office.client("noor", page=True).get(_ENTRY)).text
    for said in ("Whom it is for, by sex", "everybody", "Opening hours", "Ways to reach somebody safely"):
        assert said in page, said
    assert (await office.client("lee", page=True).get(_ENTRY)).status_code == 404
    assert (await office.client("sam", page=True).get(_ENTRY)).status_code == 403


async def test_a_service_is_closed_between_two_days_and_the_county_reads_it_in_words(
    office: Office, browser: Browser
) -> None:
    async with office.opened(browser, "noor", scripts=False, size="phone") as page:
        await page.goto(_LIST)
        await page.get_by_role("link", name=re.compile("Look at its entry.*Lantern, adults")).click()
        await page.get_by_role("link", name=re.compile("Ask for a change.*Open, paused or closed")).click()
        await page.get_by_label("No, it is closed").check()
        await page.get_by_label("From which day?").fill("2026-12-24")
        await page.get_by_label("Until which day, that day included?").fill("2027-01-03")
        await page.get_by_role("button", name="Ask the county").click()
        await expect(page.get_by_role("status")).to_contain_text("Asked. The county answers")
        await page.goto(_ENTRY)
        await expect(page.locator(".notice")).to_contain_text("closed from 24 December 2026, open from 4 January 2027")
    async with office.opened(browser, "rae") as page:
        await page.goto("/router/requests")
        row = page.locator("table.cards tbody tr")
        await expect(row).to_contain_text("who is taken")
        await expect(row).to_contain_text("closed from 24 December 2026, open from 4 January 2027")
        await page.get_by_role("button", name="Approve the change of Lantern, adults").click()
        await expect(page.get_by_role("status")).to_contain_text("The new directory is in force")


async def test_the_sex_a_service_is_for_is_asked_and_its_approver_told_what_it_means(
    office: Office, browser: Browser
) -> None:
    async with office.opened(browser, "noor", scripts=False, size="phone") as page:
        await page.goto(f"{_ENTRY}/whom")
        await expect(page.locator("#sexes")).to_contain_text("Routing does not know anybody's sex")
        await page.get_by_label("Only women and girls").check()
        await page.get_by_role("button", name="Ask the county").click()
        await expect(page.locator("main")).to_contain_text("everybody becomes women and girls")
    told = (await office.client("rae", page=True).get("/router/requests")).text
    assert "the triage desk places people there by hand" in told


async def test_hours_leads_aids_and_the_like_are_asked_for_from_their_own_parts(office: Office) -> None:
    noor = office.client("noor", page=True)
    posted: dict[str, dict[str, object]] = {
        "hours": {
            "opens_1": "09:00",
            "closes_1": "17:30",
            "more_day": "1",
            "more_opens": "18:00",
            "more_closes": "20:00",
        },
        "leads": {"post": ["Team lead", ""], "contact": ["01926 000000", ""]},
        "talking": {"access": ["step_free", "interpreter"], "aids": ["bsl"], "contact_by": ["withheld_number"]},
        "work": {"interim": ["check_in_calls"]},
    }
    for part, fields in posted.items():
        done = await noor.post(f"{_ENTRY}/{part}", data=fields)
        assert (done.status_code, done.headers["location"]) == (303, f"{_LIST}?done=asked"), done.text
    page = (await office.client("rae", page=True).get("/router/requests")).text
    for said in (
        "Monday 09:00 to 17:30, Monday 18:00 to 20:00",
        "Team lead (01926 000000)",
        "an interpreter is arranged for any language",
        "British Sign Language",
        "telephone without showing its number",
        "somebody rings now and then",
    ):
        assert said in page, said


async def test_what_is_wrong_is_said_at_its_field_and_what_was_written_stays(office: Office) -> None:
    noor = office.client("noor", page=True)
    wrong = await noor.post(f"{_ENTRY}/whom", data={"youngest": "old", "oldest": "130", "by_and_for": "Sisters"})
    assert wrong.status_code == 422
    assert "An age in years, such as 18 or 17.5" in wrong.text
    assert 'value="Sisters"' in wrong.text
    assert 'value="old"' in wrong.text
    same = await noor.post(f"{_ENTRY}/limits", data={})
    assert (same.status_code, "Nothing would change" in same.text) == (409, True)
    unknown = await noor.post(f"{_ENTRY}/work", data={"needs": ["magic"]})
    assert (unknown.status_code, "magic" in unknown.text) == (422, False)
    assert (await noor.get(f"{_ENTRY}/everything")).status_code in {404, 422}


@pytest.mark.parametrize("size", ["phone", "desk"])
async def test_every_part_fits_and_is_accessible(office: Office, browser: Browser, size: str) -> None:
    async with office.opened(browser, "noor", size=size) as page:
        await page.goto(_ENTRY)
        await is_fit(page)
        for part in EntryPart:
            await page.goto(f"{_ENTRY}/{part.value}")
            for folded in await page.locator("details > summary").all():
                await folded.click()
            await is_fit(page)


async def test_a_lead_says_that_all_of_it_is_right_and_the_public_page_shows_the_day(office: Office) -> None:
    noor = office.client("noor", page=True)
    assert "Nobody has said yet" in (await noor.get(_ENTRY)).text
    done = await noor.post(f"{_LIST}/lantern-adult/checked")
    assert (done.status_code, done.headers["location"]) == (303, f"{_LIST}?done=asked")
    waiting = (await office.client("rae").get("/router/v1/directory/requests")).json()["requests"]
    rae = office.client("rae", page=True)
    assert "no day yet" in (await rae.get("/router/requests")).text
    await rae.post(f"/router/requests/{waiting[0]['request_id']}/approve")
    assert "right on 23 November 2026" in (await noor.get(_ENTRY)).text
    page = (await office.client(page=True).post("/router/find-support", data={"need": "isva"})).text
    assert "Last checked on 23 November 2026" in page
