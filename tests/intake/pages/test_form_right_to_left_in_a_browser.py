"""The public form in Urdu and its side pages in a real browser: mirrored, accessible, one entry of the history."""

from collections.abc import AsyncIterator

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, expect

from tests.builders.form_post import URL
from tests.builders.serving import a_server
from tests.intake.conftest import OpenIntake
from tests.intake.pages.test_form_in_a_browser import PHONE, WEATHER, Served, go, has_sideways_scroll, opened, say
from waymark_intake.pages.form_languages import say_in
from waymark_intake.pages.form_words import HEADINGS, QUESTIONS
from waymark_intake.self_referral.step import Step


@pytest.fixture
async def reviewing(open_the_door: OpenIntake) -> AsyncIterator[Served]:
    """The form as reviewers see it, with every draft whole."""
    async with a_server(WEATHER) as weather:
        harmless = f"{weather.url}/today"
        intake = await open_the_door(form_least_s=0, form_leave_url=harmless, form_languages_unreviewed=True)
        async with a_server(intake.app) as server:
            yield Served(server.url, harmless, intake)


@pytest.fixture
async def served(open_the_door: OpenIntake) -> AsyncIterator[Served]:
    intake = await open_the_door(form_least_s=0)
    async with a_server(intake.app) as server:
        yield Served(server.url, "", intake)


def urdu(words: str) -> str:
    return say_in("ur", words)


async def press(page: Page, words: str) -> None:
    await page.get_by_role("button", name=urdu(words), exact=True).click()


async def check(page: Page, name: str) -> None:
    assert not await has_sideways_scroll(page), name
    results = await Axe().run(page)
    assert results.violations_count == 0, f"{name}: {results.generate_report()}"


async def in_urdu(page: Page) -> AsyncIterator[str]:
    """The whole form in Urdu, without a word of English but names of places; stops at each page."""
    await page.get_by_role("button", name="اردو").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text(urdu("Ask for support"))
    yield "start"
    await press(page, "Start now")
    await page.locator("#for_whom").check()
    for step in (Step.SITUATION, Step.ABOUT, Step.CONTACT, Step.CAREFUL, Step.NEEDS, Step.CONSENT, Step.CHECK):
        await press(page, "Continue")
        await expect(page.get_by_role("heading", level=1)).to_have_text(urdu(HEADINGS[step].label))
        if step is Step.SITUATION:
            await page.locator("#situations").check()
        if step is Step.ABOUT:
            await page.locator("#age_group-adult").check()
        if step is Step.CONTACT:
            await page.get_by_label(urdu(QUESTIONS["phone"].label), exact=True).fill("07700 900123")
            await page.locator("#call_safe").check()
        if step is Step.CONSENT:
            for group in await page.get_by_role("group").all():
                await group.get_by_label(urdu("Yes"), exact=True).check()
        yield step.value
    await press(page, "Send")
    await expect(page.get_by_role("heading", level=1)).to_have_text(urdu("Thank you. It has been sent"))
    yield "done"


async def test_the_form_in_urdu_is_mirrored_and_accessible_on_a_telephone(browser: Browser, reviewing: Served) -> None:
    context = await browser.new_context(viewport=PHONE)  # type: ignore[arg-type]
    page = await opened(context, reviewing)
    before = await page.evaluate("history.length")
    async for name in in_urdu(page):
        assert await page.evaluate("[document.documentElement.lang, document.documentElement.dir].join()") == "ur,rtl"
        await check(page, name)
        if name == Step.SITUATION:
            circle, words = page.locator("#situations"), page.locator("label[for=situations]")
            box, text = await circle.bounding_box(), await words.bounding_box()
            assert box is not None
            assert text is not None
            assert box["x"] + box["width"] / 2 > text["x"] + text["width"] / 2
    assert await page.evaluate("history.length") == before
    (event,) = await reviewing.told()
    assert event.consent.wording == "form/2/ur"


async def test_without_scripts_another_language_is_a_press_away_on_each_page(
    browser: Browser, reviewing: Served
) -> None:
    page = await opened(await browser.new_context(java_script_enabled=False), reviewing)
    await go(page, "Start now", "Who needs help?")
    await say(page, "Who needs help?", "I do, and I am under 18")
    await page.get_by_role("button", name="Polski").click()
    assert await page.locator("html").get_attribute("lang") == "pl"
    assert await page.locator("#for_whom-young").is_checked()
    await page.get_by_role("button", name="English").click()
    await go(page, "Continue", "What is happening?")
    assert page.url == f"{reviewing.url}{URL}"


async def test_in_a_draft_language_the_one_page_is_accessible(browser: Browser, served: Served) -> None:
    context = await browser.new_context(viewport=PHONE)  # type: ignore[arg-type]
    page = await opened(context, served)
    await page.get_by_role("button", name="اردو").click()
    await expect(page.locator("#phone")).to_be_visible()
    await check(page, "call")
    await press(page, "Continue")
    await expect(page.locator("#problem")).to_be_focused()
    await check(page, "call-wrong")
    await page.get_by_role("button", name="English").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Who needs help?")


async def test_pages_for_another_person_and_beside_the_steps_are_accessible(browser: Browser, served: Served) -> None:
    context = await browser.new_context(viewport=PHONE)  # type: ignore[arg-type]
    page = await opened(context, served)
    await go(page, "Start now", "Who needs help?")
    await say(page, "Who needs help?", "Somebody else, who knows that I ask")
    await go(page, "Continue", "About you, who fill this in")
    await check(page, "helper")
    await go(page, "How to stay safe online", "How to stay safe online")
    await check(page, "safe")
    await go(page, "Go to the form", "About you, who fill this in")
    for name in ("Privacy", "Accessibility"):
        await go(page, name, name)
        await check(page, name)
        await go(page, "Go back to the form", "About you, who fill this in")
    await say(page, "Do they know about this form, and agree?", "No")
    await go(page, "Continue", "What is happening?")
    await expect(page.get_by_text("Someone hurt them, threatened them")).to_be_visible()
    await page.goto(f"{served.url}{URL}")
    await go(page, "Start now", "Who needs help?")
    await go(page, "Just call me back", "Just call me back")
    await check(page, "call")
    await page.goto(f"{served.url}{URL}/stay-safe")
    await check(page, "stay-safe")
