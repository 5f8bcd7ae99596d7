"""Feeds are kept whole or not at all."""

import pytest

from tests.builders.feed import a_listed_service, a_page, taken_and_approved
from waymark.db import SYSTEM, Database
from waymark_router.feeds.feed import read_feed
from waymark_router.feeds.queries import list_listings, list_waiting
from waymark_router.feeds.store import Wait, find_shown, find_waits, keep_shown, keep_waits, one_at_a_time


async def test_what_cannot_be_kept_leaves_what_was_there(database: Database) -> None:
    feed = read_feed(a_page(a_listed_service()))
    async with database.transaction(SYSTEM) as tx:
        await taken_and_approved(tx, "council", feed)
    waits = [Wait(one, ("rae.rules",)) for one in feed.listings]
    with pytest.raises(Exception, match="duplicate key"):
        async with database.transaction(SYSTEM) as tx:
            await one_at_a_time(tx, "council")
            await keep_shown(tx, "council", [], by="rae.rules")
            await keep_waits(tx, "council", [*waits, *waits])
    async with database.reader(SYSTEM) as reader:
        assert await list_listings(reader) == list(feed.listings)
        assert await list_waiting(reader) == []


async def test_what_waits_is_kept_with_who_told_and_refused_it(database: Database) -> None:
    [listing] = read_feed(a_page(a_listed_service())).listings
    async with database.transaction(SYSTEM) as tx:
        kept = Wait(listing, ("rae.rules", "sol.rules"), "ada.rules", tx.now)
        await keep_waits(tx, "council", [kept])
        assert list((await find_waits(tx, "council")).values()) == [kept]
        assert await find_waits(tx, "charity") == {}
        assert await find_shown(tx, "council") == {}
