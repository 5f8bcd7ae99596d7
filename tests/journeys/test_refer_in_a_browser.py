"""A council worker refers somebody in a real browser, sees where it stands, answers, and takes it back."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, BrowserContext, Page, expect

from tests.builders.refer_post import CANARIES
from tests.journeys.steps import routed
from tests.journeys.world import World, one_process
from waymark.opening import Addresses
from waymark.settings import Settings

PHONE = {"width": 320, "height": 640}
DESK = {"width": 1280, "height": 900}
SHOTS = Path(os.environ.get("WAYMARK_SHOTS", ""))


@pytest.fixture
async def county(county_db: Addresses, settings: Settings) -> AsyncIterator[World]:
    async with one_process(county_db, settings) as found:
        yield found


async def signed_in(context: BrowserContext, county: World, member: str) -> Page:
    page = await context.new_page()
    await page.goto(county.url)
    async with page.expect_navigation():
        await page.locator(f'button[value="{member}"]').click()
    return page


async def looked_at(page: Page, name: str) -> None:
    """At both widths nothing is cut off and axe has nothing to say; a picture where WAYMARK_SHOTS names a folder."""
    for size in (PHONE, DESK):
        await page.set_viewport_size(size)  # type: ignore[arg-type]
        if "WAYMARK_SHOTS" in os.environ:
            await page.screenshot(path=SHOTS / f"R-{name}-{size['width']}.png", full_page=True)
        wide = await page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        assert not wide, (name, size)
    results = await Axe().run(page)
    assert results.violations_count == 0, (name, results.generate_report())


async def looked_at_plainly(page: Page) -> None:
    """Without scripts axe cannot look: at both widths nothing is cut off."""
    for size in (PHONE, DESK):
        await page.set_viewport_size(size)  # type: ignore[arg-type]
        inner, outer = await page.locator("main").bounding_box(), size["width"]
        assert inner is not None
        assert inner["width"] <= outer


async def go(page: Page, heading: str, button: str = "Continue") -> None:
    await page.get_by_role("button", name=button, exact=True).click()
    await expect(page.get_by_role("heading", level=1)).to_have_text(heading)


async def told_who(page: Page) -> None:
    """The pages about the person."""
    await go(page, "Who is it?")
    await page.get_by_label("First name").fill(CANARIES["given_name"])
    for part, typed in (("Day", "2"), ("Month", "5"), ("Year", "1984")):
        await page.get_by_role("group", name="Date of birth").get_by_label(part).fill(typed)
    await page.get_by_label("Where do they live").select_option(label="Rugby")


async def told_how(page: Page) -> None:
    """The page about reaching the person."""
    await go(page, "Who is around them?")
    await page.get_by_label("Children in the household").fill(CANARIES["child"])
    await go(page, "How may somebody reach them?")
    await page.get_by_label("Mobile number").fill(CANARIES["mobile"])
    await page.get_by_role("group", name="Is it safe to call the mobile?").get_by_label("Yes").check()


async def test_every_page_can_be_read_on_a_telephone(browser: Browser, county: World) -> None:
    page = await signed_in(await browser.new_context(), county, "con.council")
    await page.goto(f"{county.url}/intake/referrals")
    await page.get_by_role("link", name="Refer somebody").click()
    await looked_at(page, "start")
    await told_who(page)
    await page.get_by_role("group", name="Date of birth").get_by_label("Month").fill("13")
    await page.get_by_role("button", name="Continue").click()
    await expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    await looked_at(page, "person-wrong")
    await page.get_by_role("group", name="Date of birth").get_by_label("Month").fill("5")
    await go(page, "Who is around them?")
    await looked_at(page, "around")
    await go(page, "Who is it?", "Back")
    await told_how(page)
    await looked_at(page, "contact")
    await go(page, "What is needed?")
    await page.get_by_label("Help with neighbours").check()
    await looked_at(page, "help")
    await go(page, "What did they say?")
    await looked_at(page, "consent")
    await go(page, "Check before you send")
    await expect(page.get_by_role("heading", name="You can send it now")).to_be_visible()
    await looked_at(page, "check")
    await go(page, "What they say of themselves", "Add what they say of themselves")
    await page.get_by_label("Ethnic group").select_option(label="Mixed: any other")
    await looked_at(page, "equality")
    await go(page, "Check before you send")
    await expect(page.locator("dl")).to_contain_text("Mixed: any other")
    assert all(canary not in page.url for canary in CANARIES.values())


async def test_a_council_worker_refers_answers_and_takes_back_with_scripts_off(browser: Browser, county: World) -> None:
    page = await signed_in(await browser.new_context(java_script_enabled=False), county, "con.council")
    await page.goto(f"{county.url}/intake/refer")
    await told_who(page)
    await go(page, "Who is around them?")
    await page.get_by_label("Children in the household").fill(CANARIES["child"])
    await go(page, "How may somebody reach them?")
    await page.get_by_label("Mobile number").fill(CANARIES["mobile"])
    await go(page, "What is needed?")
    await page.get_by_label("An independent adviser, for an adult").check()
    await page.get_by_label("A partner, an ex or family member").check()
    await go(page, "What did they say?")
    await page.get_by_label("Nobody has asked them yet").check()
    await go(page, "Check before you send")
    await expect(page.locator("main")).to_contain_text("no service is told before the person said a clear yes")
    await page.get_by_role("button", name="Send", exact=True).click()
    await expect(page.get_by_role("status")).to_contain_text("the referral is sent")
    referral = page.url.rpartition("/")[2].partition("?")[0]
    await routed(county, referral, client="county-council-system")
    await page.reload()
    await expect(page.locator("main")).to_contain_text("Ask the person for a clear yes or no")
    await page.get_by_label("Yes, in clear words").check()
    await page.get_by_role("button", name="Record it").click()
    await expect(page.get_by_role("status")).to_contain_text("what the person said is recorded")
    await page.get_by_role("link", name="Tell us how to reach the person").click()
    await page.get_by_label("Mobile number").fill(CANARIES["mobile"])
    await page.get_by_role("group", name="Is it safe to call the mobile?").get_by_label("Yes").check()
    await looked_at_plainly(page)
    await page.get_by_role("button", name="Send the answer").click()
    await expect(page.get_by_role("status")).to_contain_text("your answer is in")
    await expect(page.locator("main")).to_contain_text("Corrected at")
    await page.get_by_role("link", name="Take the referral back").click()
    await page.get_by_label("The person asked us to").check()
    await page.get_by_role("button", name="Take it back").click()
    await expect(page.get_by_role("status")).to_contain_text("the referral is taken back")


async def test_a_council_worker_corrects_what_was_sent_and_sees_what_changes(browser: Browser, county: World) -> None:
    page = await signed_in(await browser.new_context(), county, "con.council")
    await page.goto(f"{county.url}/intake/refer")
    await told_who(page)
    await told_how(page)
    await go(page, "What is needed?")
    await page.get_by_label("Help with neighbours").check()
    await go(page, "What did they say?")
    await go(page, "Check before you send")
    await page.get_by_role("button", name="Send", exact=True).click()
    await expect(page.get_by_role("status")).to_contain_text("the referral is sent")
    await page.get_by_role("link", name="Correct the referral", exact=True).click()
    await expect(page.locator("main")).to_contain_text("what you leave out is taken out")
    await looked_at(page, "correct-start")
    await told_who(page)
    await page.get_by_label("Family name").fill("Synthcorrected")
    await go(page, "Who is around them?")
    await go(page, "How may somebody reach them?")
    await page.get_by_label("Mobile number").fill(CANARIES["mobile"])
    await page.get_by_role("group", name="Is it safe to call the mobile?").get_by_label("Yes").check()
    await go(page, "What is needed?")
    await page.get_by_label("Help with neighbours").check()
    await go(page, "What did they say?")
    await go(page, "Check before you send")
    changes = page.locator("dl").first
    await expect(changes).to_contain_text("Written anew")
    await expect(changes).to_contain_text("Taken out")
    await looked_at(page, "correct-check")
    await page.get_by_role("button", name="Send", exact=True).click()
    await expect(page.get_by_role("status")).to_contain_text("the correction is in")
    await expect(page.locator("main")).to_contain_text("Corrected at")
    assert all(canary not in page.url for canary in CANARIES.values())


async def test_a_helpline_worker_fills_it_in_with_the_person(browser: Browser, county: World) -> None:
    page = await signed_in(await browser.new_context(), county, "hal.harbour")
    await page.goto(f"{county.url}/intake/refer")
    await page.get_by_role("group", name="Is the person with you?").get_by_label("Yes, we fill it in together").check()
    await told_who(page)
    await told_how(page)
    await go(page, "What is needed?")
    await page.get_by_label("Heroin or other opiates").check()
    await page.get_by_label("Somebody who listens").check()
    await go(page, "What did they say?")
    await page.get_by_label("By telephone").check()
    await page.get_by_role("group", name="A drug and alcohol service").get_by_label("Yes").check()
    await page.get_by_role("button", name="Continue").click()
    await expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    await page.get_by_role("group", name="Support workers who listen").get_by_label("No").check()
    await looked_at(page, "together")
    await go(page, "Check before you send")
    await page.get_by_role("button", name="Send", exact=True).click()
    await expect(page.get_by_role("status")).to_contain_text("the referral is sent")
    referral = page.url.rpartition("/")[2].partition("?")[0]
    seen = await routed(county, referral, client="harbour-case-system")
    assert {one["pathway"] for one in seen["allocations"]} == {"substance_adult"}


async def test_an_officer_prints_a_slip_that_says_nothing(browser: Browser, county: World) -> None:
    page = await signed_in(await browser.new_context(), county, "pia.police")
    await page.get_by_role("link", name="Hand out a slip").click()
    await looked_at(page, "slip-new")
    await page.get_by_label("What kind of crime was it?").select_option("burglary_dwelling")
    await page.get_by_role("button", name="Make a slip to print").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("If you want to talk to someone")
    await looked_at(page, "slip")
    await expect(page.get_by_role("img", name="The address of the form")).to_be_visible()
    assert page.url.endswith("/intake/slips/new")
    text = await page.locator("body").inner_text()
    assert not [word for word in ("olice", "urglary", "ictim", "Hart") if word in text]
