"""Why it came here: all of it for the triage desk, their own part for a provider, nothing for anybody else."""

import re
from datetime import timedelta

import pytest

from tests.builders.screened import REFERRAL, a_referral_screened, a_scope, some_facts
from tests.builders.web import a_heard
from tests.router.pages.conftest import Desk
from waymark.db import SYSTEM, Database
from waymark.words import Flag
from waymark_router.actions import route_referrals

PATH = f"/router/decisions/{REFERRAL}"


def main_of(html: str) -> str:
    return html.split("<main")[1].split("</main>", maxsplit=1)[0]


def without_number(html: str) -> str:
    """A page of a refusal without the number of its request."""
    return re.sub(r"<code>[0-9a-f-]+</code>", "", html)


@pytest.fixture
async def routed(desk: Desk, published: Database) -> Desk:
    async with published.transaction(SYSTEM) as tx:
        screened = a_referral_screened(facts=some_facts(flags=(Flag.HIGH_RISK,)), scope=a_scope(risk=["triage-desk"]))
        await route_referrals(tx, [a_heard(screened, tx.now - timedelta(seconds=1))], desk.context.own)
    return desk


async def test_a_provider_reads_the_countys_reasons_for_its_own_part(routed: Desk, published: Database) -> None:
    html = (await routed.get(PATH, "sam.harbour")).text
    assert "General support." in html
    assert "version 1 of the rules" in html
    assert "The whole decision" not in html
    for untold in ("danger", "high risk", "nearly counted", "triage"):
        assert untold not in main_of(html).lower().replace("the triage desk can read it", "")
    async with published.reader(SYSTEM) as reader:
        assert await reader.value("select count(*) from audit where act = 'route.read'") == 1


async def test_the_triage_desk_reads_all_of_it(routed: Desk) -> None:
    html = (await routed.get(PATH, "pat.triage")).text
    assert "The whole decision" in html
    assert "Row pr-danger" in html
    decided, near = main_of(html).split("Rules that nearly counted")
    assert "nearly counted" not in decided
    assert "Row sav-adult-offence nearly counted" in near


async def test_a_desk_without_risk_reads_why_but_of_no_danger(desk: Desk, published: Database) -> None:
    async with published.transaction(SYSTEM) as tx:
        screened = a_referral_screened(facts=some_facts(flags=(Flag.HIGH_RISK,)))
        await route_referrals(tx, [a_heard(screened, tx.now - timedelta(seconds=1))], desk.context.own)
    html = main_of((await desk.get(PATH, "pat.triage")).text)
    assert "Row pv-recovery" in html
    assert "asks for more than your agency may see" in html
    assert "danger" not in html
    assert "high risk" not in html


async def test_the_desk_reads_nothing_of_what_may_not_be_shared_with_it(desk: Desk, published: Database) -> None:
    async with published.transaction(SYSTEM) as tx:
        screened = a_referral_screened(scope=a_scope(withhold=["triage-desk"]))
        await route_referrals(tx, [a_heard(screened, tx.now - timedelta(seconds=1))], desk.context.own)
    assert (await desk.get(PATH, "pat.triage")).status_code == 404


async def test_nobody_else_learns_even_that_there_is_one(routed: Desk) -> None:
    missing = await routed.get("/router/decisions/00000000-0000-7000-8000-00000000000a", "noor.lantern")
    theirs = await routed.get(PATH, "noor.lantern")
    assert (theirs.status_code, missing.status_code) == (404, 404)
    assert without_number(theirs.text) == without_number(missing.text)
    assert (await routed.get(PATH, "rae.rules")).status_code == 403


async def test_a_held_row_is_not_given_away(desk: Desk, published: Database) -> None:
    async with published.transaction(SYSTEM) as tx:
        screened = a_referral_screened(scope=a_scope(ask=("harbour-victim-care",)))
        await route_referrals(tx, [a_heard(screened, tx.now)], desk.context.own)
    assert (await desk.get(PATH, "sam.harbour")).status_code == 404
