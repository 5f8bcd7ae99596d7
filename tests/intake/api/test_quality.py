"""A machine reads its own agency's figures of quality, and nobody else's; a receipt explains its score."""

import json
from typing import Any

import httpx
import pytest

from tests.builders.police_record import a_police_body, a_victim
from tests.intake.conftest import Force, Intake
from waymark.words import AgencyRole

QUALITY = "/intake/v1/quality"


async def post(intake: Intake, key: str, *, force: Force | None = None, **over: Any) -> dict[str, Any]:
    async with intake.client(force) as client:
        reply = await client.post("/intake/v1/referrals", json=a_police_body(**over), headers={"idempotency-key": key})
    assert reply.status_code == 202, reply.text
    answer: dict[str, Any] = reply.json()
    return answer


async def figures(intake: Intake, force: Force | None = None, **query: str) -> httpx.Response:
    async with intake.client(force) as client:
        return await client.get(QUALITY, params=query)


async def test_a_receipt_explains_its_score_and_following_says_the_same(intake: Intake) -> None:
    victim = a_victim(mobile="0000000", landline="01926 410000", home_district=None)
    receipt = await post(intake, "one", victim=victim, safe_contact={"landline_safe": "yes"}, team="north-2")
    assert {one["code"]: one["fields"] for one in receipt["quality"]} == {
        "contact_unusable": ["/victim/mobile"],
        "district_missing": ["/victim/home_district"],
    }
    assert receipt["quality_score"] == 100 - sum(one["weight"] for one in receipt["quality"]) < 100
    async with intake.client() as client:
        view = (await client.get(receipt["links"]["self"])).json()
    assert (view["quality"], view["quality_score"]) == (receipt["quality"], receipt["quality_score"])


async def test_a_clean_record_scores_a_hundred(intake: Intake) -> None:
    receipt = await post(intake, "clean")
    assert (receipt["quality"], receipt["quality_score"]) == ([], 100)


async def test_a_duplicate_is_scored_as_one(intake: Intake) -> None:
    await post(intake, "one")
    again = await post(intake, "two", occurred_on="2026-11-21")
    assert [one["code"] for one in again["quality"]] == ["possible_duplicate"]
    assert again["quality_score"] == 80


async def test_each_line_of_a_batch_is_told_its_own_score(intake: Intake) -> None:
    faulty = a_police_body(force_reference="2", victim=a_victim(home_district=None))
    records = [a_police_body(), faulty, a_police_body(force_reference="3", consent=None)]
    lines = [json.dumps({"idempotency_key": str(key), "record": one}) for key, one in enumerate(records)]
    async with intake.client() as client:
        headers = {"content-type": "application/x-ndjson"}
        reply = await client.post("/intake/v1/referrals:batch", content="\n".join([*lines, ""]), headers=headers)
    receipts = [json.loads(line)["receipt"] for line in reply.text.splitlines()]
    assert [receipt["quality_score"] for receipt in receipts] == [100, 90, 70]
    assert [one["fields"] for receipt in receipts for one in receipt["quality"]] == [
        ["/victim/home_district"],
        ["/consent/position"],
    ]


async def test_figures_are_of_weeks_teams_and_faults(intake: Intake) -> None:
    await post(intake, "one", team="north", victim=a_victim(home_district=None))
    await post(intake, "two", force_reference="other/1")
    answer = (await figures(intake)).json()
    assert (answer["sent"], answer["clean"], answer["mean_score"], len(answer["weeks"])) == (2, 1, 95.0, 12)
    assert {(row["week"], row["team"], row["sent"], row["mean_score"]) for row in answer["rows"]} == {
        (answer["weeks"][-1], "north", 1, 90.0),
        (answer["weeks"][-1], "", 1, 100.0),
    }
    (fault,) = answer["faults"]
    assert (fault["code"], fault["sent"], fault["mended"], fault["cost"]) == ("district_missing", 1, 0, 10)
    assert answer["weighting"] == "quality/1"


async def test_nobody_sees_figures_of_another_agency(intake: Intake) -> None:
    await post(intake, "one", team="north", victim=a_victim(home_district=None))
    answer = (await figures(intake, intake.other_force)).json()
    assert (answer["sent"], answer["rows"], answer["faults"], answer["mean_score"]) == (0, [], [], None)


async def test_what_other_was_is_answered_by_month(intake: Intake) -> None:
    await post(intake, "one", offence_code=None, crime_category=None, needs=["other", "debt"])
    (other,) = (await figures(intake)).json()["others"]
    assert (other["code"], other["count"]) == ("need:debt", 1)


@pytest.mark.parametrize("weeks", ["0", "54", "x"])
async def test_weeks_out_of_reach_are_refused(intake: Intake, weeks: str) -> None:
    assert (await figures(intake, weeks=weeks)).status_code == 422


async def test_whoever_sends_nothing_is_refused(intake: Intake) -> None:
    async with intake.client() as client:
        client.headers.pop("authorization")
        assert (await client.get(QUALITY)).status_code == 401


@pytest.mark.parametrize("team", ["-a", "a b", "=cmd", "ü", "a" * 41, ""])
async def test_a_team_that_is_no_code_is_refused_with_its_field(intake: Intake, team: str) -> None:
    async with intake.client() as client:
        record = a_police_body(team=team)
        reply = await client.post("/intake/v1/referrals", json=record, headers={"idempotency-key": "one"})
    assert reply.status_code == 422
    assert {fault["pointer"] for fault in reply.json()["faults"]} == {"/team"}


async def test_partners_have_teams_and_figures_too(intake: Intake) -> None:
    answer = (await figures(intake, intake.partners[AgencyRole.LOCAL_AUTHORITY])).json()
    assert answer["sent"] == 0
