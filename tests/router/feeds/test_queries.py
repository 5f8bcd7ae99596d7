"""What feeds list."""

from tests.builders.feed import a_listed_service, a_page
from waymark.db import SYSTEM, Database
from waymark_router.feeds.feed import read_feed
from waymark_router.feeds.queries import list_listings
from waymark_router.feeds.store import replace_listings


async def test_a_service_of_two_feeds_is_listed_once(database: Database) -> None:
    feed = read_feed(a_page(a_listed_service()))
    async with database.transaction(SYSTEM) as tx:
        assert await list_listings(tx) == []
        for source in ("council", "charity"):
            await replace_listings(tx, source, feed.listings, by="rae.rules")
        assert await list_listings(tx) == list(feed.listings)
