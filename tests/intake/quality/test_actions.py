"""Claiming a digest: one process has it, a crash gives it back with the same text, what was sent stays sent."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.builders.referral import POLICE, a_submission
from waymark.clock import ReplayClock
from waymark.db import SYSTEM, Database
from waymark.ids import AgencyId
from waymark.words import QualityFlag
from waymark_intake import actions
from waymark_intake.quality.actions import Claimed, claim_digest, load_recipients, record_digest
from waymark_intake.quality.digest import WAITS_MINUTES

LEASE = timedelta(minutes=2)
LAST_WEEK = datetime(2026, 11, 18, 9, tzinfo=UTC)
TEAMS: dict[str, Any] = {
    "north": {"name": "North", "email": "north@police.example"},
    "idle": {"name": "I", "email": "i@b.example"},
}
COUNTY: dict[str, Any] = {"digests": {POLICE: {"name": "Police", "email": "q@police.example", "teams": TEAMS}}}


@pytest.fixture
async def database(open_database: Callable[[str], Awaitable[Database]], clock: ReplayClock) -> Database:
    database = await open_database("intake")
    clock.move_to(datetime(2026, 11, 23, 10, tzinfo=UTC))
    sent = [
        a_submission(team=team, received_at=LAST_WEEK, quality=(QualityFlag.AGE_UNLIKELY,)) for team in ("north", "")
    ]
    async with database.transaction(SYSTEM) as tx:
        await load_recipients(tx, COUNTY)
        await actions.receive_referrals(tx, sent)
    return database


async def claim(database: Database) -> Claimed | None:
    async with database.transaction(SYSTEM) as tx:
        return await claim_digest(tx, public_url="http://localhost", lease=LEASE)


async def record(database: Database, claimed: Claimed, *, is_taken: bool) -> None:
    async with database.transaction(SYSTEM) as tx:
        await record_digest(tx, claimed, is_taken=is_taken)


async def states(database: Database) -> dict[str, tuple[str, int]]:
    async with database.reader(SYSTEM) as reader:
        rows = await reader.rows("select team, state, attempts from digests")
    return {row.team: (row.state, row.attempts) for row in rows}


async def test_each_recipient_is_claimed_once_and_who_sent_nothing_is_noted(database: Database) -> None:
    claimed = [await claim(database) for _ in range(3)]
    assert [one.digest.recipient.team if one else None for one in claimed] == ["", "north", None]
    assert await states(database) == {"": ("claimed", 1), "north": ("claimed", 1), "idle": ("empty", 0)}


async def test_many_processes_at_once_claim_each_digest_once(database: Database) -> None:
    async def all_there_are() -> list[str]:
        found = []
        while (claimed := await claim(database)) is not None:
            found.append(claimed.digest.id)
        return found

    found = [one for several in await asyncio.gather(*(all_there_are() for _ in range(6))) for one in several]
    assert len(found) == len(set(found)) == 2


async def test_after_a_crash_the_same_text_is_claimed_again_when_the_lease_is_over(
    database: Database, clock: ReplayClock
) -> None:
    first = await claim(database)
    assert first is not None
    await claim(database)
    assert await claim(database) is None
    async with database.transaction(SYSTEM) as tx:
        await actions.receive_referrals(tx, [a_submission(team="", received_at=LAST_WEEK)])
    clock.move_to(clock.now() + LEASE)
    again = await claim(database)
    assert again is not None
    assert (again.digest, again.attempts) == (first.digest, 2)


async def test_what_was_sent_is_never_claimed_again(database: Database, clock: ReplayClock) -> None:
    while (claimed := await claim(database)) is not None:
        await record(database, claimed, is_taken=True)
    clock.move_to(clock.now() + timedelta(days=3))
    assert await claim(database) is None
    assert {state for state, _ in (await states(database)).values()} == {"sent", "empty"}


async def test_who_was_slow_does_not_undo_what_another_recorded(database: Database, clock: ReplayClock) -> None:
    slow = await claim(database)
    assert slow is not None
    clock.move_to(clock.now() + LEASE)
    quick = await claim(database)
    assert quick is not None
    await record(database, quick, is_taken=True)
    await record(database, slow, is_taken=False)
    assert (await states(database))[""][0] == "sent"


async def test_a_message_nobody_takes_is_tried_again_and_then_given_up_in_sight(
    database: Database, clock: ReplayClock
) -> None:
    for wait in (*WAITS_MINUTES, 0):
        claimed = await claim(database)
        assert claimed is not None
        assert claimed.digest.recipient.team == ""
        await record(database, claimed, is_taken=False)
        async with database.transaction(SYSTEM) as tx:
            await tx.run("update digests set state = 'sent' where team = 'north'")
        clock.move_to(clock.now() + timedelta(minutes=wait))
    assert (await states(database))[""] == ("failed", len(WAITS_MINUTES) + 1)
    async with database.reader(SYSTEM) as reader:
        assert await reader.value("select count(*) from audit where act = 'digest.given_up'") == 1


async def test_a_new_county_file_takes_the_place_of_the_old_one(database: Database) -> None:
    async with database.transaction(SYSTEM) as tx:
        await load_recipients(tx, {"digests": {}})
    assert await claim(database) is None


async def test_a_record_without_a_team_is_of_its_members_team_and_a_named_one_stays(database: Database) -> None:
    mine = {"north": TEAMS["north"] | {"members": ["pia.police"]}}
    county = {"digests": {POLICE: {"name": "Police", "email": "q@police.example", "teams": mine}}}
    sent = [
        a_submission(subject="pia.police"),
        a_submission(subject="pia.police", team="south"),
        a_submission(subject="another.police"),
        a_submission(subject="pia.police", sender=AgencyId("neighbour-police")),
    ]
    async with database.transaction(SYSTEM) as tx:
        await tx.run("delete from referrals")
        await load_recipients(tx, county)
        await actions.receive_referrals(tx, sent)
        rows = await tx.rows("select referral_id, team from referrals")
    teams = {row.referral_id: row.team for row in rows}
    assert [teams[one.referral_id] for one in sent] == ["north", "south", "", ""]
