"""The desk's pages in a browser: what lies there, a choice by hand with a reason, a suggested rule; names nobody."""

import pytest
from playwright.async_api import Browser, expect

from tests.builders.router_office import Office, is_fit
from tests.builders.rulebook import the_county_part
from tests.builders.screened import REFERRAL, a_referral_screened, a_scope, some_facts
from waymark.db import SYSTEM
from waymark.ids import uuid7
from waymark.words import Contactable, Flag, Need
from waymark_router.actions import publish_county
from waymark_router.county import county_from

_LIST = "/router/desk"
_ONE = f"{_LIST}/{REFERRAL}"
_DEBT = some_facts(offence_class=None, needs=(Need.DEBT,), flags=(Flag.HIGH_RISK,))


async def test_the_desk_sees_what_lies_there_and_what_is_held(office: Office) -> None:
    now = office.context.clock.now()
    unsafe = some_facts(contactable=Contactable.UNSAFE)
    await office.route(
        a_referral_screened(facts=_DEBT),
        a_referral_screened(referral_id=uuid7(now), facts=unsafe),
        a_referral_screened(referral_id=uuid7(now), facts=unsafe, scope=a_scope(withhold=["triage-desk"])),
    )
    page = (await office.client("pat", page=True).get(_LIST)).text
    assert "No rule knew where it goes (1)" in page
    assert "Held until somebody answers (2)" in page
    assert page.count("May not be shared with your agency") == 1
    assert f'href="{_ONE}"' in page
    for who in ("sam", "lee", "rae", "cat"):
        assert (await office.client(who, page=True).get(_LIST)).status_code == 403
        assert (await office.client(who, page=True).get(_ONE)).status_code == 403


async def test_a_worker_assigns_by_hand_and_suggests_a_rule_with_scripts_off(office: Office, browser: Browser) -> None:
    await office.route(a_referral_screened(facts=_DEBT))
    async with office.opened(browser, "pat", scripts=False) as page:
        await page.goto(_LIST)
        await page.locator("table.cards tbody tr a").first.click()
        await expect(page.locator("main")).to_contain_text("Who should take it?")
        await page.get_by_label("Harbour Victim Care, recovery").check()
        await page.get_by_role("button", name="Suggest a rule for such referrals").click()
        await expect(page.get_by_role("status")).to_contain_text("Suggested")
        await page.get_by_label("Harbour Victim Care, recovery").check()
        await page.get_by_label("The person asked for it").check()
        await page.get_by_role("button", name="Assign it").click()
        await expect(page.get_by_role("status")).to_contain_text("Assigned")
        await expect(page.locator("main")).to_contain_text("Harbour Victim Care, recovery: offered")
        await expect(page.locator("main")).to_contain_text("Nothing of it waits for the desk")
    async with office.opened(browser, "rae", scripts=False) as page:
        await page.goto("/router/suggestions")
        await expect(page.locator("main")).to_contain_text(
            "the person is not treated as a child: pathway victim recovery"
        )
        await page.get_by_role("button", name="Take it off the list").click()
        await expect(page.locator("main")).to_contain_text("Nothing is suggested")


async def test_what_is_wrong_is_said_on_the_page(office: Office) -> None:
    await office.route(a_referral_screened(facts=_DEBT, scope=a_scope(withhold=["lantern-sav"])))
    pat = office.client("pat", page=True)
    decision = (await office.client("pat").get(f"/router/v1/referrals/{REFERRAL}/shortlist")).json()["decision_id"]
    good = {"chosen": "victim_recovery:harbour-recovery", "reason": "nearer", "decision": decision}
    for over, status, said in (
        ({"chosen": ""}, 422, "Choose a service"),
        ({"reason": ""}, 422, "Say why"),
        ({"decision": "x"}, 422, "Look at the referral again"),
        ({"decision": str(REFERRAL)}, 409, "decided anew meanwhile"),
        ({"chosen": "sav_adult:lantern-adult"}, 409, "It may not go there"),
    ):
        page = await pat.post(f"{_ONE}/assign", data=good | over)
        assert (page.status_code, said in page.text) == (status, True), over
    assert (await pat.post(f"{_ONE}/other", data=good)).status_code == 404
    assert (await pat.get(f"{_LIST}/{uuid7(office.context.clock.now())}")).status_code == 404


async def test_flags_and_rules_that_ask_for_them_are_shown_only_where_the_desk_may_see_risk(office: Office) -> None:
    await office.route(a_referral_screened(facts=_DEBT))
    page = (await office.client("pat", page=True).get(_ONE)).text
    assert "The last decision" in page
    assert "The flags" not in page
    assert "pr-danger" not in page
    await office.route(a_referral_screened(facts=_DEBT, screening=2, scope=a_scope(risk=["triage-desk"])))
    page = (await office.client("pat", page=True).get(_ONE)).text
    assert "The flags" in page
    assert "pr-danger" in page


async def test_a_decision_is_explained_by_the_rules_it_was_made_with(office: Office) -> None:
    await office.route(a_referral_screened(scope=a_scope(risk=["triage-desk"])))
    part = the_county_part()
    rows = part["rulebook"]["tables"]["pathways"]["rows"]
    part["rulebook"]["tables"]["pathways"]["rows"] = [row for row in rows if row["id"] != "vr-offence"]
    async with office.database.transaction(SYSTEM) as tx:
        await publish_county(tx, county_from(part, steps=20_000), actor="test")
    page = await office.client("pat", page=True).get(_ONE)
    assert page.status_code == 200
    assert "Row vr-offence: the offence is" in page.text


@pytest.mark.parametrize("size", ["phone", "desk"])
async def test_the_pages_fit_and_are_accessible(office: Office, browser: Browser, size: str) -> None:
    await office.route(a_referral_screened(facts=_DEBT))
    async with office.opened(browser, "pat", size=size) as page:
        for path in (_LIST, _ONE):
            await page.goto(path)
            await is_fit(page)
