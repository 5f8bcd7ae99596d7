"""A slip's code on the last page of the public form: used with the referral it belongs to, or left out."""

import asyncio

import httpx
import pytest

from tests.builders.form_post import CALL, fill_in, heading_of, press
from tests.intake.conftest import Intake, OpenIntake
from tests.intake.pages.test_slips import handed_out
from waymark.contracts.referral import ReferralReceived
from waymark.db import SYSTEM
from waymark.words import OffenceClass
from waymark_intake.slips.queries import count_slips

SENT = "Thank you"


@pytest.fixture
async def intake(open_the_door: OpenIntake) -> Intake:
    return await open_the_door(form_least_s=0)


def somebody(intake: Intake) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(intake.app), base_url="http://localhost")


async def told(intake: Intake) -> list[ReferralReceived]:
    async with intake.database.reader(SYSTEM) as reader:
        rows = await reader.rows("select body from log order by seq")
    return [ReferralReceived.model_validate_json(bytes(row.body)) for row in rows]


async def told_count(intake: Intake) -> int:
    police = next(force.agency for role, force in intake.partners.items() if role == "police")
    async with intake.database.reader(police) as reader:
        return (await count_slips(reader, police)).told


async def test_what_the_slip_says_goes_with_the_referral_and_its_agency_learns_nothing(intake: Intake) -> None:
    code = await handed_out(intake, offence_class="burglary_dwelling", district="E07000220")
    async with somebody(intake) as client:
        page = await fill_in(client, CALL)
        sent = await press(client, "send", on=page, slip=code.lower())
    assert heading_of(sent).startswith(SENT)
    (event,) = await told(intake)
    assert (event.facts.offence_class, event.facts.crime_district) == (OffenceClass.BURGLARY_DWELLING, "E07000220")
    assert event.sender == "self"
    assert code not in event.model_dump_json()
    assert await told_count(intake) == 0


async def test_its_agency_learns_that_it_was_used_where_the_person_says_so(intake: Intake) -> None:
    code = await handed_out(intake)
    async with somebody(intake) as client:
        await press(client, "send", on=await fill_in(client, CALL), slip=code, slip_told="yes")
    assert await told_count(intake) == 1


async def test_pressing_send_twice_is_one_use_and_another_page_finds_it_used(intake: Intake) -> None:
    code = await handed_out(intake)
    async with somebody(intake) as client:
        page, other = await fill_in(client, CALL), await fill_in(client, CALL)
        both = await asyncio.gather(*(press(client, "send", on=page, slip=code) for _ in range(3)))
        assert {heading_of(one).startswith(SENT) for one in both} == {True}
        refused = await press(client, "send", on=other, slip=code)
        assert refused.status_code == 422
        assert "This code cannot be used" in refused.text
        assert 'href="#slip"' in refused.text
        assert heading_of(await press(client, "send", on=refused)).startswith(SENT)
    assert len(await told(intake)) == 2


async def test_a_mistyped_code_is_said_and_nothing_is_sent(intake: Intake) -> None:
    async with somebody(intake) as client:
        refused = await press(client, "send", on=await fill_in(client, CALL), slip="not a code")
    assert (refused.status_code, "at least one character" in refused.text) == (422, True)
    assert await told(intake) == []
