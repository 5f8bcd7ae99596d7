"""The trial page: numbers rounded, few people held back, references for whoever may approve, every look audited."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from tests.builders.decision import county_with
from tests.builders.drafting import RAE, a_draft, a_fraud_row, changed
from tests.builders.screened import a_referral_screened, some_facts
from tests.builders.web import a_heard
from tests.router.pages.conftest import Desk
from waymark.db import SYSTEM, Database
from waymark.ids import ServiceId
from waymark.words import Need, OffenceClass
from waymark_router.actions import publish_county, route_referrals
from waymark_router.deputies.actions import name_deputies
from waymark_router.deputies.deputy import Deputy
from waymark_router.directory.actions import tell_room
from waymark_router.directory.told import RoomTold, Teller
from waymark_router.pages.trial import moves
from waymark_router.publishing.actions.drafting import change_draft
from waymark_router.publishing.actions.rehearsing import rehearsal_of
from waymark_router.publishing.draft import Draft
from waymark_router.publishing.row_change import with_new_row
from waymark_router.rules.rule import TableName


@pytest.fixture
async def draft(desk: Desk, published: Database) -> Draft:
    """A draft by which fraud goes to general support, after six referrals of fraud."""
    facts = some_facts(offence_class=OffenceClass.FRAUD)
    async with published.transaction(SYSTEM) as tx:
        heard = [a_heard(a_referral_screened(referral_id=UUID(int=n), facts=facts), tx.now) for n in range(1, 7)]
        await route_referrals(tx, heard, desk.context.own)
    return await changed(published, await a_draft(published), a_fraud_row(then={"pathway": "victim_recovery"}))


async def test_whoever_writes_a_draft_is_told_rounded_numbers_and_no_references(desk: Desk, draft: Draft) -> None:
    html = (await desk.get(f"/router/rules/drafts/{draft.draft_id}/trial?last=200")).text
    assert "About 5 of 6 referrals (83 %) would go elsewhere" in html
    assert "the approver must say why" in html
    assert "Numbers under 5 are held back" in html
    for words in ("0000-000", "Which ones change", str(UUID(int=6)), "6 of 6"):
        assert words not in html
    for words in ("Ledger", "Harbour", "Whom it affects", "Load", "about 5", "what is free today"):
        assert words in html


async def test_references_are_for_whoever_may_approve_once_it_was_asked_for(desk: Desk, draft: Draft) -> None:
    path = f"/router/rules/drafts/{draft.draft_id}"
    assert "0000-0006" not in (await desk.get(f"{path}/trial", "sol.approver")).text
    await desk.post(f"{path}/ask", revision=2, reason="One service for all")
    html = (await desk.get(f"{path}/trial", "sol.approver")).text
    assert "0000-0006" in html
    assert str(UUID(int=6)) not in html
    for who in ("rae.rules", "ada.rules"):
        assert "0000-000" not in (await desk.get(f"{path}/trial", who)).text
        assert "About 5 of the last 6 referrals" in (await desk.get(path, who)).text


async def _told(published: Database, service: str, **over: Any) -> None:
    """The service has limits of its own, and told of two places for anyone and of none for peer support."""
    county = county_with(service, **over)
    one = county.directory.services[ServiceId(service)]
    teller = Teller("lee.lead", one.agency, "Its lead")
    async with published.transaction(SYSTEM) as tx:
        await publish_county(tx, county, actor="test")
    async with published.transaction(one.agency) as tx:
        await tell_room(tx, one, RoomTold(vacancies=2), teller)
        await tell_room(tx, one, RoomTold(vacancies=0, intervention=Need.PEER_SUPPORT), teller)


async def test_a_service_asked_for_more_than_it_can_take_is_named(
    desk: Desk, draft: Draft, published: Database
) -> None:
    await _told(published, "harbour-recovery", caseload_cap=4, most_a_week=3)
    path = f"/router/rules/drafts/{draft.draft_id}"
    html = " ".join((await desk.get(f"{path}/trial?last=200")).text.split())
    assert "Asked for more than it can take:</strong> Harbour Victim Care, recovery." in html
    too_many = ' <span class="tag stop">too many</span>'
    for words in (
        f"3 in that time{too_many}",
        f"4 at once; it has fewer than 5 today, or nobody{too_many}",
        "whatever it does, anyone: 2 places told on 23 November 2026; about 5 more people for them" + too_many,
        "went through it themselves, anyone: 0 places told on 23 November 2026</li>",
    ):
        assert words in html, words
    await desk.post(f"{path}/ask", revision=2, reason="One service for all")
    for who in ("rae.rules", "sol.approver"):
        assert "Asked for more than it can take:" in (await desk.get(path, who)).text


@pytest.fixture
async def about_one(desk: Desk, published: Database) -> Callable[[int], Awaitable[tuple[int, str]]]:
    """Makes a draft that moves whoever is of that age among twenty-one referrals of fraud: one is thirteen."""
    async with published.transaction(SYSTEM) as tx:
        ages = [13] + [40] * 20
        heard = [
            a_heard(
                a_referral_screened(
                    referral_id=UUID(int=n), facts=some_facts(offence_class=OffenceClass.FRAUD, age_years=age)
                ),
                tx.now,
            )
            for n, age in enumerate(ages, 1)
        ]
        await route_referrals(tx, heard, desk.context.own)

    async def trial_of(age: int) -> tuple[int, str]:
        row = a_fraud_row(
            id="fr-one",
            when={"offence_class": {"in": ["fraud"]}, "age_years": {"between": [age, age]}},
            then={"pathway": "victim_recovery"},
        )
        fresh = await a_draft(published)
        async with published.transaction(SYSTEM) as tx:
            one = await change_draft(
                tx,
                fresh.draft_id,
                lambda written: with_new_row(written, TableName.PATHWAYS, row),
                revision=fresh.revision,
                row="fr-one",
                editor=RAE,
            )
        async with published.reader(SYSTEM) as reader:
            moved = (await rehearsal_of(reader, one, most=200)).compared().moved
        html = (await desk.get(f"/router/rules/drafts/{one.draft_id}/trial?last=200")).text
        main = html[html.index("<main") :]
        for own in (str(one.draft_id), f"Draft {one.number}", f"draft {one.number}"):
            main = main.replace(own, "")
        return moved, main

    return trial_of


async def test_a_draft_about_one_person_does_not_tell_whether_there_is_one(
    about_one: Callable[[int], Awaitable[tuple[int, str]]],
) -> None:
    (moved, there), (none_moved, not_there) = await about_one(13), await about_one(14)
    assert (moved, none_moved) == (1, 0)
    assert "Fewer than 5 of 21 referrals, or none, would go elsewhere" in there
    assert there == not_there


@pytest.mark.parametrize("service", ["harbour-recovery", "ledger-fraud"])
async def test_nor_does_it_where_places_were_told_of(
    about_one: Callable[[int], Awaitable[tuple[int, str]]], published: Database, service: str
) -> None:
    await _told(published, service, caseload_cap=1)
    (moved, there), (none_moved, not_there) = await about_one(13), await about_one(14)
    assert (moved, none_moved) == (1, 0)
    assert "2 places told" in there
    assert there == not_there


async def test_every_trial_is_audited(desk: Desk, draft: Draft, published: Database) -> None:
    path = f"/router/rules/drafts/{draft.draft_id}"
    await desk.get(f"{path}/trial?last=200")
    await desk.post(f"{path}/ask", revision=2, reason="One service for all")
    await desk.get(f"{path}/trial?last=200", "sol.approver")
    async with published.reader(SYSTEM) as reader:
        found = await reader.rows("select actor, about, details from audit where act = 'rules.trial_run' order by at")
    assert {row.about for row in found} == {str(draft.draft_id)}
    said = [(row.actor, row.details) for row in found]
    assert said[0] == ("rae.rules", {"revision": 2, "referrals": 6, "lists": False})
    assert said[-1] == ("sol.approver", {"revision": 3, "referrals": 6, "lists": True})


async def test_a_deputy_on_other_days_is_told_of_no_referral(desk: Desk, draft: Draft, published: Database) -> None:
    path = f"/router/rules/drafts/{draft.draft_id}"
    await desk.post(f"{path}/ask", revision=2, reason="One service for all")
    listed = "the referrals that change are listed below"
    assert listed in (await desk.get(f"{path}/trial?last=200", "sol.approver")).text
    later = Deputy("sol.approver", "bea.approver", date(2027, 6, 1), date(2027, 6, 9))
    async with published.transaction(SYSTEM) as tx:
        await name_deputies(tx, [later], actor="county-file")
    assert listed not in (await desk.get(f"{path}/trial?last=200", "sol.approver")).text


async def test_so_many_moves_bind_the_approver(desk: Desk, draft: Draft) -> None:
    path = f"/router/rules/drafts/{draft.draft_id}"
    await desk.post(f"{path}/ask", revision=2, reason="One service for all")
    assert "6 of the last 6 referrals" in (await desk.get(path, "sol.approver")).text
    silent = await desk.post(f"{path}/approve", "sol.approver", revision=3)
    assert silent.status_code == 422
    assert "6 of 6 past referrals would move" in silent.text
    assert (await desk.post(f"{path}/approve", "sol.approver", revision=3, words="Agreed")).status_code == 303


async def test_without_past_referrals_it_says_so(desk: Desk, published: Database) -> None:
    empty = await a_draft(published)
    path = f"/router/rules/drafts/{empty.draft_id}/trial"
    assert "There are no past referrals" in (await desk.get(path)).text
    assert (await desk.get(f"{path}?last=7")).status_code == 422
    assert (await desk.get(path, "pat.triage")).status_code == 403


def test_what_moves_stands_before_what_stays() -> None:
    rows = list(moves({("a", "a"): 9, ("a", "b"): 1, ("b", "nobody"): 3}, {"a": "A", "b": "B"}))
    assert [(row.before, row.after, row.number) for row in rows] == [("B", "nobody", 3), ("A", "B", 1), ("A", "A", 9)]
