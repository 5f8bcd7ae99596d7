"""Refused records and repeats are in their sender's figures, by each door they come by; never in anybody else's."""

import json
from typing import Any

import pytest

from tests.builders.partner_post import a_partner_record
from tests.builders.partner_record import NOW
from tests.builders.police_record import a_police_body
from tests.intake.conftest import Intake
from waymark.words import AgencyRole

URL = "/intake/v1/referrals"


async def figures(intake: Intake, force: Any = None) -> dict[str, Any]:
    async with intake.client(force) as client:
        found: dict[str, Any] = (await client.get("/intake/v1/quality")).json()
    return found


def reasons(found: dict[str, Any]) -> dict[tuple[str, str], int]:
    return {(one["field"], one["code"]): one["count"] for one in found["refusals"]}


async def test_a_refused_record_is_counted_with_its_fault_and_its_team(intake: Intake) -> None:
    async with intake.client() as client:
        for number in range(3):
            body = a_police_body(reported_at="yesterday", team="north-2")
            reply = await client.post(URL, json=body, headers={"idempotency-key": f"k{number}"})
            assert reply.status_code == 422
        broken = await client.post(
            URL, content=b"{", headers={"idempotency-key": "b", "content-type": "application/json"}
        )
        assert broken.status_code == 400
    found = await figures(intake)
    assert (found["refused"], found["repeated"], found["sent"]) == (4, 0, 0)
    assert reasons(found) == {("/reported_at", "wrong_form"): 3, ("", "json.syntax"): 1}
    assert {(row["team"], row["refused"]) for row in found["rows"]} == {("north-2", 3), ("", 1)}
    assert "yesterday" not in json.dumps(found)
    assert (await figures(intake, intake.other_force))["refused"] == 0


async def test_the_same_again_is_counted_as_a_repeat_under_its_key_and_under_another(intake: Intake) -> None:
    async with intake.client() as client:
        for key in ("one", "one", "two"):
            assert (await client.post(URL, json=a_police_body(), headers={"idempotency-key": key})).status_code == 202
    found = await figures(intake)
    assert (found["sent"], found["repeated"], found["refused"]) == (1, 2, 0)


@pytest.mark.parametrize("door", ["batch", "csv"])
async def test_each_line_of_a_file_is_counted(intake: Intake, door: str) -> None:
    async with intake.client() as client:
        if door == "batch":
            records = [a_police_body(), a_police_body(reported_at="x"), a_police_body()]
            lines = [json.dumps({"idempotency_key": "k", "record": one}) for one in records]
            await client.post(
                f"{URL}:batch", content="\n".join(lines), headers={"content-type": "application/x-ndjson"}
            )
            field = "/record/reported_at"
        else:
            titles = "Crime reference,Reported at,Offence code,First name,Surname,Date of birth,Mobile,Consent"
            good = "EX/1,20/11/2026 14:30,028/01,Synthia,Example,02/05/1984,07700 900123,yes"
            rows = [titles, good, good.replace("20/11", "99/99").replace("EX/1", "EX/2"), ""]
            for _ in range(2):
                trial = await client.post(
                    f"{URL}:csv?mapping=police-standard&dry_run=true",
                    content="\r\n".join(rows),
                    headers={"content-type": "text/csv"},
                )
                assert "acceptable" in trial.text
            for _ in range(2):
                taken = await client.post(
                    f"{URL}:csv?mapping=police-standard",
                    content="\r\n".join(rows),
                    headers={"content-type": "text/csv"},
                )
                assert "refused" in taken.text
            field = "/reported_at"
    found = await figures(intake)
    refused = {"batch": 1, "csv": 2}[door]
    assert (found["sent"], found["repeated"], found["refused"]) == (1, 1, refused)
    assert {name for name, _ in reasons(found)} == {field}


async def test_a_partners_refusal_and_a_refused_correction_are_counted(intake: Intake) -> None:
    council = intake.partners[AgencyRole.LOCAL_AUTHORITY]
    async with intake.client(council) as client:
        wrong = a_partner_record("prison_release", now=NOW)
        refused = await client.post("/intake/v1/partner-referrals", json=wrong, headers={"idempotency-key": "a"})
        assert refused.status_code in {403, 422}
        good = await client.post(
            "/intake/v1/partner-referrals",
            json=a_partner_record("council", now=NOW, needs=["asb_support"]),
            headers={"idempotency-key": "b"},
        )
        correction = {
            "version": 1,
            "record": a_partner_record("council", now=NOW, needs=["asb_support"], occurred_on="x"),
        }
        again = await client.post(
            f"/intake/v1/referrals/{good.json()['id']}:correct", json=correction, headers={"idempotency-key": "c"}
        )
        assert again.status_code == 422
    assert (await figures(intake, council))["refused"] == 2


async def test_whoever_may_not_send_is_counted_nowhere(intake: Intake) -> None:
    async with intake.client() as client:
        client.headers["authorization"] = "Bearer nobody"
        await client.post(URL, json=a_police_body(reported_at="x"), headers={"idempotency-key": "k"})
    async with intake.database.reader("*") as reader:
        assert await reader.value("select count(*) from not_taken") == 0
