"""The public form in the eyes of who takes the device afterwards: Back, Forward, history, what the browser keeps."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest
from playwright.async_api import Browser, Error, Page, expect

from tests.builders.form_post import CANARIES, URL
from tests.builders.serving import a_server
from tests.intake.conftest import OpenIntake
from tests.intake.pages.test_form_in_a_browser import WEATHER, Served, answered, go, opened, to_situation

BEGIN = "Ask for support"
# All but the one that is there for machines only.
FIELDS = "input[type=text]:not([name=website]), textarea, select"


@pytest.fixture
async def served(open_the_door: OpenIntake) -> AsyncIterator[Served]:
    async with a_server(WEATHER) as weather:
        harmless = f"{weather.url}/today"
        intake = await open_the_door(form_least_s=0, form_leave_url=harmless)
        async with a_server(intake.app) as server:
            yield Served(server.url, harmless, intake)


async def to(page: Page, wanted: str) -> None:
    """Fill in the form as far as that page."""
    async for name in answered(page):
        if name == wanted:
            return


async def shown(page: Page) -> str:
    """Everything the page holds, typed or written, once it stands still; the browser's own pages are asked as well."""
    typed = "[...document.querySelectorAll('input, textarea')].map((one) => one.value).join()"
    while True:
        with suppress(Error):  # it is still on its way from one page to another
            return str(await page.evaluate(f"document.documentElement.outerHTML + {typed}"))
        await asyncio.sleep(0.05)


@pytest.mark.parametrize("wanted", ["about", "check"])
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
@pytest.mark.parametrize("leaving", ["exit", "another address"])
async def test_after_leaving_neither_back_nor_forward_shows_an_answer(
    keeping_browser: Browser, served: Served, *, wanted: str, scripts: bool, leaving: str
) -> None:
    page = await opened(await keeping_browser.new_context(java_script_enabled=scripts), served)
    await to(page, wanted)
    assert CANARIES["name"] in await shown(page)
    if leaving == "exit":
        await page.locator("#leave").click()
    else:
        await page.goto(served.harmless)
    await page.wait_for_url(served.harmless)
    for turn in (page.go_back, page.go_forward, page.go_back):
        with suppress(Error):  # "Confirm form resubmission" is a page of the browser's own
            await turn(wait_until="commit")
        assert not [token for token in CANARIES.values() if token in await shown(page)]


async def test_who_goes_back_out_of_the_form_leaves_nothing_for_forward(
    keeping_browser: Browser, served: Served
) -> None:
    context = await keeping_browser.new_context()
    page = await context.new_page()
    await page.goto(served.harmless)
    await page.goto(f"{served.url}{URL}")
    await to(page, "about")
    await page.go_back(wait_until="commit")
    await page.go_forward(wait_until="commit")
    await expect(page.get_by_role("heading", level=1)).to_have_text(BEGIN)
    assert CANARIES["name"] not in await shown(page)


async def test_a_page_that_a_browser_keeps_whole_is_kept_empty_and_begins_anew(
    browser: Browser, served: Served
) -> None:
    """Chromium keeps no page of ours over plain HTTP, so the two events are its own but sent by hand."""
    page = await opened(await browser.new_context(), served)
    await to(page, "about")
    kept = "(kind) => void window.dispatchEvent(new PageTransitionEvent(kind, { persisted: true }))"
    await page.evaluate(kept, "pagehide")
    assert await page.locator("body").inner_html() == ""
    await page.evaluate(kept, "pageshow")
    await expect(page.get_by_role("heading", level=1)).to_have_text(BEGIN)


async def test_a_page_left_on_the_screen_shows_the_beginning_once_its_hour_is_over(
    browser: Browser, served: Served
) -> None:
    page = await opened(await browser.new_context(), served)
    await page.clock.install()
    await to(page, "about")
    await page.clock.fast_forward(3_590_000)
    await expect(page.get_by_label("What should we call you?")).to_have_value(CANARIES["name"])
    await page.clock.fast_forward(20_000)
    await expect(page.get_by_role("heading", level=1)).to_have_text(BEGIN)
    assert CANARIES["name"] not in await shown(page)


async def test_pressing_on_begins_the_hour_anew(browser: Browser, served: Served) -> None:
    page = await opened(await browser.new_context(), served)
    await page.clock.install()
    await to_situation(page)
    await page.clock.fast_forward(3_000_000)
    await page.get_by_label("I want help with drinking").check()
    await go(page, "Continue", "About you")
    await page.clock.fast_forward(3_000_000)
    await expect(page.get_by_role("heading", level=1)).to_have_text("About you")


async def test_without_scripts_the_browser_itself_begins_anew(browser: Browser, served: Served) -> None:
    page = await opened(await browser.new_context(java_script_enabled=False), served)
    async with page.expect_response(f"{served.url}{URL}") as first:
        await go(page, "Start now", "Who needs help?")
    async with page.expect_response(f"{served.url}{URL}") as second:
        await go(page, "Just call me back", "Just call me back")
    for answer in (await first.value, await second.value):
        assert await answer.header_value("refresh") == f"3600; url={URL}"


async def test_no_field_is_filled_in_learned_or_sent_away_by_the_browser(browser: Browser, served: Served) -> None:
    page = await opened(await browser.new_context(java_script_enabled=False), served)
    seen = set()
    async for _ in answered(page):
        for field in await page.locator(FIELDS).all():
            name = await field.get_attribute("name")
            seen.add(name)
            assert await field.get_attribute("autocomplete") == "off", name
            is_list = await field.evaluate("(field) => field.tagName === 'SELECT'")
            assert is_list or await field.get_attribute("spellcheck") == "false", name
    assert {"words", "name", "phone", "email", "post", "code_word", "not_to_know", "access", "speaks"} <= seen
