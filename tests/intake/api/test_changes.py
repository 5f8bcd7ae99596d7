"""A sender polls one address: what changed of its own referrals, each once, as it stands now."""

from typing import Any

import pytest

from tests.builders.police_record import a_police_body
from tests.intake.conftest import Force, Intake

URL = "/intake/v1/referrals"


async def _send(intake: Intake, number: int, force: Force | None = None) -> str:
    async with intake.client(force) as client:
        body = a_police_body(force_reference=f"23/{number}/26")
        reply = await client.post(URL, json=body, headers={"idempotency-key": f"key-{number}"})
    return str(reply.json()["id"])


async def _changes(intake: Intake, force: Force | None = None, **query: Any) -> Any:
    async with intake.client(force) as client:
        return await client.get(f"{URL}/changes", params=query)


async def test_a_sender_reads_what_changed_and_then_only_what_changed_since(intake: Intake) -> None:
    ids = [await _send(intake, number) for number in range(3)]
    await _send(intake, 9, intake.other_force)
    first = (await _changes(intake)).json()
    assert ([view["id"] for view in first["referrals"]], first["more"]) == (ids, False)
    assert {step["step"] for step in first["referrals"][0]["allowed_next"]} >= {"follow", "correct", "withdraw"}
    async with intake.client() as client:
        await client.post(f"{URL}/{ids[1]}:withdraw", json={"reason": "duplicate"})
    second = (await _changes(intake, after=first["after"])).json()
    assert [(view["id"], view["state"]) for view in second["referrals"]] == [(ids[1], "withdrawn")]
    third = (await _changes(intake, after=second["after"])).json()
    assert (third["referrals"], third["after"]) == ([], second["after"])


async def test_pages_lead_on(intake: Intake) -> None:
    ids = [await _send(intake, number) for number in range(3)]
    first = (await _changes(intake, most=2)).json()
    second = (await _changes(intake, most=2, after=first["after"])).json()
    assert [view["id"] for view in first["referrals"] + second["referrals"]] == ids
    assert (first["more"], second["more"]) == (True, False)


@pytest.mark.parametrize("query", [{"after": "nonsense"}, {"most": 0}, {"most": 1000}])
async def test_what_is_no_place_or_page_is_refused(intake: Intake, query: dict[str, Any]) -> None:
    assert (await _changes(intake, **query)).status_code == 422


async def test_a_stranger_reads_nothing(intake: Intake) -> None:
    assert (await _changes(intake, Force(intake.police.agency, "nonsense"))).status_code == 401
