"""A service of an Open Referral UK feed, as it is written."""

from typing import Any

from waymark.db import Transaction
from waymark_router.feeds.actions import approve_listings, take_feed
from waymark_router.feeds.feed import Feed
from waymark_router.feeds.queries import list_waiting

SERVICE_ID = "ac148810-d857-441c-9679-408f346de14b"


def a_listed_service(**over: Any) -> dict[str, Any]:
    """A service that says all a feed must say, and a little more."""
    return {
        "id": SERVICE_ID,
        "name": "Community Counselling",
        "description": "Counselling by trained professionals.",
        "status": "active",
        "url": "https://service.example/",
        "minimum_age": 12,
        "maximum_age": 25,
        "organization": {
            "id": "d9d5e0f5-d3ce-4f73-9a2f-4dd0ecc6c610",
            "name": "Example Organisation",
            "description": "A charity.",
        },
        "languages": [{"id": "2989d3ed-c547-48f8-8f9d-432d81c7892e", "code": "ur"}],
        **over,
    }


def a_page(*services: dict[str, Any], **over: Any) -> dict[str, Any]:
    """The only page of a list of services."""
    return {
        "total_items": len(services),
        "total_pages": 1,
        "page_number": 1,
        "size": len(services),
        "first_page": True,
        "last_page": True,
        "empty": not services,
        "contents": list(services),
        **over,
    }


async def taken_and_approved(tx: Transaction, source: str, feed: Feed) -> None:
    """Rae sends a feed, and Ada lets everything be shown that waits of it."""
    await take_feed(tx, source, feed, by="rae.rules")
    waiting = {one.listing_id: one.seen for one in await list_waiting(tx) if one.source == source}
    await approve_listings(tx, source, waiting, by="ada.rules")
