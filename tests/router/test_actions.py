"""Publishing, and what is in force: one process's shelf never outlives the database."""

from datetime import timedelta

import pytest

from tests.builders.rulebook import the_county, the_county_part
from waymark.clock import ReplayClock
from waymark.db import SYSTEM, Database
from waymark.errors import Unavailable
from waymark_router.actions import Shelf, in_force, publish_county
from waymark_router.county import County, county_from


def _paused() -> County:
    part = the_county_part()
    part["services"][0]["status"] = "paused"
    return county_from(part, steps=1000)


async def _publish(database: Database, county: County) -> None:
    async with database.transaction(SYSTEM) as tx:
        await publish_county(tx, county, actor="test")


async def test_publishing_the_same_county_twice_changes_nothing(published: Database) -> None:
    await _publish(published, the_county())
    async with published.reader(SYSTEM) as reader:
        assert await reader.value("select count(*) from audit") == 2
        assert await reader.value("select max(number) from rulebooks") == 1


async def test_a_version_published_elsewhere_is_seen_at_once(published: Database) -> None:
    shelf = Shelf()
    async with published.reader(SYSTEM) as reader:
        before = await in_force(reader, shelf)
    await _publish(published, _paused())
    async with published.reader(SYSTEM) as reader:
        after = await in_force(reader, shelf)
    assert before.directory.version == the_county().directory.version
    assert after.directory.version == _paused().directory.version
    assert after.rulebook is before.rulebook


async def test_an_earlier_version_can_be_published_again(published: Database) -> None:
    await _publish(published, _paused())
    await _publish(published, the_county())
    async with published.reader(SYSTEM) as reader:
        assert (await in_force(reader, Shelf())).directory.version == the_county().directory.version


async def test_a_rulebook_is_in_force_from_its_time_on(published: Database, clock: ReplayClock) -> None:
    part = the_county_part()
    part["rulebook"]["effective_from"] = clock.now() + timedelta(hours=1)
    later = county_from(part, steps=1000)
    await _publish(published, later)
    async with published.reader(SYSTEM) as reader:
        assert (await in_force(reader, Shelf())).rulebook.version == the_county().rulebook.version
    clock.move_to(clock.now() + timedelta(hours=2))
    async with published.reader(SYSTEM) as reader:
        assert (await in_force(reader, Shelf())).rulebook.version == later.rulebook.version


async def test_nothing_published_is_said(database: Database) -> None:
    async with database.reader(SYSTEM) as reader:
        with pytest.raises(Unavailable):
            await in_force(reader, Shelf())
