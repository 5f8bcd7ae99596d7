"""The coded lists through their door."""

from tests.intake.conftest import Intake
from waymark.words import AgencyRole


async def test_a_sender_finds_every_list_and_its_codes(intake: Intake) -> None:
    async with intake.client() as client:
        named = (await client.get("/intake/v1/lists")).json()
        for one in named:
            codes = (await client.get(one["href"])).json()
            assert len(codes) == one["codes"] > 0
    assert {"district", "offence", "ethnicity", "nationality"} <= {one["name"] for one in named}


async def test_a_partner_reads_which_codes_are_no_longer_used(intake: Intake) -> None:
    async with intake.client(intake.partners[AgencyRole.SCHOOL]) as client:
        codes = (await client.get("/intake/v1/lists/ethnicity")).json()
    assert [one["code"] for one in codes if one["valid_to"]] == ["O1"]


async def test_a_list_that_is_not_there_is_not_found(intake: Intake) -> None:
    async with intake.client() as client:
        answer = await client.get("/intake/v1/lists/shoe-sizes")
    assert (answer.status_code, answer.json()["code"]) == (404, "list_not_found")
