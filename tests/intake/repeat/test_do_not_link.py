"""A person of whom the sender says that nobody may link them is compared with nobody, until a ground is recorded."""

from typing import Any
from uuid import uuid4

import pytest

from tests.builders.police_record import a_police_body
from tests.intake.conftest import Intake
from waymark.contracts.referral import ReferralReceived
from waymark.db import SYSTEM
from waymark.words import Answer, DoNotLink
from waymark_intake.repeat import actions
from waymark_intake.repeat.apart import Basis

URL = "/intake/v1/referrals"


async def sent(intake: Intake, **victim: Any) -> str:
    body = a_police_body(force_reference=f"23/{uuid4().hex[:8]}")
    body["victim"] |= victim
    async with intake.client() as client:
        reply = await client.post(URL, json=body, headers={"idempotency-key": str(uuid4())})
    assert reply.status_code == 202, reply.text
    return str(reply.json()["id"])


async def told(intake: Intake) -> ReferralReceived:
    """The newest referral that was told."""
    async with intake.database.reader(SYSTEM) as reader:
        rows = await reader.rows("select body from log where type = :t order by seq", {"t": ReferralReceived.type()})
    return ReferralReceived.model_validate_json(bytes(rows[-1].body))


async def pairs(intake: Intake) -> list[tuple[str, str]]:
    async with intake.database.reader(SYSTEM) as reader:
        return [(row.state, str(row.newer)) for row in await reader.rows("select state, newer from repeat_pairs")]


async def test_without_a_word_the_same_person_is_linked(intake: Intake) -> None:
    await sent(intake)
    await sent(intake)
    assert [state for state, _ in await pairs(intake)] == ["linked"]
    assert (await told(intake)).facts.referrals_last_12_months == 1


@pytest.mark.parametrize("reason", list(DoNotLink))
async def test_who_must_not_be_linked_is_compared_with_nobody_and_nobody_with_them(
    intake: Intake, reason: DoNotLink
) -> None:
    await sent(intake, do_not_link=reason.value)
    facts = (await told(intake)).facts
    assert (facts.referrals_last_12_months, facts.open_with_provider) == (None, Answer.NOT_ASKED)
    await sent(intake)
    assert await pairs(intake) == []
    assert (await told(intake)).facts.referrals_last_12_months == 0


async def test_on_a_recorded_ground_a_person_looks_and_no_machine_links(intake: Intake) -> None:
    await sent(intake)
    apart = await sent(intake, do_not_link="risk_from_family")
    async with intake.database.transaction(SYSTEM) as tx:
        row = await tx.row("select referral_id from match_records where is_apart")
        assert row is not None
        assert str(row.referral_id) == apart
        day = intake.context.clock.now().date()
        await actions.record_basis(
            tx,
            row.referral_id,
            Basis.VITAL_INTERESTS,
            intake.context.own.match_keys,
            day=day,
            actor="pat.triage",
        )
    assert [state for state, _ in await pairs(intake)] == ["open"]


async def test_a_word_that_is_none_of_ours_is_refused_at_its_field(intake: Intake) -> None:
    body = a_police_body()
    body["victim"] |= {"do_not_link": "because"}
    async with intake.client() as client:
        reply = await client.post(URL, json=body, headers={"idempotency-key": str(uuid4())})
    assert reply.status_code == 422
    assert "/victim/do_not_link" in reply.text
