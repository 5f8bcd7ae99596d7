"""An administrator and an approver change a rule in a real browser; the next referral follows it and says why."""

from collections.abc import AsyncIterator

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, BrowserContext, Page, expect

from tests.builders.police_post import a_record
from tests.builders.rulebook import the_county
from tests.journeys.test_things_change import somebody_new
from tests.journeys.world import World, standing_one, until, visiting
from waymark.opening import Addresses
from waymark.settings import Settings

PHONE = {"width": 320, "height": 640}
DESK = {"width": 1280, "height": 900}


@pytest.fixture
async def county(county_db: Addresses, settings: Settings) -> AsyncIterator[World]:
    async with standing_one(county_db, settings) as place, visiting(place) as found:
        yield found


HEADING = "Rules that decide where a referral goes"
QUEUE = "Your queue"
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


async def mails_about(county: World, subject: str) -> set[str]:
    """Who got an e-mail with that subject."""
    return {mail.recipients[0] for mail in county.place.mail.messages if mail.subject.startswith(subject)}


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
    await county.police.send("axe-1", a_record())
    draft = await a_draft_page(page)
    row = "/row?row=fr-offence"
    for path in (
        f"{county.url}/router/rules",
        f"{county.url}/router/rules/history",
        f"{county.url}/router/rules/emergency",
        draft,
        f"{draft}/person",
        f"{draft}/trial",
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
    await county.police.send(
        "before-1", a_record(offence_code="053/40", victim=somebody_new(), force_reference="23/before-1")
    )
    ledger = await signed_in(await browser.new_context(), county, "kit.ledger", at="/notifier/queue", heading=QUEUE)
    await until(lambda: rows_of(ledger, county), lambda number: number == 1)
    administrator = await signed_in(await browser.new_context(java_script_enabled=False), county, "rae.rules")
    draft = await a_draft_page(administrator)
    await administrator.goto(f"{draft}/tables/providers")
    await administrator.get_by_role("link", name="Edit pv-fraud").click()
    await administrator.get_by_label("First, number 1").select_option("harbour-recovery")
    await administrator.get_by_label("Then, number 2").select_option("ledger-fraud")
    await administrator.get_by_label("Why?").fill("Ledger moves house until spring: general support first.")
    await administrator.get_by_role("button", name="Save row").click()
    await expect(administrator.locator("#row-pv-fraud")).to_contain_text(
        "Ask Harbour Victim Care, recovery, then Ledger Fraud Care"
    )
    await administrator.goto(draft)
    await administrator.get_by_role("link", name="With one made-up person").click()
    await administrator.get_by_label("The offence").select_option("fraud")
    await administrator.get_by_label("The age", exact=True).fill("40")
    await administrator.get_by_role("button", name="Try it").click()
    await expect(administrator.locator("main")).to_contain_text("By the rules it stands on")
    await administrator.goto(draft)
    await administrator.get_by_label("Why should the rules change?").fill("The fraud service moves house.")
    await administrator.get_by_role("button", name="Ask for approval").click()
    await expect(administrator.locator("main")).to_contain_text("waits for an approver")
    await expect(administrator.get_by_role("button", name="Approve")).to_have_count(0)

    approver = await signed_in(await browser.new_context(java_script_enabled=False), county, "sol.approver")
    await approver.get_by_role("link", name="Draft 1").click()
    for mark, words in (("del", "Taken out: "), ("ins", "New: ")):
        await expect(approver.locator(mark).first).to_contain_text(words)
    await expect(approver.locator("main")).to_contain_text("1 of the last 1 referrals (100.0 %) would go elsewhere")
    await approver.get_by_role("link", name="On past referrals").click()
    await expect(approver.get_by_role("table", name="The newest first")).to_contain_text("Harbour")
    await approver.go_back()
    await approver.get_by_role("button", name="Approve", exact=True).click()
    await expect(approver.get_by_role("alert")).to_contain_text("say why you approve that")
    await approver.get_by_label("What do you say to it?").fill("Until spring.")
    await approver.get_by_role("button", name="Approve", exact=True).click()
    await expect(approver.locator("main")).to_contain_text("Sol Thorn approved it")
    version = await until(lambda: rulebook_in_force(county), lambda found: found != BEFORE, within_s=30)

    reply = await county.police.send(
        "after-1", a_record(offence_code="053/40", victim=somebody_new(), force_reference="23/after-1")
    )
    referral = reply.json()["id"]
    worker = await browser.new_context(java_script_enabled=False)
    page = await signed_in(worker, county, "sam.harbour", at="/notifier/queue", heading=QUEUE)
    await until(lambda: rows_of(page, county), lambda number: number == 1)
    await page.locator("table.cards tbody tr a").first.click()
    await page.get_by_role("link", name="Why it came here").click()
    await expect(page).to_have_url(f"{county.url}/router/decisions/{referral}")
    await expect(page.locator("main")).to_contain_text("Ledger moves house until spring: general support first.")
    await expect(page.locator("main")).to_contain_text(f"version 2 of the rules ({version[:8]}")
    other = await signed_in(await browser.new_context(), county, "kit.ledger", at="/notifier/queue", heading=QUEUE)
    answer = await other.goto(f"{county.url}/router/decisions/{referral}")
    assert answer is not None
    assert answer.status == 404


async def test_one_person_stops_the_rules_and_whoever_must_know_is_told(browser: Browser, county: World) -> None:
    page = await signed_in(await browser.new_context(java_script_enabled=False), county, "rae.rules")
    await page.get_by_role("link", name="Emergency: send everything").click()
    await page.get_by_label("Why?").fill("Referrals go astray")
    await page.get_by_role("button", name="Send everything to the triage desk").click()
    await until(lambda: rulebook_in_force(county), lambda found: found != BEFORE, within_s=30)
    await county.police.send(
        "emergency-1", a_record(offence_code="053/40", victim=somebody_new(), force_reference="23/emergency-1")
    )
    desk = await signed_in(await browser.new_context(), county, "pat.triage", at="/notifier/queue", heading=QUEUE)
    await until(lambda: rows_of(desk, county), lambda number: number == 1)
    told = await until(lambda: mails_about(county, "Emergency: all new referrals"), lambda found: len(found) == 4)
    assert {"duty@triage.example", "lead@triage.example", "rules-lead@opcc.example"} <= told
    stopped = await rulebook_in_force(county)
    await page.goto(f"{county.url}/router/rules")
    await expect(page.locator("main")).to_contain_text("Rae Finch used the emergency switch")
    await page.get_by_role("link", name="End the emergency").click()
    await page.get_by_label("Why?").fill("Found and mended")
    await page.get_by_role("button", name="Go back to the rules").click()
    await until(lambda: rulebook_in_force(county), lambda found: found != stopped, within_s=30)
    await until(lambda: mails_about(county, "The emergency is over"), lambda found: len(found) == 4)
