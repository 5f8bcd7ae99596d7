"""A force proves that what it sent was received, by its own reference, key and time; nobody else's is ever told."""

import json
from typing import Any

import pytest

from tests.builders.police_record import REPORTED_AT, a_police_body, a_victim
from tests.intake.conftest import Force, Intake

URL = "/intake/v1/referrals"
DAY = "2026-11-23"
NDJSON = {"content-type": "application/x-ndjson"}


async def _sent(intake: Intake, number: int, *, force: Force | None = None, **over: Any) -> str:
    body = a_police_body(**{"force_reference": f"23/{number}/26"} | over)
    async with intake.client(force) as client:
        reply = await client.post(URL, json=body, headers={"idempotency-key": f"key-{number}"})
    assert reply.status_code == 202, reply.text
    return str(reply.json()["id"])


async def _find(intake: Intake, reference: Any, force: Force | None = None) -> Any:
    async with intake.client(force) as client:
        return await client.post(f"{URL}:find", json={"reference": reference})


async def _day(intake: Intake, force: Force | None = None, **query: Any) -> Any:
    async with intake.client(force) as client:
        return await client.get("/intake/v1/reconciliation", params={"day": DAY} | query)


async def _compared(intake: Intake, *lines: Any, day: str = DAY) -> list[dict[str, Any]]:
    raw = b"".join(json.dumps(line).encode() + b"\n" for line in lines)
    async with intake.client() as client:
        reply = await client.post("/intake/v1/reconciliation:compare", params={"day": day}, content=raw, headers=NDJSON)
    assert reply.status_code == 200, reply.text
    return [json.loads(line) for line in reply.text.splitlines()]


async def test_a_referral_is_found_by_the_forces_own_reference_in_a_body(intake: Intake) -> None:
    referral = await _sent(intake, 1)
    await _sent(intake, 2)
    reply = await _find(intake, " 23/1/26 ")
    assert reply.status_code == 200
    [view] = reply.json()["referrals"]
    assert (view["id"], view["state"]) == (referral, "received")
    assert {step["step"] for step in view["allowed_next"]} >= {"correct", "withdraw"}
    assert "23/1" not in reply.text


async def test_all_victims_of_one_crime_are_found(intake: Intake) -> None:
    ids = [
        await _sent(intake, 1),
        await _sent(intake, 2, force_reference="23/1/26", victim=a_victim(given_name="Rose")),
    ]
    found = (await _find(intake, "23/1/26")).json()["referrals"]
    assert {view["id"] for view in found} == set(ids)


async def test_another_forces_reference_finds_nothing(intake: Intake) -> None:
    await _sent(intake, 1)
    assert (await _find(intake, "23/1/26", intake.other_force)).json() == {"referrals": []}
    assert (await _find(intake, "23/9/26")).json() == {"referrals": []}
    assert (await _find(intake, "23/1/26", Force(intake.police.agency, "nonsense"))).status_code == 401


@pytest.mark.parametrize("reference", ["", None, 7, "x" * 101, "=cmd"])
async def test_what_is_no_reference_is_refused_by_field(intake: Intake, reference: Any) -> None:
    reply = await _find(intake, reference)
    assert (reply.status_code, reply.json()["faults"][0]["pointer"]) == (422, "/reference")


async def test_a_day_lists_everything_received_page_by_page(intake: Intake) -> None:
    ids = [await _sent(intake, number) for number in range(5)]
    await _sent(intake, 9, force=intake.other_force)
    async with intake.client() as client:
        await client.post(f"{URL}/{ids[2]}:withdraw", json={"reason": "sent_in_error"})
    rows: list[dict[str, Any]] = []
    page: dict[str, Any] = {"after": ""}
    while page["after"] is not None:
        page = (await _day(intake, most=2, after=page["after"])).json()
        rows += page["rows"]
    assert sorted(row["id"] for row in rows) == sorted(ids)
    assert {row["id"] for row in rows if row["withdrawn"]} == {ids[2]}
    assert {row["reported_at"] for row in rows} == {REPORTED_AT}
    assert all(row["href"].endswith(row["id"]) for row in rows)
    assert (page["begins_at"], page["ends_at"]) == ("2026-11-23T00:00:00Z", "2026-11-24T00:00:00Z")
    assert (await _day(intake, day="2026-11-22")).json()["rows"] == []


async def test_a_place_of_another_day_or_no_day_is_refused(intake: Intake) -> None:
    for number in range(2):
        await _sent(intake, number)
    after = (await _day(intake, most=1)).json()["after"]
    assert (await _day(intake, day="2026-11-22", after=after)).status_code == 422
    assert (await _day(intake, after="nonsense")).status_code == 422
    assert (await _day(intake, day="yesterday")).status_code == 422


async def test_a_list_is_compared_line_by_line_and_what_it_leaves_out_is_told(intake: Intake) -> None:
    ids = [await _sent(intake, number) for number in range(4)]
    results = await _compared(
        intake,
        {"reference": "23/0/26", "reported_at": "2026-11-23T08:30:00.400Z"},
        {"idempotency_key": "key-1"},
        {"reference": "23/2/26", "reported_at": "2026-11-23T08:31:00Z"},
        {"reference": "23/77/26", "reported_at": REPORTED_AT},
        {"reference": "23/0/26", "idempotency_key": "key-0"},
        {"reported_at": REPORTED_AT},
    )
    *lines, extra, last = results
    assert [line.get("found") for line in lines] == ["received", "received", "other_time", "missing", None, None]
    assert [line["line"] for line in lines] == [1, 2, 3, 4, 5, 6]
    assert [[one["id"] for one in line["referrals"]] for line in lines[:4]] == [[ids[0]], [ids[1]], [ids[2]], []]
    assert {line["status"] for line in lines[4:]} == {422}
    assert extra["extra"]["id"] == ids[3]
    assert last["summary"] == {
        "day": DAY,
        "lines": 6,
        "unreadable": 2,
        "received": 2,
        "other_time": 1,
        "missing": 1,
        "extra": 1,
    }
    assert "23/" not in json.dumps(results)


async def test_an_empty_list_leaves_out_everything_and_another_forces_is_not_ours(intake: Intake) -> None:
    referral = await _sent(intake, 1)
    await _sent(intake, 2, force=intake.other_force)
    extra, last = await _compared(intake)
    assert (extra["extra"]["id"], last["summary"]["extra"]) == (referral, 1)
    [other, extra, _] = await _compared(intake, {"reference": "23/2/26"})
    assert (other["found"], extra["extra"]["id"]) == ("missing", referral)


async def test_only_ndjson_is_compared(intake: Intake) -> None:
    async with intake.client() as client:
        reply = await client.post("/intake/v1/reconciliation:compare", params={"day": DAY}, json={})
    assert reply.status_code == 415
