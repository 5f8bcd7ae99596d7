"""An administrator and an approver change a rule in a real browser; the next referral follows it and says why."""

from collections.abc import AsyncIterator

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, BrowserContext, Page, expect

from tests.builders.police_post import a_record
from tests.builders.rulebook import the_county
from tests.journeys.world import World, one_process, until
from waymark.opening import Addresses
from waymark.settings import Settings

PHONE = {"width": 320, "height": 640}
DESK = {"width": 1280, "height": 900}


@pytest.fixture
async def county(county_db: Addresses, settings: Settings) -> AsyncIterator[World]:
    async with one_process(county_db, settings) as found:
        yield found


HEADING = "Rules that decide where a referral goes"
BEFORE = the_county().rulebook.version


async def signed_in(
    context: BrowserContext, county: World, member: str, *, at: str = "/router/rules", heading: str = HEADING
) -> Page:
    page = await context.new_page()
    await page.goto(f"{county.url}/consent/sign-in?next={at}")
    await page.locator(f'button[value="{member}"]').click()
    await expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    return page


async def rulebook_in_force(county: World) -> str:
    """The version the REST door says is in force."""
    return str((await county.staff("rae.rules").get("/router/v1/rulebook"))["version"])


async def rows_of(page: Page, county: World) -> int:
    """How many rows a queue shows, looked at anew."""
    await page.goto(f"{county.url}/notifier/queue")
    return await page.locator("table.cards tbody tr").count()


async def a_draft_page(page: Page) -> str:
    """The address of a new draft, whose page is open."""
    await page.get_by_role("button", name="Start a draft").click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text("Draft")
    return page.url


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
async def test_every_page_is_accessible_and_fits(
    browser: Browser, county: World, size: dict[str, int], *, scripts: bool
) -> None:
    context = await browser.new_context(viewport=size, java_script_enabled=scripts)  # type: ignore[arg-type]
    page = await signed_in(context, county, "rae.rules")
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    draft = await a_draft_page(page)
    row = "/row?row=fr-offence"
    for path in (
        f"{county.url}/router/rules",
        f"{county.url}/router/rules/history",
        f"{county.url}/router/rules/emergency",
        draft,
        f"{draft}/tables/pathways",
        f"{draft}/tables/providers",
        f"{draft}{row}",
        f"{draft}/row?row=pv-rest",
        f"{draft}/new-row?table=overlays",
    ):
        await page.goto(path)
        assert not await page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"), (
            path
        )
        if scripts:
            results = await Axe().run(page)
            assert results.violations_count == 0, f"{path}\n{results.generate_report()}"
    assert complaints == []


async def test_two_people_change_a_rule_and_the_next_referral_follows_it(browser: Browser, county: World) -> None:
    administrator = await signed_in(await browser.new_context(java_script_enabled=False), county, "rae.rules")
    draft = await a_draft_page(administrator)
    await administrator.goto(f"{draft}/tables/providers")
    await administrator.get_by_role("link", name="Edit pv-fraud").click()
    await administrator.get_by_label("First, number 1").select_option("harbour-recovery")
    await administrator.get_by_label("Then, number 2").select_option("ledger-fraud")
    await administrator.get_by_label("Why?").fill("Ledger moves house until spring: general support first.")
    await administrator.get_by_role("button", name="Save row").click()
    await expect(administrator.locator("#row-pv-fraud")).to_contain_text("ask harbour-recovery, then ledger-fraud")
    await administrator.goto(draft)
    await administrator.get_by_label("Why should the rules change?").fill("The fraud service moves house.")
    await administrator.get_by_role("button", name="Ask for approval").click()
    await expect(administrator.locator("main")).to_contain_text("waits for an approver")
    await expect(administrator.get_by_role("button", name="Approve")).to_have_count(0)

    approver = await signed_in(await browser.new_context(java_script_enabled=False), county, "sol.approver")
    await approver.get_by_role("link", name="Draft 1").click()
    for mark, words in (("del", "Taken out: "), ("ins", "New: ")):
        await expect(approver.locator(mark).first).to_contain_text(words)
    await approver.get_by_role("button", name="Approve", exact=True).click()
    await expect(approver.locator("main")).to_contain_text("Sol Thorn approved it")
    version = await until(lambda: rulebook_in_force(county), lambda found: found != BEFORE, within_s=30)

    reply = await county.police.send("after-1", a_record(offence_code="053/40"))
    referral = reply.json()["id"]
    worker = await browser.new_context(java_script_enabled=False)
    page = await signed_in(worker, county, "sam.harbour", at="/notifier/queue", heading="Your queue")
    await until(lambda: rows_of(page, county), lambda number: number == 1)
    await page.locator("table.cards tbody tr a").first.click()
    await page.get_by_role("link", name="Why it came here").click()
    await expect(page).to_have_url(f"{county.url}/router/decisions/{referral}")
    await expect(page.locator("main")).to_contain_text("Ledger moves house until spring: general support first.")
    await expect(page.locator("main")).to_contain_text(f"version 2 of the rules ({version[:8]}")
    other = await signed_in(
        await browser.new_context(), county, "kit.ledger", at="/notifier/queue", heading="Your queue"
    )
    answer = await other.goto(f"{county.url}/router/decisions/{referral}")
    assert answer is not None
    assert answer.status == 404
