"""Answering by the API: one new version that tells what was answered and no more, once, for whom it is about."""

import asyncio
import json
from typing import Any
from uuid import uuid4

import httpx

from tests.builders.partner_post import a_council_referral, a_person
from tests.intake.conftest import Force, Intake
from waymark.contracts.referral import ReferralAnswered
from waymark.db import SYSTEM
from waymark.words import AgencyRole, Answer, Contactable, Group

NUMBER = "0770090012"
SAFE = {"contact": {"mobile": f"{NUMBER}9"}, "safe_contact": {"mobile_safe": "yes", "code_word": "zqacodeword"}}


def council(intake: Intake) -> Force:
    return intake.partners[AgencyRole.LOCAL_AUTHORITY]


async def sent(intake: Intake, reference: str = "C/1") -> str:
    """A referral that says of no way of contact whether it is safe."""
    over = {"safe_contact": None, "person": a_person(), "sender_reference": reference}
    record = a_council_referral(now=intake.context.clock.now(), **over)
    async with intake.client(council(intake)) as client:
        reply = await client.post(
            "/intake/v1/partner-referrals", json=record, headers={"idempotency-key": str(uuid4())}
        )
    assert reply.status_code == 202, reply.text
    assert "no_safe_contact" in {one["code"] for one in reply.json()["quality"]}
    return str(reply.json()["id"])


async def answer(
    intake: Intake, referral: str, body: dict[str, Any], *, key: str = "answer-1", force: Force | None = None
) -> httpx.Response:
    async with intake.client(force or council(intake)) as client:
        return await client.post(f"/intake/v1/referrals/{referral}:answer", json=body, headers={"idempotency-key": key})


async def told(intake: Intake) -> list[ReferralAnswered]:
    async with intake.database.reader(SYSTEM) as reader:
        rows = await reader.rows("select body from log where type = :t order by seq", {"t": ReferralAnswered.type()})
    return [ReferralAnswered.model_validate_json(bytes(row.body)) for row in rows]


async def test_an_answer_makes_a_version_and_tells_only_what_was_answered(intake: Intake) -> None:
    referral = await sent(intake)
    reply = await answer(intake, referral, {"version": 1, **SAFE})
    assert reply.status_code == 202
    assert reply.json()["version"] == 2
    assert "no_safe_contact" not in {one["code"] for one in reply.json()["quality"]}
    (event,) = await told(intake)
    assert event.facts.contactable is Contactable.SAFE
    assert event.facts.nrm_agreed is None
    assert event.person is not None
    assert {one.group for one in event.person.groups} == {Group.CONTACT, Group.SAFE_CONTACT}
    assert event.corrections[-1].groups == (Group.CONTACT, Group.SAFE_CONTACT, Group.FACTS)
    assert NUMBER not in event.model_dump_json()


async def test_the_sender_sees_the_version_and_what_is_settled(intake: Intake) -> None:
    referral = await sent(intake)
    await answer(intake, referral, {"version": 1, **SAFE})
    async with intake.client(council(intake)) as client:
        view = (await client.get(f"/intake/v1/referrals/{referral}")).json()
    assert view["version"] == 2
    assert [one["groups"] for one in view["corrections"]] == [["contact", "safe_contact", "facts"]]
    assert "no_safe_contact" not in {one["code"] for one in view["quality"]}


async def test_twenty_at_once_under_one_key_are_one_answer(intake: Intake) -> None:
    referral = await sent(intake)
    replies = await asyncio.gather(*(answer(intake, referral, {"version": 1, **SAFE}) for _ in range(20)))
    assert {reply.status_code for reply in replies} == {202}
    assert len({json.dumps(reply.json(), sort_keys=True) for reply in replies}) == 1
    assert len(await told(intake)) == 1
    other = await answer(intake, referral, {"version": 1, "nrm_agreed": "yes"})
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


async def test_an_answer_to_an_old_version_is_told_the_current_one(intake: Intake) -> None:
    referral = await sent(intake)
    assert (await answer(intake, referral, {"version": 1, "nrm_agreed": "no"})).status_code == 202
    (event,) = await told(intake)
    assert (event.person, event.facts.nrm_agreed) == (None, Answer.NO)
    stale = await answer(intake, referral, {"version": 1, **SAFE}, key="answer-2")
    assert (stale.status_code, stale.json()["code"]) == (409, "stale_version")
    assert (await answer(intake, referral, {"version": 2, **SAFE}, key="answer-2")).json()["version"] == 3


async def test_nobody_else_answers_and_an_empty_answer_is_none(intake: Intake) -> None:
    referral = await sent(intake)
    other = intake.partners[AgencyRole.SCHOOL]
    assert (await answer(intake, referral, {"version": 1, **SAFE}, force=other)).status_code == 404
    empty = await answer(intake, referral, {"version": 1})
    assert (empty.status_code, empty.json()["code"]) == (422, "answer_refused")
    assert await told(intake) == []
