"""Referrals as rows: one at a time may change one, another agency finds none."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from uuid import uuid4

import pytest

from tests.builders.referral import AT, POLICE, a_score, a_submission
from waymark.contracts.referral import Correction
from waymark.db import SYSTEM, Database
from waymark.words import Group, QualityFlag, ReferralState, WithdrawReason
from waymark_intake.referral import Likeness, Submission
from waymark_intake.store import referrals
from waymark_intake.store.arrivals import Arrival, add_new

Opened = Callable[[str], Awaitable[Database]]
CORRECTION = Correction(version=2, at=AT, groups=(Group.CONTACT, Group.FACTS))


@pytest.fixture
async def database(open_database: Opened) -> Database:
    return await open_database("intake")


async def _add(database: Database, *submissions: Submission) -> None:
    async with database.transaction(SYSTEM) as tx:
        await add_new(tx, [Arrival(submission, b"", b"", False, AT) for submission in submissions])


async def test_a_referral_is_locked_by_its_own_agency_only(database: Database) -> None:
    submission = a_submission(likeness=Likeness(groups={Group.CONTACT: "aa"}))
    await _add(database, submission)
    async with database.transaction(POLICE) as tx:
        kept = await referrals.lock_referral(tx, submission.referral_id)
        assert await referrals.lock_referral(tx, uuid4()) is None
    async with database.transaction("neighbour-police") as tx:
        assert await referrals.lock_referral(tx, submission.referral_id) is None
    assert kept is not None
    assert (kept.state, kept.version, kept.groups, kept.corrections) == (
        ReferralState.RECEIVED,
        1,
        {"contact": "aa"},
        (),
    )


async def test_who_changes_it_next_waits_and_sees_the_change(database: Database) -> None:
    submission = a_submission()
    await _add(database, submission)
    seen: list[int] = []

    async def change() -> None:
        async with database.transaction(POLICE) as tx:
            kept = await referrals.lock_referral(tx, submission.referral_id)
            assert kept is not None
            seen.append(kept.version)
            correction = Correction(version=kept.version + 1, at=AT, groups=(Group.CONTACT,))
            await asyncio.sleep(0.02)
            await referrals.save_correction(tx, submission, a_score(), (*kept.corrections, correction))

    await asyncio.gather(*(change() for _ in range(4)))
    assert seen == [1, 2, 3, 4]


async def test_a_correction_is_kept_whole(database: Database) -> None:
    first = a_submission(quality=(QualityFlag.CONTACT_MISSING,), reference_hash=b"r" * 32)
    await _add(database, first)
    likeness = Likeness(groups={Group.HEALTH: "bb"}, content=b"c" * 32, name=b"n" * 32, born_on=b"b" * 32)
    second = replace(first, clock=None, fingerprint=b"2" * 32, reference_hash=None, likeness=likeness)
    async with database.transaction(POLICE) as tx:
        await referrals.save_correction(tx, second, a_score(QualityFlag.AGE_UNLIKELY), (CORRECTION,))
        kept = await referrals.lock_referral(tx, first.referral_id)
    assert kept is not None
    assert (kept.version, kept.groups, kept.corrections) == (2, {"health": "bb"}, (CORRECTION,))
    async with database.reader(POLICE) as reader:
        row = await reader.row("select * from referrals")
    assert row is not None
    assert (row.quality, row.reported_at, row.reference_hash) == (["age_unlikely"], None, None)
    assert (row.quality_score, row.sent_quality) == (90, ["contact_missing"])
    assert (row.fingerprint, row.content_hash) == (b"2" * 32, b"c" * 32)
    assert (row.received_at, row.state) == (AT, "received")


async def test_a_withdrawal_is_kept_with_its_reason(database: Database) -> None:
    submission = a_submission()
    await _add(database, submission)
    async with database.transaction(POLICE) as tx:
        await referrals.save_withdrawal(tx, submission.referral_id, WithdrawReason.PERSON_ASKED)
        await referrals.save_routed(tx, [referrals.Routed(submission.referral_id, uuid4(), AT, [])])
    async with database.reader(POLICE) as reader:
        row = await reader.row("select state, withdrawn_reason, withdrawn_at is not null as is_dated from referrals")
    assert row is not None
    assert tuple(row) == ("withdrawn", "person_asked", True)
