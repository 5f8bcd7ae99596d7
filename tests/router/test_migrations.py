"""The second revision fills its columns from what was there before."""

import importlib
import json

import asyncpg

from waymark.opening import Addresses

_REVISION = importlib.import_module("waymark_router.migrations.0002_before_whole_county")
_BEFORE = (
    "alter table decisions drop column screening, drop column unmet",
    "alter table allocations drop column since, drop column accepted_at",
    "insert into rulebooks values ('r', 1, now(), now(), '')",
    "insert into directories values ('d', 1, now(), '')",
    "insert into referrals values (gen_random_uuid(), 4, '', now())",
    """insert into allocations select gen_random_uuid(), referral_id, 'fraud', 's', 'a', 'offered', null, '',
        '2026-11-01T00:00Z' from referrals""",
)


async def test_earlier_decisions_and_allocations_get_their_new_columns(county_db: Addresses) -> None:
    record = json.dumps({"screening": 4, "unmet": [{}, {}]}).encode()
    connection = await asyncpg.connect(county_db.owner)
    try:
        async with connection.transaction():
            await connection.execute("set local search_path to router")
            for statement in _BEFORE:
                await connection.execute(statement)
            await connection.execute(
                "insert into decisions(decision_id, referral_id, decided_at, rulebook, directory, record)"
                " select gen_random_uuid(), referral_id, now(), 'r', 'd', $1 from referrals",
                record,
            )
            for statement in _REVISION.STEPS:
                await connection.execute(statement)
            assert await connection.fetchval("select screening = 4 and unmet = 2 from decisions")
            assert await connection.fetchval("select since = changed_at and accepted_at is null from allocations")
    finally:
        await connection.close()
