"""Correcting and withdrawing within a transaction: all of it or nothing, told once, and audited."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from uuid import uuid4

import pytest

from tests.builders.referral import POLICE, a_submission
from waymark.contracts.referral import ReferralReceived
from waymark.db import SYSTEM, Database
from waymark.errors import Kind, Refused
from waymark.words import Group, QualityFlag, WithdrawReason
from waymark_intake import actions
from waymark_intake.following.correction import Ended, StaleVersion
from waymark_intake.following.receipt import Receipt
from waymark_intake.referral import Likeness, Submission

BEFORE = Likeness(groups={Group.CONTACT: "aa", Group.FACTS: "ff"}, content=b"1" * 32)
AFTER = Likeness(groups={Group.CONTACT: "bb", Group.FACTS: "ff"}, content=b"2" * 32)


@pytest.fixture
async def database(open_database: Callable[[str], Awaitable[Database]]) -> Database:
    return await open_database("intake")


async def _received(database: Database) -> Submission:
    submission = a_submission(likeness=BEFORE)
    async with database.transaction(SYSTEM) as tx:
        await actions.receive_referrals(tx, [submission])
    return submission


def _correction_of(first: Submission, likeness: Likeness = AFTER) -> Submission:
    again = replace(a_submission(likeness=likeness), fingerprint=uuid4().bytes * 2)
    return replace(again, referral_id=first.referral_id, journey_id=first.journey_id)


async def _correct(database: Database, submission: Submission, version: int = 1) -> actions.Accepted:
    async with database.transaction(POLICE) as tx:
        return await actions.correct_referral(tx, submission, version=version)


async def _withdraw(database: Database, submission: Submission, agency: str = POLICE) -> None:
    async with database.transaction(agency) as tx:
        await actions.withdraw_referral(
            tx, submission.referral_id, reason=WithdrawReason.PERSON_ASKED, agency=POLICE, subject="records"
        )


async def _events(database: Database) -> list[bytes]:
    async with database.reader(SYSTEM) as reader:
        return [bytes(row.body) for row in await reader.rows("select body from log order by seq")]


async def test_a_correction_is_stored_told_audited_and_answered_together(database: Database) -> None:
    first = await _received(database)
    accepted = await _correct(database, _correction_of(first))
    assert Receipt.model_validate_json(accepted.reply).version == 2
    [_, told] = await _events(database)
    event = ReferralReceived.model_validate_json(told)
    assert [c.groups for c in event.corrections] == [(Group.CONTACT,)]
    async with database.reader(SYSTEM) as reader:
        assert [row.act for row in await reader.rows("select act from audit order by at, act desc")] == [
            "referral.received",
            "referral.corrected",
        ]


async def test_a_correction_that_fails_leaves_nothing(database: Database) -> None:
    first = await _received(database)
    reused = replace(_correction_of(first), key_hash=first.key_hash)
    for submission, version, refusal in (
        (reused, 1, actions.KeyReused),
        (_correction_of(first), 7, StaleVersion),
        (_correction_of(a_submission()), 1, Refused),
    ):
        with pytest.raises(refusal):
            await _correct(database, submission, version)
    assert len(await _events(database)) == 1


async def test_a_key_that_another_referral_took_meanwhile_is_reused(database: Database) -> None:
    first, second = await _received(database), await _received(database)
    correction = _correction_of(first)
    await _correct(database, correction)
    with pytest.raises(actions.KeyReused):
        await _correct(database, replace(_correction_of(second), key_hash=correction.key_hash))
    assert len(await _events(database)) == 3


async def test_a_correction_may_turn_out_to_be_like_another_referral(database: Database) -> None:
    first, second = await _received(database), a_submission(likeness=AFTER)
    async with database.transaction(SYSTEM) as tx:
        await actions.receive_referrals(tx, [second])
    accepted = await _correct(database, _correction_of(first))
    [advice] = Receipt.model_validate_json(accepted.reply).quality
    assert advice.code is QualityFlag.POSSIBLE_DUPLICATE


async def test_a_withdrawn_referral_is_withdrawn_once_and_corrected_never(database: Database) -> None:
    first = await _received(database)
    await _withdraw(database, first)
    await _withdraw(database, first)
    assert len(await _events(database)) == 2
    with pytest.raises(Ended):
        await _correct(database, _correction_of(first))


async def test_another_agency_cannot_withdraw(database: Database) -> None:
    first = await _received(database)
    with pytest.raises(Refused) as refusal:
        await _withdraw(database, first, "neighbour-police")
    assert refusal.value.kind is Kind.NOT_FOUND
    assert len(await _events(database)) == 1


async def test_what_ended_in_another_way_is_not_withdrawn(database: Database) -> None:
    first = await _received(database)
    async with database.transaction(SYSTEM) as tx:
        await tx.run("update referrals set state = 'merged'")
    with pytest.raises(Ended):
        await _withdraw(database, first)
