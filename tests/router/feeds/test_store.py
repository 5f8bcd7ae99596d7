"""Feeds are kept whole or not at all."""

import pytest

from tests.builders.feed import a_listed_service, a_page
from waymark.db import SYSTEM, Database
from waymark_router.feeds.feed import read_feed
from waymark_router.feeds.queries import list_listings
from waymark_router.feeds.store import replace_listings


async def test_what_cannot_be_kept_leaves_what_was_there(database: Database) -> None:
    feed = read_feed(a_page(a_listed_service()))
    async with database.transaction(SYSTEM) as tx:
        await replace_listings(tx, "council", feed.listings, by="rae.rules")
    with pytest.raises(Exception, match="duplicate key"):
        async with database.transaction(SYSTEM) as tx:
            await replace_listings(tx, "council", [*feed.listings, *feed.listings], by="rae.rules")
    async with database.reader(SYSTEM) as reader:
        assert await list_listings(reader) == list(feed.listings)
