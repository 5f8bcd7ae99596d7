"""What is kept of feeds: what each lists now. Not here: reading one (`feed.py`), what the public page finds."""

import json
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ARRAY, Text, Uuid

from waymark.db import Transaction, typed
from waymark_router.feeds.feed import Listing

_DROP_LISTINGS = "delete from listings where source = :source"
_ADD_LISTINGS = typed(
    "insert into listings(source, listing_id, body, told_by, told_at)"
    " select :source, a, b::jsonb, :by, :now from unnest(:ids, :bodies) as t(a, b)",
    ids=ARRAY(Uuid),
    bodies=ARRAY(Text),
)


async def replace_listings(tx: Transaction, source: str, listings: Sequence[Listing], *, by: str) -> None:
    """Keep what a feed lists now instead of what it listed before."""
    await tx.run(_DROP_LISTINGS, {"source": source})
    values = {
        "source": source,
        "ids": [UUID(one.listing_id) for one in listings],
        "bodies": [json.dumps(one.as_json()) for one in listings],
        "by": by,
        "now": tx.now,
    }
    await tx.run(_ADD_LISTINGS, values)
