"""What is done with a feed that was read: it is taken, and a second person lets be shown what is new of it.

Each in the transaction handed in. Not here: reading a feed (`feed.py`), what of it is new (`contact.py`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from waymark.db import Transaction
from waymark_router.deputies.actions import refuse_outside_their_days
from waymark_router.feeds import store
from waymark_router.feeds.contact import contact_of, sort_out
from waymark_router.feeds.feed import Feed, Listing
from waymark_router.feeds.waiting import refuse_unless_answerable


@dataclass(frozen=True, slots=True)
class Taken:
    """How many services of a feed the public page has now, and how many wait for a second person."""

    shown: int
    waiting: int


async def take_feed(tx: Transaction, source: str, feed: Feed, *, by: str) -> Taken:
    """Take what a feed lists instead of what it told before. What is new, or would be reached otherwise, waits; what
    the feed no longer has is gone at once. Of a feed that is none of services nothing is taken, and all stays.
    """
    await store.one_at_a_time(tx, source)
    if not feed.is_of_services:
        return Taken(len(await store.find_shown(tx, source)), len(await store.find_waits(tx, source)))
    found = sort_out(feed.listings, await store.find_shown(tx, source))
    before = await store.find_waits(tx, source)
    await store.keep_shown(tx, source, found.shown, by=by)
    waits = [_wait(one, before.get(UUID(one.listing_id)), by=by) for one in found.waits]
    await store.keep_waits(tx, source, waits)
    tx.audit(
        "feed.taken",
        about=source,
        actor=by,
        services=len(feed.listings),
        warnings=len(feed.warnings),
        waiting=len(waits),
    )
    return Taken(len(found.shown), len(waits))


def _wait(listing: Listing, before: store.Wait | None, *, by: str) -> store.Wait:
    """What waits, told again: whoever told the same before told it still, and a refusal of the same stands."""
    if before is None or contact_of(before.listing) != contact_of(listing):
        return store.Wait(listing, (by,))
    return store.Wait(listing, tuple(dict.fromkeys((*before.tellers, by))), before.refused_by, before.refused_at)


async def approve_listings(tx: Transaction, source: str, chosen: Mapping[UUID, str], *, by: str) -> None:
    """Show what waits of a feed, by id with what was seen of it; raises Refused as `refuse_unless_answerable` does."""
    await _refuse_unless_answerable(tx, source, chosen, by=by)
    await store.show(tx, source, list(chosen), by=by)
    _audit(tx, "listing.approved", source, chosen, by=by)


async def refuse_listings(tx: Transaction, source: str, chosen: Mapping[UUID, str], *, by: str) -> None:
    """Leave what is shown as it is until the feed tells something else, or somebody approves it after all."""
    await _refuse_unless_answerable(tx, source, chosen, by=by)
    await store.refuse(tx, source, list(chosen), by=by)
    _audit(tx, "listing.refused", source, chosen, by=by)


async def _refuse_unless_answerable(tx: Transaction, source: str, chosen: Mapping[UUID, str], *, by: str) -> None:
    await refuse_outside_their_days(tx, by, act="listing.answered")
    await store.one_at_a_time(tx, source)
    waits = await store.find_waits(tx, source)
    refuse_unless_answerable({key: (one.listing, one.tellers) for key, one in waits.items()}, chosen, by=by)


def _audit(tx: Transaction, act: str, source: str, chosen: Mapping[UUID, str], *, by: str) -> None:
    for listing_id, seen in chosen.items():
        tx.audit(act, about=listing_id, actor=by, source=source, seen=seen)
