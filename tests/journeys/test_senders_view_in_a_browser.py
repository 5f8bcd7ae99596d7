"""A referring agency's pages in a real browser: its referrals told back, a question answered, one taken back."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, BrowserContext, Page, expect

from tests.builders.police_post import CANARIES, a_rape, a_record
from tests.journeys.steps import routed, sent
from tests.journeys.world import World, one_process, until
from waymark.opening import Addresses
from waymark.settings import Settings

PHONE = {"width": 320, "height": 640}
DESK = {"width": 1280, "height": 900}
LIST = "/intake/referrals"
SHOTS = Path(os.environ.get("WAYMARK_SHOTS", ""))


@pytest.fixture
async def county(county_db: Addresses, settings: Settings) -> AsyncIterator[World]:
    async with one_process(county_db, settings) as found:
        yield found


async def signed_in(context: BrowserContext, county: World, member: str = "pia.police") -> Page:
    page = await context.new_page()
    await page.goto(county.url)
    async with page.expect_navigation():
        await page.locator(f'button[value="{member}"]').click()
    return page


async def looked_at(page: Page, name: str) -> None:
    """Nothing is cut off and axe has nothing to say; a picture is kept where WAYMARK_SHOTS names a folder."""
    if "WAYMARK_SHOTS" in os.environ:
        await page.screenshot(path=SHOTS / f"I-{name}.png", full_page=True)
    wide = await page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    assert not wide, page.url
    results = await Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


@pytest.mark.parametrize(
    ("member", "heading"),
    [
        ("pia.police", "Referrals your agency sent"),
        ("sam.harbour", "Your queue"),
        ("pat.triage", "Your queue"),
        ("olu.operator", "Status"),
        ("dee.dpo", "What you may do"),
    ],
)
async def test_signing_in_leads_to_ones_own_work(browser: Browser, county: World, member: str, heading: str) -> None:
    page = await signed_in(await browser.new_context(), county, member)
    await expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    first = page.get_by_role("navigation", name="Your pages").get_by_role("link").first
    await expect(first).to_have_attribute("aria-current", "page")


async def test_a_question_is_seen_and_answered_with_scripts_off(browser: Browser, county: World) -> None:
    asked = await sent(county, a_rape(), "asks-1")
    await routed(county, asked)
    page = await signed_in(await browser.new_context(java_script_enabled=False), county)
    await page.goto(f"{county.url}{LIST}?part=needs_you")
    await expect(page.locator("main")).to_contain_text("may Lantern be told?")
    await page.locator("table.cards tbody tr a").first.click()
    await page.get_by_label("Yes, in clear words").check()
    await page.get_by_role("button", name="Record it").click()
    await expect(page.get_by_role("status")).to_contain_text("what the person said is recorded")
    await until(lambda: county.followed(asked), lambda seen: seen["state"] == "being_handled")
    await page.reload()
    await expect(page.locator("main")).to_contain_text("The service has it and has not answered yet")
    await expect(page.locator("main")).to_contain_text("Yes, it may be shared")


async def test_a_referral_is_found_by_the_agencys_own_reference_which_no_address_holds(
    browser: Browser, county: World
) -> None:
    referral = await sent(county, a_record(), "found-1")
    page = await signed_in(await browser.new_context(java_script_enabled=False), county)
    addresses: list[str] = []
    page.on("request", lambda request: addresses.append(request.url))
    await page.get_by_label("Your own reference").fill(a_record()["force_reference"])
    await page.get_by_role("button", name="Find").click()
    await expect(page).to_have_url(f"{county.url}{LIST}/{referral}")
    await page.goto(f"{county.url}{LIST}")
    await page.get_by_label("Your own reference").fill("no such")
    await page.get_by_role("button", name="Find").click()
    await expect(page.get_by_role("status")).to_contain_text("has sent no referral under this reference")
    assert not [url for url in addresses if CANARIES["reference"] in url or "such" in url]


async def test_two_clicks_and_a_reason_take_a_referral_back(browser: Browser, county: World) -> None:
    referral = await sent(county, a_record(), "back-1")
    await routed(county, referral)
    page = await signed_in(await browser.new_context(java_script_enabled=False), county)
    await page.goto(f"{county.url}{LIST}/{referral}")
    await page.get_by_role("link", name="Take the referral back").click()
    await page.get_by_role("button", name="Take it back").click()
    await expect(page.get_by_role("alert")).to_contain_text("Choose why it is taken back.")
    await page.get_by_label("The person asked us to").check()
    await page.get_by_role("button", name="Take it back").click()
    await expect(page.get_by_role("status")).to_contain_text("the referral is taken back")
    assert (await county.followed(referral))["state"] == "withdrawn"


async def test_another_agency_finds_nothing_of_it(browser: Browser, county: World) -> None:
    referral = await sent(county, a_record(), "hidden-1")
    page = await signed_in(await browser.new_context(), county, "tess.schools")
    await expect(page.locator("main")).to_contain_text("Your agency has sent no referral yet.")
    for path in (referral, f"{referral}/withdraw"):
        answer = await page.goto(f"{county.url}{LIST}/{path}")
        assert answer is not None
        assert answer.status == 404


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
async def test_every_page_is_accessible_fits_and_names_nobody(
    browser: Browser, county: World, size: dict[str, int]
) -> None:
    asked = await sent(county, a_rape(safe_contact={}), "axe-asked")
    handled = await sent(county, a_record(), "axe-handled")
    for one in (asked, handled):
        await routed(county, one)
    page = await signed_in(await browser.new_context(viewport=size), county)  # type: ignore[arg-type]
    width = size["width"]
    visits = {
        "list": LIST,
        "needs": f"{LIST}?part=needs_you",
        "closed": f"{LIST}?part=closed",
        "asked": f"{LIST}/{asked}",
        "handled": f"{LIST}/{handled}?done=recorded",
        "withdraw": f"{LIST}/{handled}/withdraw",
        "consent": f"/consent/referrals/{asked}/consent",
        "home": "/consent/sign-in",
    }
    for name, path in visits.items():
        await page.goto(f"{county.url}{path}")
        await looked_at(page, f"{name}-{width}")
        shown = await page.content() + page.url
        assert [token for token in CANARIES.values() if token in shown] == []
    await page.goto(f"{county.url}{LIST}")
    async with page.expect_navigation():
        await page.get_by_role("button", name="Find").click()
    await looked_at(page, f"find-{width}")
    await page.get_by_label("Your own reference").fill(a_record()["force_reference"])
    async with page.expect_navigation():
        await page.get_by_role("button", name="Find").click()
    await expect(page.locator("table.cards tbody tr")).to_have_count(2)
    await looked_at(page, f"found-{width}")
    await county.police_post(f"/intake/v1/referrals/{asked}:withdraw", {"reason": "duplicate"})
    await page.goto(f"{county.url}{LIST}/{asked}")
    await expect(page.locator("main")).to_contain_text("Taken back")
    await expect(page.locator("main")).not_to_contain_text("What is asked of you")
    await looked_at(page, f"withdrawn-{width}")
    desk = await signed_in(await browser.new_context(viewport=size), county, "dee.dpo")  # type: ignore[arg-type]
    await looked_at(desk, f"landing-{width}")
