"""The commissioner's page of unmet need."""

import pytest
from playwright.async_api import Browser

from tests.builders.router_office import Office, is_fit
from tests.builders.screened import a_referral_screened, some_facts
from waymark.ids import uuid7
from waymark.words import Need

_PAGE = "/router/unmet"


async def _unmet(office: Office, count: int) -> None:
    now = office.context.clock.now()
    facts = some_facts(offence_class="road", needs=(Need.COUNSELLING,))
    await office.route(*[a_referral_screened(referral_id=uuid7(now), facts=facts) for _ in range(count)])


async def test_numbers_are_rounded_and_small_ones_not_said(office: Office) -> None:
    await _unmet(office, 4)
    page = (await office.client("cat", page=True).get(f"{_PAGE}?since=2026-11-01")).text
    assert "Ask for months that are over" in page
    await office.a_month_ago()
    page = (await office.client("cat", page=True).get(_PAGE)).text
    assert "from 1 November 2025 to 31 October 2026: fewer than 5" in page
    assert "no service here is meant for it" not in page


async def test_a_month_that_is_over_is_counted_whole(office: Office) -> None:
    await _unmet(office, 8)
    await office.a_month_ago()
    page = (await office.client("cat", page=True).get(f"{_PAGE}?since=2026-10-15")).text
    assert "from 1 October 2026 to 31 October 2026: 10" in page
    assert "Support after a fatal or serious road collision" in page
    assert "no service here is meant for it" in page


async def test_before_the_first_month_is_over_the_page_says_what_is_counted_and_when_figures_come(
    office: Office,
) -> None:
    await _unmet(office, 8)
    page = (await office.client("cat", page=True).get(_PAGE)).text
    assert "November 2026 is being counted now" in page
    assert "Its figures come on 1 December 2026" in page
    assert "The months above hold fewer than 5 needs, or none" in page
    await office.a_month_ago()
    later = (await office.client("cat", page=True).get(_PAGE)).text
    assert "November 2026 is being counted now" in later
    assert "or none: that is why" not in later


@pytest.mark.parametrize("who", ["sam", "lee", "pat", "rae"])
async def test_nobody_else_reads_it(office: Office, who: str) -> None:
    assert (await office.client(who, page=True).get(_PAGE)).status_code == 403


@pytest.mark.parametrize("size", ["phone", "desk"])
async def test_the_page_fits_and_is_accessible(office: Office, browser: Browser, size: str) -> None:
    await _unmet(office, 6)
    async with office.opened(browser, "cat", size=size) as page:
        await page.goto(_PAGE)
        await is_fit(page)
