"""What feeds list, what waits of them, and which feeds there are."""

from tests.builders.feed import a_listed_service, a_page, taken_and_approved
from waymark.db import SYSTEM, Database
from waymark_router.feeds.actions import take_feed
from waymark_router.feeds.feed import read_feed
from waymark_router.feeds.queries import count_waiting, list_listings, list_sources, list_waiting

_OTHER = "b644a0d2-9e8a-4c33-9390-ae9ee93fc056"


async def test_what_two_feeds_tell_alike_is_listed_once(database: Database) -> None:
    feed = read_feed(a_page(a_listed_service()))
    async with database.transaction(SYSTEM) as tx:
        assert await list_listings(tx) == []
        for source in ("council", "charity"):
            await taken_and_approved(tx, source, feed)
        assert await list_listings(tx) == list(feed.listings)


async def test_feeds_tell_how_much_of_them_is_shown_and_waits(database: Database) -> None:
    both = read_feed(a_page(a_listed_service(), a_listed_service(id=_OTHER, name="A second one")))
    async with database.transaction(SYSTEM) as tx:
        assert await list_sources(tx) == []
        await taken_and_approved(tx, "council", read_feed(a_page(a_listed_service())))
        await take_feed(tx, "council", both, by="rae.rules")
        await take_feed(tx, "charity", both, by="rae.rules")
        sources = await list_sources(tx)
        assert [(one.source, one.shown, one.waiting) for one in sources] == [("charity", 0, 2), ("council", 1, 1)]
        assert await count_waiting(tx) == 3
        waiting = await list_waiting(tx, most=2)
    assert [(one.source, one.becomes.name) for one in waiting] == [
        ("charity", "A second one"),
        ("charity", "Community Counselling"),
    ]
    assert [one.also_in for one in waiting] == [(), ("council",)]
    assert waiting[0].teller_names == ("rae.rules",)
