"""A person's match record is made at the door; whoever sent the referral never learns what comes of it."""

from typing import Any

from tests.builders.police_record import a_police_body, a_victim
from tests.intake.conftest import Force, Intake
from waymark.contracts.referral import Facts, ReferralReceived
from waymark.db import SYSTEM
from waymark.words import Answer, Flag

URL = "/intake/v1/referrals"


async def _send(intake: Intake, key: str, force: Force | None = None, **over: Any) -> Any:
    async with intake.client(force) as client:
        reply = await client.post(URL, json=a_police_body(**over), headers={"idempotency-key": key})
        assert reply.status_code == 202, reply.text
        return reply


async def _told(intake: Intake) -> list[Facts]:
    async with intake.database.reader(SYSTEM) as reader:
        rows = await reader.rows("select body from log order by seq")
    return [ReferralReceived.model_validate_json(bytes(row.body)).facts for row in rows]


async def test_two_forces_that_send_the_same_person_learn_nothing_and_the_facts_say_it(intake: Intake) -> None:
    first = await _send(intake, "key-1", force_reference="23/1")
    second = await _send(intake, "key-2", intake.other_force, force_reference="99/2")
    before, after = await _told(intake)
    assert (before.referrals_last_12_months, before.flags) == (0, ())
    assert (after.referrals_last_12_months, after.flags) == (1, (Flag.REPEAT_VICTIM,))
    assert after.open_with_provider is Answer.NO
    a, b = first.json(), second.json()
    assert first.text.replace(a["id"], "") == second.text.replace(b["id"], "")
    async with intake.client(intake.other_force) as client:
        seen = (await client.get(f"{URL}/{b['id']}")).text
    assert a["id"] not in seen
    assert "repeat" not in seen


async def test_what_intake_knows_is_no_change_by_the_sender(intake: Intake) -> None:
    sent = await _send(intake, "key-1", force_reference="23/1")
    await _send(intake, "key-2", intake.other_force, force_reference="99/2")
    async with intake.client() as client:
        body = {"version": 1, "record": a_police_body(force_reference="23/1")}
        reply = await client.post(f"{URL}/{sent.json()['id']}:correct", json=body, headers={"idempotency-key": "fix-1"})
    assert (reply.status_code, reply.json()["version"]) == (202, 1)
    assert len(await _told(intake)) == 2


async def test_a_correction_of_who_it_is_is_compared_again(intake: Intake) -> None:
    await _send(intake, "key-1", force_reference="23/1")
    stranger = a_victim(given_name="Ngozi", family_name="Okafor", date_of_birth="1999-03-04", mobile="07700 900777")
    sent = await _send(intake, "key-2", force_reference="23/2", victim=stranger | {"address_lines": [], "postcode": ""})
    async with intake.client() as client:
        body = {"version": 1, "record": a_police_body(force_reference="23/2")}
        reply = await client.post(f"{URL}/{sent.json()['id']}:correct", json=body, headers={"idempotency-key": "fix-1"})
    assert (reply.status_code, reply.json()["version"]) == (202, 2), reply.text
    assert [facts.referrals_last_12_months for facts in await _told(intake)] == [0, 0, 1]


async def test_nothing_readable_of_the_person_is_in_the_index_and_a_rape_is_kept_apart(intake: Intake) -> None:
    await _send(intake, "key-1")
    await _send(intake, "key-2", offence_code="019/08", force_reference="23/7")
    async with intake.database.reader(SYSTEM) as reader:
        rows = await reader.rows("select *, encode(sealed, 'escape') as shown from match_records")
        assert await reader.value("select count(*) from repeat_pairs") == 0
    assert sorted(row.is_apart for row in rows) == [False, True]
    for personal in ("Iris", "iris", "sample", "1990", "07700", "4477"):
        assert personal not in str([dict(row._mapping) for row in rows])
    facts = await _told(intake)
    assert [one.referrals_last_12_months for one in facts] == [0, None]
