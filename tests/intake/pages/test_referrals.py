"""The list of an agency's own referrals: in words, without names, and nobody else's; found by a reference in no URL."""

from uuid import UUID

import httpx
import pytest

from tests.builders.followed import a_held, a_view
from tests.builders.police_record import a_police_body, a_victim
from tests.intake.conftest import Intake
from waymark.db import SYSTEM
from waymark.words import AgencyRole, QualityFlag
from waymark_intake.following.progress import Seen
from waymark_intake.pages.referrals import clock_words, row_of
from waymark_intake.self_referral.canonical import short_reference
from waymark_intake.store import allocations

LIST = "/intake/referrals"


async def sent(intake: Intake, key: str = "key-1", **over: object) -> str:
    async with intake.client() as client:
        reply = await client.post("/intake/v1/referrals", json=a_police_body(**over), headers={"idempotency-key": key})
    assert reply.status_code == 202, reply.text
    return str(reply.json()["id"])


async def held(intake: Intake, referral: str, seen: Seen | None = None) -> None:
    async with intake.database.transaction(SYSTEM) as tx:
        await allocations.save_allocations(
            tx, [allocations.SeenOf(UUID(referral), seen or a_held(), by_provider=False)]
        )


async def page(intake: Intake, path: str = LIST, **query: str) -> httpx.Response:
    async with intake.client() as client:
        return await client.get(path, params=query, headers={"accept": "text/html"})


async def find(intake: Intake, reference: str) -> httpx.Response:
    async with intake.client() as client:
        return await client.post(LIST, data={"reference": reference}, headers={"accept": "text/html"})


async def test_a_row_says_where_it_stands_and_what_is_asked(intake: Intake) -> None:
    referral = await sent(intake)
    await held(intake, referral)
    html = (await page(intake)).text
    for words in (short_reference(UUID(referral)), "In time", "Waits for your answer", "may the service be told?"):
        assert words in html
    assert "Sexual abuse and violence, adults" in html


async def test_another_agencys_list_is_empty(intake: Intake) -> None:
    referral = await sent(intake)
    async with intake.client(intake.other_force) as client:
        answer = await client.get(LIST, headers={"accept": "text/html"})
    assert "Your agency has sent no referral yet." in answer.text
    assert referral not in answer.text


@pytest.mark.parametrize(
    ("part", "is_there"), [("all", True), ("needs_you", True), ("being_handled", False), ("closed", False)]
)
async def test_the_list_is_narrowed_to_a_part(intake: Intake, part: str, is_there: bool) -> None:
    referral = await sent(intake)
    await held(intake, referral)
    html = (await page(intake, part=part)).text
    assert (referral in html) is is_there
    assert 'aria-current="page"' in html


async def test_whoever_is_not_signed_in_is_led_to_sign_in_and_whoever_sends_nothing_is_refused(intake: Intake) -> None:
    async with intake.client() as client:
        client.headers.pop("authorization")
        answer = await client.get(LIST, headers={"accept": "text/html"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/consent/sign-in?next=/intake/referrals")


@pytest.mark.parametrize("after", ["x", "W10", "bnVsbA", "WyIyMDI2LTExLTIzIiwieCJd"])
async def test_a_place_in_the_list_that_is_not_ours_is_refused(intake: Intake, after: str) -> None:
    assert (await page(intake, after=after)).status_code == 422


async def test_the_agencys_own_reference_opens_the_referral(intake: Intake) -> None:
    referral = await sent(intake, force_reference="23/1234/26")
    await sent(intake, "key-2", force_reference="23/9999/26")
    answer = await find(intake, "  23/1234/26 ")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{LIST}/{referral}")


async def test_a_reference_of_several_people_lists_them_all(intake: Intake) -> None:
    names = {"key-1": "Iris", "key-2": "Rose"}
    referrals = [
        await sent(intake, key, force_reference="23/1234/26", victim=a_victim(given_name=name))
        for key, name in names.items()
    ]
    answer = await find(intake, "23/1234/26")
    assert answer.status_code == 200
    assert all(referral in answer.text for referral in referrals)


async def test_a_reference_nobody_sent_or_another_agency_did_finds_nothing(intake: Intake) -> None:
    await sent(intake, force_reference="23/1234/26")
    async with intake.client(intake.other_force) as client:
        other = await client.post(LIST, data={"reference": "23/1234/26"}, headers={"accept": "text/html"})
    for answer in (other, await find(intake, "23/4321/26")):
        assert answer.status_code == 200
        assert "has sent no referral under this reference" in answer.text
        assert "23/" not in answer.text


@pytest.mark.parametrize("reference", ["", "   ", "x" * 101])
async def test_a_reference_that_is_none_is_asked_for_again(intake: Intake, reference: str) -> None:
    answer = await find(intake, reference)
    assert answer.status_code == 422
    assert "Enter the reference" in answer.text
    assert "xxx" not in answer.text


def test_a_row_counts_what_is_wrong_besides_what_is_asked() -> None:
    flags = (QualityFlag.DISTRICT_MISSING, QualityFlag.CONSENT_NOT_ASKED, QualityFlag.REPORTED_LATE)
    row = row_of(a_view(a_held(), quality=flags), {"lantern-sav": "Lantern"})
    assert (len(row.asked), row.to_mend, row.tag) == (1, 1, "wait")


def test_who_is_not_the_police_has_no_clock() -> None:
    assert clock_words(a_view(role=AgencyRole.SCHOOL).police_clock) == ""
