"""The triage pages of people who come again: for triage workers only, in words, never a value."""

import re
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.builders.police_record import a_police_body, a_victim
from tests.intake.conftest import Intake
from waymark.db import SYSTEM

LIST = "/intake/repeats"
PERSONAL = ("Iris", "Susan", "Example", "07700", "1990", "CV21", "cv21")


@dataclass(frozen=True)
class Desk:
    """A triage worker's browser, scripts off."""

    intake: Intake

    def client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(
            transport=httpx.ASGITransport(self.intake.app),
            base_url="http://localhost",
            headers={"authorization": f"Bearer {self.intake.triage.token}", "accept": "text/html"},
        )

    async def page(self, path: str = LIST) -> httpx.Response:
        async with self.client() as client:
            return await client.get(path)

    async def post(self, path: str, **said: str) -> httpx.Response:
        async with self.client() as client:
            return await client.post(path, data=said)

    async def first(self, part: str = "open") -> str:
        """The address of the first pair of the list."""
        html = (await self.page(f"{LIST}?part={part}")).text
        found = re.search(r'href="(/intake/repeats/[0-9a-f-]{36})"', html)
        assert found is not None, html
        return found[1]


@pytest.fixture
def desk(intake: Intake) -> Desk:
    return Desk(intake)


async def send(intake: Intake, key: str, **over: Any) -> str:
    async with intake.client() as client:
        body = a_police_body(force_reference=f"23/{key}", **over)
        reply = await client.post("/intake/v1/referrals", json=body, headers={"idempotency-key": key})
    assert reply.status_code == 202, reply.text
    return str(reply.json()["id"])


async def send_sisters(intake: Intake) -> None:
    await send(intake, "key-1")
    await send(intake, "key-2", victim=a_victim(given_name="Susan"))


async def test_why_two_may_be_one_is_said_in_words_and_no_value_is_shown(intake: Intake, desk: Desk) -> None:
    await send_sisters(intake)
    row, pair = await desk.page(), await desk.page(await desk.first())
    assert "Date of birth: the same" in row.text
    for words in (
        "First name: different (speaks against it",
        "as with brothers, sisters or twins",
        "Waits for a person",
    ):
        assert words in pair.text
    for personal in PERSONAL:
        assert personal not in pair.text.split("<main")[1]


async def test_a_pair_is_confirmed_undone_and_all_of_it_is_seen(intake: Intake, desk: Desk) -> None:
    await send_sisters(intake)
    address = await desk.first()
    said = {"judgement": "same", "because-same": "asked_sender", "version": "1"}
    answer = await desk.post(address, **said)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{address}?done=true")
    assert address == await desk.first("linked")
    answer = await desk.post(address, judgement="undo", version="2", **{"because-undo": "mistake"})
    assert answer.status_code == 303
    html = (await desk.page(f"{address}?done=true")).text
    for words in (
        "The same person, by you",
        "Link undone, by you",
        "It was decided by mistake",
        "It counts from the next",
    ):
        assert words in html


async def test_the_second_of_two_workers_is_told_and_changes_nothing(intake: Intake, desk: Desk) -> None:
    await send_sisters(intake)
    address = await desk.first()
    await desk.post(address, judgement="different", version="1", **{"because-different": "relatives"})
    late = await desk.post(address, judgement="same", version="1", **{"because-same": "asked_sender"})
    assert late.status_code == 409
    assert "Somebody has decided this in the meantime" in late.text
    assert "Different people" in (await desk.page(address)).text


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"judgement": "same"},
        {"judgement": "same", "because-same": "mistake"},
        {"judgement": "merge", "because-merge": "asked_sender"},
        {"judgement": "not_sure", "because-same": "asked_sender"},
    ],
)
async def test_without_a_reason_that_fits_nothing_is_decided(intake: Intake, desk: Desk, said: dict[str, str]) -> None:
    await send_sisters(intake)
    address = await desk.first()
    answer = await desk.post(address, version="1", **said)
    assert answer.status_code == 422
    assert "Choose on what you decide" in answer.text
    assert "Waits for a person" in (await desk.page(address)).text


async def test_who_must_not_be_linked_is_kept_apart(intake: Intake, desk: Desk) -> None:
    await send(intake, "key-1")
    await send(intake, "key-2")
    address = await desk.first("linked")
    assert (await desk.post(f"{address}/apart")).status_code == 303
    assert "Nothing is linked" in (await desk.page(f"{LIST}?part=linked")).text
    async with intake.database.reader(SYSTEM) as reader:
        assert await reader.value("select count(*) from match_records where is_kept_apart") == 2


async def test_a_basis_brings_a_referral_that_is_kept_apart_into_the_list(intake: Intake, desk: Desk) -> None:
    await send(intake, "key-1")
    secret = await send(intake, "key-2", offence_code="019/08")
    assert "Nothing waits for you here" in (await desk.page()).text
    assert (await desk.page("/intake/repeats-basis")).status_code == 200
    answer = await desk.post(LIST, referral=secret, basis="explicit_consent")
    assert answer.status_code == 200, answer.text
    assert "marked never to be linked without a person" in (await desk.page(await desk.first())).text
    async with intake.database.reader(SYSTEM) as reader:
        assert await reader.value("select count(*) from audit where act = 'repeat.basis_recorded'") == 1


@pytest.mark.parametrize(
    "said", [{}, {"referral": "no number", "basis": "vital_interests"}, {"referral": str(uuid4()), "basis": "curious"}]
)
async def test_a_basis_needs_a_number_and_a_ground(desk: Desk, said: dict[str, str]) -> None:
    answer = await desk.post(LIST, **said)
    assert answer.status_code == 422
    assert "whole number" in answer.text


async def test_a_referral_of_which_nothing_is_kept_is_said_to_be_so(desk: Desk) -> None:
    answer = await desk.post(LIST, referral=str(uuid4()), basis="vital_interests")
    assert (answer.status_code, "Nothing of this referral is compared" in answer.text) == (422, True)


async def test_no_sender_sees_these_pages(intake: Intake, desk: Desk) -> None:
    await send_sisters(intake)
    address = await desk.first()
    async with intake.client() as client:
        for path in (LIST, address, "/intake/repeats-basis"):
            assert (await client.get(path)).status_code == 403
        for path in (LIST, address, f"{address}/apart"):
            assert (await client.post(path, data={})).status_code == 403


async def test_a_pair_that_is_not_there_is_said_to_be_so(desk: Desk) -> None:
    assert (await desk.page(f"{LIST}/{uuid4()}")).status_code == 404
    assert (await desk.post(f"{LIST}/{uuid4()}/apart")).status_code == 404


async def test_while_consent_is_away_no_name_is_shown_and_the_page_goes_on(intake: Intake, desk: Desk) -> None:
    await send_sisters(intake)
    pair = await desk.page(await desk.first())
    assert pair.status_code == 200
    assert "Names cannot be shown right now" in pair.text
    assert "What do you say?" in pair.text
