"""One referral's page: each step in words, what to do, treatment as attendance only, taking it back in two steps."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import httpx
import pytest

from tests.builders.followed import a_held, a_seen
from tests.builders.referral import AT
from tests.builders.web import a_heard, a_member
from tests.intake.conftest import Intake
from tests.intake.pages.test_referrals import LIST, held, page, sent
from waymark.auth import remember_members
from waymark.contracts.routing import Signpost
from waymark.db import SYSTEM
from waymark.ids import AgencyId, ServiceId
from waymark.words import AllocationState
from waymark_intake.following.history import Happened
from waymark_intake.store import allocations, referrals
from waymark_intake.store.allocations import SeenOf
from waymark_intake.store.steps import add_steps
from waymark_intake.wording import _SAID

S = AllocationState


async def one(intake: Intake, referral: str, path: str = "") -> str:
    answer = await page(intake, f"{LIST}/{referral}{path}")
    assert answer.status_code == 200
    return answer.text


async def take_back(intake: Intake, referral: str, reason: str) -> httpx.Response:
    async with intake.client() as client:
        return await client.post(
            f"{LIST}/{referral}/withdraw", data={"reason": reason}, headers={"accept": "text/html"}
        )


async def test_a_new_referral_says_that_it_is_looked_at(intake: Intake) -> None:
    html = await one(intake, await sent(intake))
    assert "It has been received and is being looked at." in html
    assert "Reported at" in html


async def test_a_question_names_the_agency_and_leads_to_the_form(intake: Intake) -> None:
    lantern = a_member(AT, subject="noor", agency=AgencyId("lantern-sav"), agency_name="Lantern")
    async with intake.database.transaction(SYSTEM) as tx:
        await remember_members(tx, [a_heard(lantern, AT)], None)
    referral = await sent(intake)
    await held(intake, referral)
    html = await one(intake, referral)
    assert "may Lantern be told?" in html
    assert f'action="/consent/referrals/{referral}/consent"' in html
    assert "<details>" not in html


async def test_where_nothing_is_asked_the_form_is_folded_away(intake: Intake) -> None:
    referral = await sent(intake)
    await held(intake, referral, a_seen())
    html = await one(intake, referral)
    assert "<details>" in html
    assert "harbour-victim-care" not in html


async def test_signposts_unmet_needs_and_outcomes_are_told_back(intake: Intake) -> None:
    referral = await sent(intake)
    sarc = Signpost(service=ServiceId("sarc"), name="Assault referral centre", how="Call at any hour.")
    unmet = [{"pathway": "fraud", "reason": "nobody_takes"}]
    async with intake.database.transaction(SYSTEM) as tx:
        routed = referrals.Routed(
            UUID(referral), uuid4(), AT + timedelta(minutes=1), unmet, [sarc.model_dump(exclude={"hidden_from_sender"})]
        )
        await referrals.save_routed(tx, [routed])
    await held(intake, referral, a_seen(state=S.CLOSED, outcome="completed"))
    html = await one(intake, referral)
    for words in ("Assault referral centre", "Call at any hour.", "no service takes this person", "was completed"):
        assert words in html


async def test_the_police_learn_of_treatment_that_the_person_came_and_no_more(intake: Intake) -> None:
    referral = await sent(intake)
    seen = a_seen(pathway="substance_adult", agency="meridian-recovery", state=S.CLOSED, outcome="completed_partly")
    await held(intake, referral, seen)
    html = await one(intake, referral)
    assert "The person came." in html
    assert "completed" not in html
    assert "whether the person came, and no more" in html


async def test_another_agencys_referral_is_not_there_on_any_page(intake: Intake) -> None:
    referral = await sent(intake)
    async with intake.client(intake.other_force) as client:
        client.headers["accept"] = "text/html"
        answers = [
            await client.get(f"{LIST}/{referral}"),
            await client.get(f"{LIST}/{uuid4()}"),
            await client.get(f"{LIST}/{referral}/withdraw"),
            await client.post(f"{LIST}/{referral}/withdraw", data={"reason": "duplicate"}),
        ]
    assert [answer.status_code for answer in answers] == [404] * 4
    assert "Taken back" not in await one(intake, referral)


async def test_a_referral_is_taken_back_with_a_reason_and_once(intake: Intake) -> None:
    referral = await sent(intake)
    await held(intake, referral)
    assert "The person asked us to" in await one(intake, referral, "/withdraw")
    for _ in range(2):
        answer = await take_back(intake, referral, "person_asked")
        assert (answer.status_code, answer.headers["location"]) == (303, f"{LIST}/{referral}?done=withdrawn")
    html = (await page(intake, f"{LIST}/{referral}", done="withdrawn")).text
    assert "Done: the referral is taken back." in html
    assert "It stops now" in html
    assert "What is asked of you" not in html
    assert "Take the referral back" not in html
    assert "/consent/referrals/" not in html
    assert "has been taken back already" in await one(intake, referral, "/withdraw")


@pytest.mark.parametrize("reason", ["", "because"])
async def test_without_a_reason_nothing_is_taken_back(intake: Intake, reason: str) -> None:
    referral = await sent(intake)
    answer = await take_back(intake, referral, reason)
    assert answer.status_code == 422
    assert "Choose why it is taken back." in answer.text
    assert "Taken back" not in await one(intake, referral)


async def test_a_correction_is_told_back_by_what_it_changed(intake: Intake) -> None:
    referral = await sent(intake)
    async with intake.database.transaction(SYSTEM) as tx:
        await tx.run(
            "update referrals set version = 2, corrections = cast(:c as jsonb) where referral_id = :r",
            {"r": UUID(referral), "c": '[{"version": 2, "at": "2026-11-23T10:05:00Z", "groups": ["contact"]}]'},
        )
    assert "Corrected at 10:05 on 23 November 2026: contact details." in await one(intake, referral)
    await held(intake, referral, a_held("safe_contact", state=S.HELD_DATA))
    assert f'href="/intake/referrals/{referral}/answer">Answer it' in await one(intake, referral)


async def test_what_happened_is_told_in_order_and_names_no_service(intake: Intake) -> None:
    referral = await sent(intake)
    assert 'id="history"' not in await one(intake, referral)
    steps = [a_seen(), a_seen(state=S.ACCEPTED, changed_at=AT + timedelta(hours=2))]
    async with intake.database.transaction(SYSTEM) as tx:
        several = [SeenOf(UUID(referral), seen, by_provider=False) for seen in steps]
        await allocations.save_allocations(tx, several[:1])
        await add_steps(tx, [replace(several[1], seen=replace(steps[1], allocation_id=steps[0].allocation_id))])
        await add_steps(tx, several[:1])
    html = await one(intake, referral)
    told = html[html.index('id="history"') :]
    order = [told.index(words) for words in ("Received", "Passed on to a service", "Accepted by the service")]
    assert order == sorted(order)
    assert "harbour" not in told


@pytest.mark.parametrize("what", list(Happened))
def test_everything_that_can_happen_has_words_of_its_own(what: Happened) -> None:
    assert f"happened:{what}" in _SAID
