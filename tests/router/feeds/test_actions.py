"""A feed that is sent again replaces what it listed, and no other feed's."""

from tests.builders.feed import a_listed_service, a_page
from waymark.db import SYSTEM, Database
from waymark_router.feeds.actions import take_feed
from waymark_router.feeds.feed import read_feed
from waymark_router.feeds.queries import list_listings

_OTHER = "b644a0d2-9e8a-4c33-9390-ae9ee93fc056"


async def test_a_feed_replaces_its_own_listings_alone(database: Database) -> None:
    first, second = read_feed(a_page(a_listed_service())), read_feed(a_page(a_listed_service(id=_OTHER, name="Other")))
    async with database.transaction(SYSTEM) as tx:
        await take_feed(tx, "council", first, by="rae.rules")
        await take_feed(tx, "charity", second, by="rae.rules")
        assert {one.name for one in await list_listings(tx)} == {"Community Counselling", "Other"}
        await take_feed(tx, "council", read_feed(a_page()), by="rae.rules")
        assert {one.name for one in await list_listings(tx)} == {"Other"}
    async with database.reader(SYSTEM) as reader:
        acts = await reader.rows("select about, details from audit where act = 'feed.taken' order by id")
    assert [row.about for row in acts] == ["council", "charity", "council"]
