"""The public form in a real browser: readable on a telephone, with and without scripts, and quick to leave."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, BrowserContext, Page, expect
from starlette.applications import Starlette
from starlette.responses import HTMLResponse
from starlette.routing import Route

from tests.builders.form_post import CANARIES, URL
from tests.builders.serving import a_server
from tests.intake.conftest import Intake, OpenIntake
from waymark.contracts.referral import ReferralReceived
from waymark.db import SYSTEM

PHONE = {"width": 320, "height": 640}
DESK = {"width": 1280, "height": 900}
WEATHER = Starlette(routes=[Route("/today", lambda _: HTMLResponse("<title>Weather</title>Sunny"))])


@dataclass(frozen=True)
class Served:
    """The form at an address, and what it stores."""

    url: str
    harmless: str
    intake: Intake

    async def told(self) -> list[ReferralReceived]:
        async with self.intake.database.reader(SYSTEM) as reader:
            rows = await reader.rows("select body from log order by seq")
        return [ReferralReceived.model_validate_json(bytes(row.body)) for row in rows]


@pytest.fixture
async def served(open_the_door: OpenIntake) -> AsyncIterator[Served]:
    async with a_server(WEATHER) as weather:
        harmless = f"{weather.url}/today"
        intake = await open_the_door(form_least_s=0, form_leave_url=harmless)
        async with a_server(intake.app) as server:
            yield Served(server.url, harmless, intake)


async def opened(context: BrowserContext, served: Served) -> Page:
    """The first page."""
    page = await context.new_page()
    await page.goto(f"{served.url}{URL}")
    return page


async def go(page: Page, button: str, heading: str) -> None:
    await page.get_by_role("button", name=button, exact=True).click()
    await expect(page.get_by_role("heading", level=1)).to_have_text(heading)


async def to_situation(page: Page) -> None:
    """The second page, for oneself."""
    await go(page, "Start now", "Who needs help?")
    await say(page, "Who needs help?", "I do")
    await go(page, "Continue", "What is happening?")


async def wrong(page: Page) -> None:
    """Press on with something missing: the page says so."""
    await page.get_by_role("button", name="Continue").click()
    await expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()


async def say(page: Page, question: str, answer: str) -> None:
    await page.get_by_role("group", name=question).get_by_label(answer, exact=True).check()


async def answered(page: Page) -> AsyncIterator[str]:
    """Walk through the whole form; stops at each page after it was filled in, with the page's name."""
    yield "start"
    await go(page, "Start now", "Who needs help?")
    await wrong(page)
    yield "who-wrong"
    await say(page, "Who needs help?", "I do")
    await say(page, "Are you safe right now?", "Yes")
    await go(page, "Continue", "What is happening?")
    await wrong(page)
    yield "situation-wrong"
    await page.get_by_label("Someone hurt me, threatened me or frightens me").check()
    await page.get_by_label("I want help with drinking").check()
    await page.get_by_label("In your own words").fill(CANARIES["words"])
    await go(page, "Continue", "About you")
    await page.get_by_label("What should we call you?").fill(CANARIES["name"])
    await page.get_by_label("18 or over").check()
    await page.get_by_label("Rugby").check()
    yield "about"
    await go(page, "Continue", "How may somebody reach you?")
    await page.get_by_label("Telephone number", exact=True).fill(CANARIES["phone"])
    await wrong(page)
    yield "contact-wrong"
    await say(page, "Is it safe to call this number?", "Yes")
    await go(page, "Continue", "What should we be careful about?")
    await page.get_by_label("A code word").fill(CANARIES["code_word"])
    await page.get_by_label("Monday to Friday").check()
    yield "careful"
    await go(page, "Continue", "What would make it easier for you?")
    await page.get_by_label("The language you speak best").select_option("pl")
    await page.get_by_label("To answer a few questions about equality").check()
    yield "needs"
    await go(page, "Continue", "Questions you can skip")
    yield "equality"
    await go(page, "Continue", "Who may see your answers?")
    for group in await page.get_by_role("group").all():
        await group.get_by_label("Yes").check()
    yield "consent"
    await go(page, "Continue", "Check your answers")
    await page.get_by_label("Show me a short reference").check()
    yield "check"
    await go(page, "Send", "Thank you. It has been sent")
    yield "done"


