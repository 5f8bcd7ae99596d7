"""Answering on a page: once per page however often it is pressed, faults at their field, nobody else's referral."""

import re

import httpx

from tests.builders.refer_post import state_in
from tests.intake.api.test_answer import council, sent, told
from tests.intake.conftest import Intake
from tests.intake.pages.test_refer import signed_in
from waymark.words import AgencyRole, Contactable, SafeNote

SAFE = {"mobile": "07700900129", "mobile_safe": "yes", "code_word": "zqacodeword"}


def address(referral: str) -> str:
    return f"/intake/referrals/{referral}/answer"


async def press(client: httpx.AsyncClient, page: httpx.Response, referral: str, **said: str) -> httpx.Response:
    return await client.post(address(referral), data={"state": state_in(page), **said})


async def test_an_answer_is_taken_once_and_told_back(intake: Intake) -> None:
    referral = await sent(intake)
    async with signed_in(intake) as client:
        page = await client.get(address(referral))
        assert "Is it safe to call the mobile?" in page.text
        assert "National Referral Mechanism" not in page.text
        for _ in range(3):
            done = await press(client, page, referral, **SAFE)
            assert (done.status_code, done.headers["location"]) == (303, f"/intake/referrals/{referral}?done=answered")
        seen = (await client.get(done.headers["location"])).text
    assert "your answer is in" in seen
    assert re.search(r"Corrected at .*contact details, safe contact, what help is needed", seen)
    (event,) = await told(intake)
    assert event.facts.contactable is Contactable.SAFE


async def test_what_was_noted_before_is_taken_back_by_a_tick_and_by_nothing_else(intake: Intake) -> None:
    referral = await sent(intake)
    async with signed_in(intake) as client:
        page = await client.get(address(referral))
        assert "Leave it open and what was said before stays." in page.text
        done = await press(client, page, referral, **SAFE, taken_back="who_must_not_know", do_not_contact="no")
        assert done.status_code == 303
    (event,) = await told(intake)
    assert event.taken_back == (SafeNote.WHO_MUST_NOT_KNOW,)


async def test_nothing_filled_in_and_a_stale_page_are_said(intake: Intake) -> None:
    referral = await sent(intake)
    async with signed_in(intake) as client:
        page, older = await client.get(address(referral)), await client.get(address(referral))
        empty = await press(client, page, referral)
        assert (empty.status_code, "Nothing was answered" in empty.text) == (422, True)
        await press(client, page, referral, **SAFE)
        stale = await press(client, older, referral, **SAFE)
        assert (stale.status_code, "in between" in stale.text) == (409, True)
        assert SAFE["mobile"] in stale.text
    assert len(await told(intake)) == 1


async def test_a_page_of_another_referral_or_member_answers_nothing(intake: Intake) -> None:
    referral, other = await sent(intake), await sent(intake, "C/2")
    async with signed_in(intake) as client, signed_in(intake, AgencyRole.SCHOOL) as stranger:
        page = await client.get(address(other))
        assert (await press(client, page, referral, **SAFE)).status_code == 422
        assert (await stranger.get(address(referral))).status_code == 404
        assert (await press(stranger, page, referral, **SAFE)).status_code == 404
    assert await told(intake) == []


async def test_what_was_taken_back_is_not_answered(intake: Intake) -> None:
    referral = await sent(intake)
    async with intake.client(council(intake)) as client:
        await client.post(f"/intake/v1/referrals/{referral}:withdraw", json={"reason": "duplicate"})
    async with signed_in(intake) as client:
        assert (await client.get(address(referral))).status_code == 409
