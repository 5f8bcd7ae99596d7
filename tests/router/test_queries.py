"""What doors may ask."""

from uuid import UUID

import pytest

from tests.builders.rulebook import the_county
from tests.builders.screened import REFERRAL, a_referral_screened
from tests.builders.web import a_heard
from waymark.db import SYSTEM, Database
from waymark_router.actions import Shelf, route_referrals
from waymark_router.queries import (
    find_directory,
    find_latest_decision,
    find_rulebook,
    list_allocations,
    versions_in_force,
)


async def test_versions_are_named_once_published(published: Database) -> None:
    async with published.reader() as reader:
        versions = await versions_in_force(reader)
        assert versions.rulebook == the_county().rulebook.version
        assert (await find_rulebook(reader, the_county().rulebook.version)).body == the_county().rulebook.body
        assert await find_directory(reader, the_county().directory.version) == the_county().directory


async def test_an_unknown_version_is_a_bug(database: Database) -> None:
    async with database.reader() as reader:
        with pytest.raises(LookupError):
            await find_rulebook(reader, "none")
        with pytest.raises(LookupError):
            await find_directory(reader, "none")


async def test_the_latest_decision_is_found_even_within_one_instant(published: Database) -> None:
    for screening in (1, 2, 3):
        async with published.transaction(SYSTEM) as tx:
            heard = a_heard(a_referral_screened(screening=screening), tx.now)
            await route_referrals(tx, [heard], Shelf())
    async with published.reader() as reader:
        latest = await find_latest_decision(reader, REFERRAL)
        assert latest is not None
        assert b'"screening":3' in latest.record
        assert [placed.service for placed in await list_allocations(reader, REFERRAL)] == ["harbour-recovery"]
        assert await find_latest_decision(reader, UUID(int=1)) is None
