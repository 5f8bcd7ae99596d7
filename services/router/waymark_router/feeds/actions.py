"""What is done with a feed that was read: it is listed, in the transaction handed in. Not here: reading it."""

from waymark.db import Transaction
from waymark_router.feeds import store
from waymark_router.feeds.feed import Feed


async def take_feed(tx: Transaction, source: str, feed: Feed, *, by: str) -> None:
    """List what a feed tells instead of what it told before."""
    await store.replace_listings(tx, source, feed.listings, by=by)
    tx.audit("feed.taken", about=source, actor=by, services=len(feed.listings), warnings=len(feed.warnings))
