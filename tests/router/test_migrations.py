"""What revisions add to rows that were there before is filled in, and says nothing that was not so."""

import importlib
import json
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import asyncpg
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine

from waymark.opening import Addresses

_ROOM: ModuleType = importlib.import_module("waymark_router.migrations.0003_before_room_and_choice")
_DESK: ModuleType = importlib.import_module("waymark_router.migrations.0005_before_desk_and_requests")
_AGENCY: ModuleType = importlib.import_module("waymark_router.migrations.0008_before_room_by_agency")
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


async def _in_schema(county_db: Addresses, steps: Callable[[Connection], None]) -> None:
    """Run steps of Alembic in the router's schema, and keep them."""

    def run(connection: Connection) -> None:
        connection.execute(text("set local search_path to router"))
        with Operations.context(MigrationContext.configure(connection)):
            steps(connection)

    engine = create_async_engine(county_db.owner.replace("postgresql://", "postgresql+asyncpg://", 1))
    try:
        async with engine.begin() as connection:
            await connection.run_sync(run)
    finally:
        await engine.dispose()


async def test_what_stood_before_room_was_counted_counts_from_when_it_was_said(county_db: Addresses) -> None:
    def steps(connection: Connection) -> None:
        _ROOM.downgrade()
        connection.execute(text("insert into referrals values (gen_random_uuid(), 4, '', now())"))
        for state in ("offered", "accepted", "held_consent", "declined"):
            connection.execute(
                text(
                    "insert into allocations(allocation_id, referral_id, pathway, service, agency, state, allocation,"
                    " changed_at, since, accepted_at) select gen_random_uuid(), referral_id, 'fraud', 's', 'a',"
                    " cast(:state as text), '', now(), '2026-11-01T00:00Z', case when :state = 'accepted'"
                    " then timestamptz '2026-11-02T00:00Z' end from referrals"
                ),
                {"state": state},
            )
        _ROOM.upgrade()
        found = connection.execute(text("select state, offered_at::date::text from allocations")).all()
        assert dict(tuple(one) for one in found) == {
            "offered": "2026-11-01",
            "accepted": "2026-11-02",
            "held_consent": None,
            "declined": None,
        }

    await _in_schema(county_db, steps)


async def test_directories_from_before_people_could_ask_for_changes_were_not_made_by_people(
    county_db: Addresses,
) -> None:
    def steps(connection: Connection) -> None:
        _DESK.downgrade()
        connection.execute(text("insert into directories values ('before', 1, now(), '')"))
        _DESK.upgrade()
        kept = connection.execute(text("select version, by_people from directories where version = 'before'")).all()
        assert [tuple(one) for one in kept] == [("before", False)]
        tables = connection.execute(
            text("select count(*) from pg_policies where schemaname = 'router' and tablename = 'directory_requests'")
        )
        assert tables.scalar() == 3

    await _in_schema(county_db, steps)


async def test_of_room_told_by_two_agencies_the_last_stays_where_the_key_goes_back(county_db: Addresses) -> None:
    def steps(connection: Connection) -> None:
        for agency, vacancies, at in (("before", 3, "2026-11-01T00:00Z"), ("now", 1, "2026-11-02T00:00Z")):
            connection.execute(
                text(
                    "insert into capacities values ('s', 'anyone', '', :agency, :vacancies, 2, '2026-11-01', 'x', 1,"
                    " cast(:at as text)::timestamptz)"
                ),
                {"agency": agency, "vacancies": vacancies, "at": at},
            )
        _AGENCY.downgrade()
        assert [tuple(one) for one in connection.execute(text("select agency from capacities")).all()] == [("now",)]
        _AGENCY.upgrade()

    await _in_schema(county_db, steps)


async def test_every_revision_can_be_taken_back_and_put_on_again(county_db: Addresses) -> None:
    files = sorted(one.stem for one in Path(str(_ROOM.__file__)).parent.glob("0*.py"))
    revisions = [importlib.import_module(f"waymark_router.migrations.{name}") for name in files[1:]]
    indexes = text("select array_agg(indexdef order by indexdef) from pg_indexes where schemaname = 'router'")

    def steps(connection: Connection) -> None:
        before = connection.execute(indexes).scalar()
        for revision in reversed(revisions):
            revision.downgrade()
        for revision in revisions:
            revision.upgrade()
        assert connection.execute(indexes).scalar() == before

    await _in_schema(county_db, steps)
