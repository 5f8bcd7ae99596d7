"""The plug: what the router offers, hears and tells, and how it takes its part of a county."""

from typing import Any

import pytest

from tests.builders.rulebook import the_county, the_county_part
from waymark.db import SYSTEM, Database
from waymark.errors import Refused
from waymark.service import Context
from waymark_router.actions import Shelf
from waymark_router.queries import versions_in_force
from waymark_router.service import load, open_router, read, service
from waymark_router.settings import RouterSettings

Here = Context[RouterSettings, Shelf]


def test_it_hears_screenings_and_what_became_of_allocations() -> None:
    assert service.heard_topics() == ("consent.access", "consent.referral", "notifier.allocation")
    assert service.told_topics() == ("router.referral", "router.rules")


async def test_it_opens_with_an_empty_shelf(context: Context[Any, Any]) -> None:
    async with open_router(context) as shelf:
        assert shelf == Shelf()


async def test_loading_its_part_of_the_county_twice_is_loading_it_once(database: Database, context: Here) -> None:
    for _ in range(2):
        seed = await read(the_county_part(), context)
        async with database.transaction(SYSTEM) as tx:
            await load(tx, seed, context)
    async with database.reader() as reader:
        assert (await versions_in_force(reader)).rulebook == the_county().rulebook.version
        assert await reader.value("select count(*) from rulebooks") == 1


async def test_a_broken_part_is_one_line_and_refused_before_anything_is_open(context: Here) -> None:
    part = the_county_part()
    part["rulebook"]["tables"]["overlays"]["rows"][0]["when"]["flags"] = {"any_of": ["in_a_hurry"]}
    with pytest.raises(Refused) as refused:
        await read(part, context)
    assert refused.value.title.startswith("row pr-danger, column flags")
    assert "\n" not in refused.value.title
