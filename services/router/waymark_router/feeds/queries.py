"""What the public page may ask of feeds: what they list. Not here: anything that writes (store.py)."""

import json

from waymark.db import Reader
from waymark_router.feeds.feed import Listing, listing_from


async def list_listings(reader: Reader) -> list[Listing]:
    """What all feeds list; of one that two feeds list, either."""
    rows = await reader.rows("select distinct on (listing_id) body from listings order by listing_id, source")
    return [listing_from(json.loads(row.body) if isinstance(row.body, str) else row.body) for row in rows]
