"""Revisions of schema intake with rows in it: what was kept before the whole county is still there, and what is new."""

import importlib
from types import ModuleType
from uuid import uuid4

from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine

from tests.builders.referral import AT
from waymark.opening import Addresses

_COUNTY: ModuleType = importlib.import_module("waymark_intake.migrations.0002_before_whole_county")
_REFERRAL = text(
    "insert into referrals(referral_id, journey_id, sender, state, received_at, reported_at, police_due_at,"
    " fingerprint, quality) values (:id, :id, 'police', 'routed', :at, :at, :at, '', '{}')"
)
_ALLOCATION = text(
    "insert into allocations_seen values (gen_random_uuid(), :id, 'police', 'substance_adult', 'meridian', :state, '',"
    " '', '', true, :at)"
)


async def test_what_was_kept_before_survives_the_way_up_and_down(county_db: Addresses) -> None:
    engine = create_async_engine(county_db.owner.replace("postgresql://", "postgresql+asyncpg://", 1))
    try:
        async with engine.begin() as connection:
            await connection.run_sync(_down_and_up)
    finally:
        await engine.dispose()


def _down_and_up(connection: Connection) -> None:
    connection.execute(text("set local search_path to intake"))
    with Operations.context(MigrationContext.configure(connection)):
        _COUNTY.downgrade()
        referral = uuid4()
        connection.execute(text("select set_config('waymark.agency', '*', true)"))
        connection.execute(_REFERRAL, {"id": referral, "at": AT})
        for state in ("engaged", "accepted"):
            connection.execute(_ALLOCATION, {"id": referral, "state": state, "at": AT})
        connection.execute(text("select set_config('waymark.agency', '', true)"))
        _COUNTY.upgrade()
        row = connection.execute(text("select kind, version, corrections, group_hashes from referrals")).one()
        assert tuple(row) == ("police", 1, [], {})
        engaged = connection.execute(text("select state, engaged_at from allocations_seen")).all()
        assert dict(tuple(one) for one in engaged) == {"engaged": AT, "accepted": None}
        _COUNTY.downgrade()
        assert connection.execute(text("select count(*) from referrals")).scalar() == 1
