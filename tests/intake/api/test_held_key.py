"""A key is held from when its request is known to be an agency's until it is answered; each agency has its own."""

import asyncio

from tests.builders.police_record import a_police_body
from tests.intake.conftest import Force, Intake, OpenIntake

URL = "/intake/v1/referrals"


async def _post(intake: Intake, force: Force | None = None) -> tuple[int, str]:
    async with intake.client(force) as client:
        reply = await client.post(URL, json=a_police_body(), headers={"idempotency-key": "key-1"})
    return reply.status_code, reply.headers.get("waymark-recognised", "")


async def test_a_key_that_is_held_is_held_of_its_agency_only(intake: Intake) -> None:
    with intake.context.own.in_flight.holding(intake.police.agency, "key-1"):
        assert (await _post(intake))[0] == 409
        assert (await _post(intake, intake.other_force))[0] == 202
    assert (await _post(intake))[0] == 202


async def test_a_stranger_holds_no_key(intake: Intake) -> None:
    with intake.context.own.in_flight.holding("", "key-1"):
        assert (await _post(intake, Force(intake.police.agency, "nonsense")))[0] == 401


async def test_the_same_record_at_two_doors_at_once_is_one_referral(open_the_door: OpenIntake) -> None:
    """Two doors are two writers with connections of their own, as two processes are."""
    doors = [await open_the_door(), await open_the_door()]
    answers = await asyncio.gather(*(_post(doors[number % 2], doors[1].police) for number in range(2)))
    assert {status for status, _ in answers} == {202}
    async with doors[0].database.reader("*") as reader:
        assert await reader.value("select count(*) from referrals") == 1
