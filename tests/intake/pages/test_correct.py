"""A sender corrects its referral on the form: what changes is said first and told alone; nobody else can do it."""

from typing import Any

import httpx
import pytest

from tests.builders.police_record import a_police_body
from tests.builders.refer_post import CANARIES, PAGES, Answers, checked, press, state_in
from tests.intake.conftest import Intake
from tests.intake.pages.test_refer import signed_in, told
from waymark.words import AgencyRole, Group

COUNCIL = AgencyRole.LOCAL_AUTHORITY


def correcting(referral: str) -> str:
    return f"/intake/referrals/{referral}/correct"


def pages(**over: Any) -> tuple[Answers, ...]:
    """The answers of every page, with some of them changed; None leaves one out."""
    changed = [{**page, **{name: over[name] for name in over if name in page}} for page in PAGES]
    return tuple({name: value for name, value in page.items() if value is not None} for page in changed)


async def sent_by_the_council(client: httpx.AsyncClient, **over: Any) -> str:
    sent = await press(client, await checked(client, pages(**over)), go="send")
    assert sent.status_code == 303, sent.text
    return str(sent.headers["location"].rpartition("/")[2].partition("?")[0])


async def pressed(client: httpx.AsyncClient, address: str, page: httpx.Response, **fields: Any) -> httpx.Response:
    return await client.post(address, data={"state": state_in(page), "go": "next", **fields})


async def to_the_check(client: httpx.AsyncClient, referral: str, **over: Any) -> httpx.Response:
    address = correcting(referral)
    page = await client.get(address)
    assert page.status_code == 200, page.text
    for answers in pages(**over):
        page = await pressed(client, address, page, **answers)
        assert page.status_code == 200, page.text
    assert "Check before you send" in page.text
    return page


async def test_only_what_changed_is_told_and_it_is_said_before(intake: Intake) -> None:
    async with signed_in(intake) as client:
        referral = await sent_by_the_council(client)
        assert correcting(referral) in (await client.get(f"/intake/referrals/{referral}")).text
        page = await to_the_check(client, referral, family_name="Zqrcorrected")
        assert "Written anew" in page.text
        assert "Taken out" not in page.text
        done = await pressed(client, correcting(referral), page, go="send")
        assert done.status_code == 303
        assert "the correction is in" in (await client.get(done.headers["location"])).text
        again = await pressed(client, correcting(referral), page, go="send")
        assert again.headers["location"] == done.headers["location"]
    _, corrected = await told(intake)
    assert (str(corrected.referral_id), corrected.referral_version) == (referral, 2)
    assert corrected.corrections[-1].groups == (Group.IDENTITY,)


async def test_what_was_left_out_is_said_to_be_taken_out(intake: Intake) -> None:
    async with signed_in(intake) as client:
        referral = await sent_by_the_council(client)
        page = await to_the_check(client, referral, account=None)
        assert "Taken out" in page.text
        assert "Was it only left out here?" in page.text


async def test_the_persons_word_may_be_left_as_it_is(intake: Intake) -> None:
    async with signed_in(intake) as client:
        referral = await sent_by_the_council(client)
        address = correcting(referral)
        page = await client.get(address)
        for answers in pages()[:-1]:
            page = await pressed(client, address, page, **answers)
    assert "What the person said before stands" in page.text


async def test_the_same_again_changes_nothing(intake: Intake) -> None:
    async with signed_in(intake) as client:
        referral = await sent_by_the_council(client)
        page = await to_the_check(client, referral)
        assert "it says what was sent before" in page.text
        assert (await pressed(client, correcting(referral), page, go="send")).status_code == 303
    assert len(await told(intake)) == 1


async def test_nothing_of_what_was_sent_is_on_the_page_or_in_its_address(intake: Intake) -> None:
    async with signed_in(intake) as client:
        referral = await sent_by_the_council(client)
        page = await client.get(correcting(referral))
    assert all(canary not in page.text for canary in CANARIES.values())
    assert all(canary not in str(page.url) for canary in CANARIES.values())


async def test_who_corrected_in_between_is_not_overwritten(intake: Intake) -> None:
    async with signed_in(intake) as client:
        referral = await sent_by_the_council(client)
        mine = await to_the_check(client, referral, family_name="Zqrmine")
        theirs = await to_the_check(client, referral, family_name="Zqrtheirs")
        assert (await pressed(client, correcting(referral), theirs, go="send")).status_code == 303
        stale = await pressed(client, correcting(referral), mine, go="send")
        assert stale.status_code == 409
        assert "corrected or answered it in between" in stale.text
    assert len(await told(intake)) == 2


@pytest.mark.parametrize("role", [AgencyRole.SCHOOL, AgencyRole.HEALTH])
async def test_anothers_referral_is_not_there(intake: Intake, role: AgencyRole) -> None:
    async with signed_in(intake) as client:
        referral = await sent_by_the_council(client)
    async with signed_in(intake, role) as client:
        assert (await client.get(correcting(referral))).status_code == 404
        assert (await client.post(correcting(referral), data={"state": "x"})).status_code == 404


async def test_a_police_record_is_corrected_by_machine_only_and_one_taken_back_by_nobody(intake: Intake) -> None:
    async with intake.client() as client:
        reply = await client.post("/intake/v1/referrals", json=a_police_body(), headers={"idempotency-key": "one"})
        client.headers["accept"] = "text/html"
        assert (await client.get(correcting(reply.json()["id"]))).status_code == 404
        assert "/correct" not in (await client.get(f"/intake/referrals/{reply.json()['id']}")).text
    async with signed_in(intake) as client:
        referral = await sent_by_the_council(client)
        await client.post(f"/intake/referrals/{referral}/withdraw", data={"reason": "person_asked"})
        assert (await client.get(correcting(referral))).status_code == 409
