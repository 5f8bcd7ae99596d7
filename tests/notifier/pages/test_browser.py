"""The notifier's pages in a real browser: they fit a phone, have no axe violation, and go away when they must."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, BrowserContext, Page, expect

from tests.builders.allocation import a_correction
from tests.builders.routed import a_referral_routed, a_routed, told_again, with_state
from tests.builders.serving import a_server
from tests.builders.web import a_token
from tests.notifier.conftest import PEOPLE, Office, hear
from tests.notifier.pages.test_allocation import a_consent
from tests.processes import Running
from waymark.auth import SESSION, SESSION_COOKIE
from waymark.contracts.routing import ReferralRouted, UnmetNeed
from waymark.db import SYSTEM
from waymark.words import AllocationState, InterimBy, InterimOffer, Pathway, Priority

S = AllocationState
SIZES = {"phone": {"width": 320, "height": 640}, "desk": {"width": 1280, "height": 900}}
OPENED = Callable[[Browser, str, dict[str, int]], Any]


@asynccontextmanager
async def a_county(office: Office, running: Running) -> AsyncIterator[str]:
    """The notifier as a process beside a consent that shows Asha; its address."""
    consent, _ = a_consent()
    async with a_server(consent) as server, running(["notifier"], consent_url=server.url) as county:
        yield county.url


async def signed_in(browser: Browser, office: Office, url: str, who: str, size: dict[str, int]) -> BrowserContext:
    person = PEOPLE[who]
    over = {name: person[name] for name in ("subject", "agency", "roles") if name in person}
    token = a_token(office.key, office.clock.now(), use=SESSION, **over)
    context = await browser.new_context(viewport=size)  # type: ignore[arg-type]
    await context.add_cookies([{"name": SESSION_COOKIE, "value": token, "url": url}])
    return context


async def accept(office: Office, answer: ReferralRouted) -> UUID:
    allocation_id = answer.allocations[0].allocation_id
    client = office.client("sam")
    reply = await client.post(f"/notifier/v1/allocations/{allocation_id}:accept", json={"version": 1})
    assert reply.status_code == 200
    return allocation_id


async def a_full_queue(office: Office) -> dict[str, UUID]:
    """One row of each kind; their ids by kind."""
    now, database = office.clock.now(), office.database
    changed, stopped, late = a_referral_routed(), a_referral_routed(), a_referral_routed()
    obligations = ("check_account_for_identity",)
    notice = a_routed(pathway=Pathway.NATIONAL_REFERRAL, duty=True, priority=Priority.URGENT, obligations=obligations)
    task = a_referral_routed(notice)
    leaver = a_referral_routed(a_routed(pathway=Pathway.SUBSTANCE_ADULT, appointment_by=now + timedelta(days=21)))
    left = UnmetNeed(pathway=Pathway.FRAUD, needs=(), reason="nobody_takes")
    desk = a_referral_routed(a_routed(agency="triage-desk", service="triage", pathway=Pathway.TRIAGE), unmet=(left,))
    meanwhile = {"interim": (InterimOffer.GROUP_SESSIONS, InterimOffer.CHECK_IN_CALLS), "interim_by": InterimBy.SERVICE}
    waits = a_referral_routed(a_routed(**meanwhile, interim_until=date(2027, 2, 1)))
    await hear(database, changed, stopped, late, task, leaver, desk, waits)
    await accept(office, waits)
    await accept(office, stopped)
    await accept(office, late)
    back = [told_again(one, with_state(one.allocations[0], S.WITHDRAWN)) for one in (stopped, late)]
    new = with_state(changed.allocations[0], S.OFFERED, corrections=(a_correction(2),))
    await hear(database, *back, told_again(changed, new).model_copy(update={"referral_version": 2}))
    async with database.transaction(SYSTEM) as tx:
        at = {"at": now - timedelta(hours=1), "id": late.allocations[0].allocation_id, "task": notice.allocation_id}
        await tx.run("update allocations set acknowledge_by = :at where id = :id", {k: at[k] for k in ("at", "id")})
        await tx.run("update allocations set respond_by = :at where id = :task", {k: at[k] for k in ("at", "task")})
    kinds = {"changed": changed, "stopped": stopped, "late": late, "task": task, "leaver": leaver, "waits": waits}
    return {kind: answer.allocations[0].allocation_id for kind, answer in kinds.items()}


async def looked_at(page: Page, shot: Path) -> None:
    """Nothing is cut off, and axe has nothing to say; a picture is kept beside the test."""
    await page.screenshot(path=shot, full_page=True)
    wide = await page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    assert not wide, page.url
    results = await Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


@pytest.mark.parametrize("size", list(SIZES))
async def test_every_kind_of_row_and_page_fits_and_is_accessible(
    browser: Browser, office: Office, running: Running, size: str, tmp_path: Path
) -> None:
    ids = await a_full_queue(office)
    async with a_county(office, running) as url:
        context = await signed_in(browser, office, url, "sam", SIZES[size])
        page = await context.new_page()
        await page.goto(f"{url}/notifier/queue")
        await expect(page.locator("main")).to_contain_text("Stop: the person or sender took this back")
        await expect(page.locator("main")).to_contain_text("First appointment by")
        await looked_at(page, tmp_path / f"queue-{size}.png")
        for kind, allocation_id in ids.items():
            await page.goto(f"{url}/notifier/allocations/{allocation_id}")
            await looked_at(page, tmp_path / f"{kind}-{size}.png")
        desk = await (await signed_in(browser, office, url, "pat", SIZES[size])).new_page()
        await desk.goto(f"{url}/notifier/queue")
        await expect(desk.locator("main")).to_contain_text("Overdue in other queues")
        await looked_at(desk, tmp_path / f"triage-{size}.png")


async def test_an_open_page_goes_away_by_itself_when_it_is_taken_back(
    browser: Browser, office: Office, running: Running
) -> None:
    answer = a_referral_routed()
    await hear(office.database, answer)
    allocation_id = await accept(office, answer)
    async with a_county(office, running) as url:
        context = await signed_in(browser, office, url, "sam", SIZES["desk"])
        page = await context.new_page()
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        await page.goto(f"{url}/notifier/allocations/{allocation_id}")
        main = page.locator("main")
        await expect(main).to_contain_text("Asha")
        await page.get_by_label("When will you look at it again?").fill("2026-12-01")
        await page.wait_for_timeout(700)
        await hear(office.database, told_again(answer, with_state(answer.allocations[0], S.WITHDRAWN)))
        await expect(main).to_contain_text("Stop: the person or sender took this back", timeout=15_000)
        await expect(main).not_to_contain_text("Asha")
        await page.get_by_label("We kept nothing").check()
        await page.get_by_role("button", name="Confirm that you have stopped").click()
        await expect(main).to_contain_text("Stopping confirmed")
        assert complaints == []


async def test_a_page_somebody_writes_on_says_that_it_changed_and_keeps_what_was_written(
    browser: Browser, office: Office, running: Running
) -> None:
    answer = a_referral_routed()
    await hear(office.database, answer)
    allocation_id = await accept(office, answer)
    async with a_county(office, running) as url:
        page = await (await signed_in(browser, office, url, "sam", SIZES["desk"])).new_page()
        await page.goto(f"{url}/notifier/allocations/{allocation_id}")
        date = page.get_by_label("When will you look at it again?")
        await date.fill("2026-12-01")
        await page.wait_for_timeout(700)
        new = with_state(answer.allocations[0], S.OFFERED, corrections=(a_correction(2),))
        await hear(office.database, told_again(answer, new).model_copy(update={"referral_version": 2}))
        await expect(page.locator("#said")).to_contain_text("has changed since you opened it")
        assert await date.input_value() == "2026-12-01"
        await page.get_by_role("link", name="Show it as it is now").click()
        await expect(page.locator("main")).to_contain_text("Contact details and safe contact changed at 10:00 today.")
        await page.get_by_role("button", name="I have seen the change").click()
        await expect(page.locator("main")).to_contain_text("Done: I have seen the change.")