async def has_sideways_scroll(page: Page) -> bool:
    return bool(await page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
async def test_every_page_is_accessible_and_fits(browser: Browser, served: Served, size: dict[str, int]) -> None:
    context = await browser.new_context(viewport=size)  # type: ignore[arg-type]
    page = await opened(context, served)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    async for name in answered(page):
        assert not await has_sideways_scroll(page), name
        results = await Axe().run(page)
        assert results.violations_count == 0, f"{name}: {results.generate_report()}"
    # A page with what is wrong on it is answered 422, which the browser notes by itself.
    assert [text for text in complaints if "422" not in text] == []


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
async def test_the_form_works_with_scripts_and_without(browser: Browser, served: Served, *, scripts: bool) -> None:
    context = await browser.new_context(java_script_enabled=scripts)
    page = await opened(context, served)
    async for _ in answered(page):
        assert page.url == f"{served.url}{URL}"
        assert (await page.title()) in {"Form", "Error: Form"}
    (event,) = await served.told()
    assert {need.value for need in event.facts.needs} == {"emotional_support", "safety_planning", "alcohol"}
    assert await context.cookies() == []
    state = await context.storage_state()
    assert state["origins"] == []


async def test_with_scripts_the_whole_form_is_one_entry_and_leaving_replaces_it(
    browser: Browser, served: Served
) -> None:
    context = await browser.new_context()
    page = await opened(context, served)
    before = await page.evaluate("history.length")
    async for name in answered(page):
        if name == "check":
            break
    assert await page.evaluate("history.length") == before
    await page.locator("#leave").click()
    await page.wait_for_url(served.harmless)
    await page.go_back()
    assert URL not in page.url


async def test_three_times_shift_leaves_at_once(browser: Browser, served: Served) -> None:
    page = await opened(await browser.new_context(), served)
    await go(page, "Start now", "Who needs help?")
    for _ in range(3):
        await page.keyboard.press("Shift")
    await page.wait_for_url(served.harmless)


async def test_writing_with_capitals_does_not_leave(browser: Browser, served: Served) -> None:
    page = await opened(await browser.new_context(), served)
    await to_situation(page)
    await page.get_by_label("In your own words").focus()
    for letter in "ABCD":
        await page.keyboard.press(f"Shift+{letter}")
    assert page.url == f"{served.url}{URL}"
    await expect(page.get_by_label("In your own words")).to_have_value("ABCD")


async def test_a_double_click_sends_once(browser: Browser, served: Served) -> None:
    page = await opened(await browser.new_context(), served)
    async for name in answered(page):
        if name == "check":
            break
    await page.get_by_role("button", name="Send", exact=True).dblclick()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Thank you. It has been sent")
    assert len(await served.told()) == 1


async def test_after_an_error_the_summary_has_the_focus_and_leads_to_the_field(
    browser: Browser, served: Served
) -> None:
    page = await opened(await browser.new_context(), served)
    await to_situation(page)
    await page.get_by_role("button", name="Continue").click()
    await expect(page.locator("#problem")).to_be_focused()
    await page.get_by_role("link", name="Tick what fits best", exact=False).click()
    await expect(page.locator("#situations")).to_be_focused()


async def test_without_a_connection_the_answers_stay_and_can_be_sent_later(browser: Browser, served: Served) -> None:
    context = await browser.new_context()
    page = await opened(context, served)
    await to_situation(page)
    await page.get_by_label("I want help with drinking").check()
    await context.set_offline(offline=True)
    await page.get_by_role("button", name="Continue").click()
    await expect(page.get_by_role("alert")).to_contain_text("still on this page")
    await context.set_offline(offline=False)
    await go(page, "Continue", "About you")


async def test_holding_shift_down_does_not_leave(browser: Browser, served: Served) -> None:
    page = await opened(await browser.new_context(), served)
    for _ in range(6):
        await page.keyboard.down("Shift")
    await page.keyboard.up("Shift")
    assert page.url == f"{served.url}{URL}"
