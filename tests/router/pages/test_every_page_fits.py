"""Every page of the rules and of a decision in a browser, on a phone and on a desk: fits, titled, in order, axe 0."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from uuid import UUID

import pytest
from playwright.async_api import Browser, Page

from tests.builders.decision import county_with
from tests.builders.drafting import ADA, a_draft, a_fraud_row, an_asked_draft, changed, is_approved
from tests.builders.router_office import Office, is_fit
from tests.builders.screened import REFERRAL, a_referral_screened, a_scope, some_facts
from waymark.clock import ReplayClock
from waymark.db import SYSTEM
from waymark.ids import ServiceId
from waymark.words import Flag, Need, OffenceClass
from waymark_router.actions import publish_county
from waymark_router.directory.actions import tell_room
from waymark_router.directory.told import RoomTold, Teller
from waymark_router.providers.availability import Population
from waymark_router.publishing.publication import Publication


@dataclass(frozen=True)
class Shown:
    """What there is to look at: a draft that is behind, one row of which both changed, and the version it is behind."""

    draft: str
    newer: Publication


_TO_RECOVERY = {"pathway": "victim_recovery"}
_RULES: dict[str, Callable[[Shown], str]] = {
    "overview": lambda _: "/router/rules",
    "history": lambda _: "/router/rules/history",
    "emergency": lambda _: "/router/rules/emergency",
    "files": lambda _: "/router/rules/files",
    "suggestions": lambda _: "/router/suggestions",
    "requests": lambda _: "/router/requests",
    "version": lambda shown: f"/router/rules/versions/{shown.newer.version}/pathways",
    "version, some rows": lambda shown: f"/router/rules/versions/{shown.newer.version}/pathways?then=pathway+fraud",
    "draft": lambda shown: shown.draft,
    "draft's table": lambda shown: f"{shown.draft}/tables/providers",
    "row": lambda shown: f"{shown.draft}/row?row=fr-offence",
    "new row": lambda shown: f"{shown.draft}/new-row?table=overlays",
    "together": lambda shown: f"{shown.draft}/together",
    "person": lambda shown: f"{shown.draft}/person",
    "trial": lambda shown: f"{shown.draft}/trial",
}


@pytest.fixture
async def shown(office: Office, clock: ReplayClock) -> Shown:
    database = office.database
    mine = await changed(database, await a_draft(database, ADA), a_fraud_row(why="Of the older draft."), ADA)
    theirs = await an_asked_draft(database, why="Of the newer version.")
    newer = await is_approved(database, theirs.draft_id, theirs.revision)
    clock.move_to(newer.effective_from)
    return Shown(f"/router/rules/drafts/{mine.draft_id}", newer)


async def _reads_well(page: Page) -> None:
    """It fits, has no axe violation, one first heading, a title of its own, and skips no level of headings."""
    await is_fit(page)
    levels = await page.eval_on_selector_all("main :is(h1, h2, h3, h4)", "all => all.map(one => +one.tagName[1])")
    assert levels.count(1) == 1, (page.url, levels)
    assert all(after <= before + 1 for before, after in pairwise(levels)), (page.url, levels)
    assert await page.title() not in {"", "Waymark"}


@pytest.mark.parametrize("size", ["phone", "desk"])
async def test_pages_of_the_rules_read_well(office: Office, shown: Shown, browser: Browser, size: str) -> None:
    async with office.opened(browser, "rae", size=size) as page:
        for path in _RULES.values():
            answer = await page.goto(path(shown))
            assert answer is not None
            assert answer.status == 200, path(shown)
            await _reads_well(page)


@pytest.mark.parametrize("size", ["phone", "desk"])
async def test_a_trial_that_asks_a_service_for_too_much_reads_well(office: Office, browser: Browser, size: str) -> None:
    facts = some_facts(offence_class=OffenceClass.FRAUD)
    await office.route(*(a_referral_screened(referral_id=UUID(int=n), facts=facts) for n in range(1, 31)))
    draft = await changed(office.database, await a_draft(office.database), a_fraud_row(then=_TO_RECOVERY))
    county = county_with("harbour-recovery", caseload_cap=12, most_a_week=60)
    harbour = county.directory.services[ServiceId("harbour-recovery")]
    lee = Teller("lee.harbour", harbour.agency, "Harbour Victim Care")
    async with office.database.transaction(SYSTEM) as tx:
        await publish_county(tx, county, actor="test")
    async with office.database.transaction(harbour.agency) as tx:
        await tell_room(tx, harbour, RoomTold(vacancies=2, population=Population.ADULTS), lee)
        await tell_room(tx, harbour, RoomTold(vacancies=1, intervention=Need.PEER_SUPPORT), lee)
    async with office.opened(browser, "rae", size=size) as page:
        await page.goto(f"/router/rules/drafts/{draft.draft_id}/trial")
        assert "Asked for more than it can take: Harbour Victim Care, recovery." in await page.inner_text("main")
        assert await page.locator("text=too many").count() == 2
        await _reads_well(page)


async def test_what_is_refused_reads_well_too(office: Office, shown: Shown, browser: Browser) -> None:
    async with office.opened(browser, "rae", size="phone", scripts=True) as page:
        await page.goto(f"{shown.draft}/together")
        await page.get_by_role("button", name="Bring both together").click()
        assert "choose for each whose stays" in await page.locator("[role=alert]").inner_text()
        await is_fit(page)
        await page.goto(f"{shown.draft}/row?row=fr-offence")
        other = await page.context.new_page()
        await other.goto(page.url)
        await other.get_by_label("Why?").fill("Saved first")
        await other.get_by_role("button", name="Save row").click()
        await page.get_by_label("Why?").fill("Saved second")
        await page.get_by_role("button", name="Save row").click()
        alert = page.locator("[role=alert]")
        assert "Somebody else changed this draft meanwhile" in await alert.inner_text()
        assert (await alert.locator("del").inner_text()).split() == ["Taken", "out:", "first"]
        assert (await alert.locator("ins").inner_text()).split() == ["New:", "second"]
        await is_fit(page)


@pytest.mark.parametrize("size", ["phone", "desk"])
async def test_why_it_came_here_and_the_desk_read_well(office: Office, browser: Browser, size: str) -> None:
    facts = some_facts(flags=(Flag.HIGH_RISK,))
    await office.route(a_referral_screened(facts=facts, scope=a_scope(risk=["triage-desk"])))
    for who, path in (
        ("sam", f"/router/decisions/{REFERRAL}"),
        ("pat", f"/router/decisions/{REFERRAL}"),
        ("pat", f"/router/desk/{REFERRAL}"),
        ("pat", "/router/desk"),
        ("cat", "/router/unmet"),
    ):
        async with office.opened(browser, who, size=size) as page:
            answer = await page.goto(path)
            assert answer is not None
            assert answer.status == 200, (who, path)
            await _reads_well(page)
