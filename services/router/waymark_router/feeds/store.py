"""What is kept of feeds: what each shows on the public page, and what waits for a second person.

Not here: reading a feed (`feed.py`), what the public page finds, lists for doors (queries.py).
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Text, Uuid
from sqlalchemy.dialects.postgresql import TIMESTAMP

from waymark.db import Transaction, typed
from waymark_router.feeds.feed import Listing, listing_from

_ONE_AT_A_TIME = "select pg_advisory_xact_lock(hashtext('waymark.router.feed'), hashtext(:source))"
_SHOWN = "select body from listings where source = :source"
_WAITS = "select body, tellers, refused_by, refused_at from listing_waits where source = :source"
_DROP_OTHERS = typed("delete from listings where source = :source and not listing_id = any(:ids)", ids=ARRAY(Uuid))
_KEEP_SHOWN = typed(
    "update listings set body = t.b::jsonb, told_by = :by, told_at = :now from unnest(:ids, :bodies) as t(a, b)"
    " where source = :source and listing_id = t.a",
    ids=ARRAY(Uuid),
    bodies=ARRAY(Text),
)
_DROP_WAITS = "delete from listing_waits where source = :source"
_KEEP_WAITS = typed(
    "insert into listing_waits(source, listing_id, body, tellers, told_at, refused_by, refused_at)"
    " select :source, a, b::jsonb, array(select jsonb_array_elements_text(c::jsonb)), :now, d, e"
    " from unnest(:ids, :bodies, :tellers, :refused_by, :refused_at) as t(a, b, c, d, e)",
    ids=ARRAY(Uuid),
    bodies=ARRAY(Text),
    tellers=ARRAY(Text),
    refused_by=ARRAY(Text),
    refused_at=ARRAY(TIMESTAMP(timezone=True)),
)
_SHOW = typed(
    "with approved as (delete from listing_waits where source = :source and listing_id = any(:ids) returning *)"
    " insert into listings(source, listing_id, body, told_by, told_at, tellers, approved_by)"
    " select source, listing_id, body, tellers[cardinality(tellers)], told_at, tellers, :by from approved"
    " on conflict (source, listing_id) do update set body = excluded.body, told_by = excluded.told_by,"
    " told_at = excluded.told_at, tellers = excluded.tellers, approved_by = excluded.approved_by",
    ids=ARRAY(Uuid),
)
_REFUSE = typed(
    "update listing_waits set refused_by = :by, refused_at = :now where source = :source and listing_id = any(:ids)",
    ids=ARRAY(Uuid),
)


@dataclass(frozen=True, slots=True)
class Wait:
    """A listing that waits, who told it, and who refused it when, if anybody did."""

    listing: Listing
    tellers: tuple[str, ...]
    refused_by: str = ""
    refused_at: datetime | None = None


def listing_of(kept: str | Mapping[str, Any]) -> Listing:
    """A listing as the database gives it, which may be JSON still to be read."""
    return listing_from(json.loads(kept) if isinstance(kept, str) else kept)


async def one_at_a_time(tx: Transaction, source: str) -> None:
    """Wait until no other transaction changes what this feed shows."""
    await tx.run(_ONE_AT_A_TIME, {"source": source})


async def find_shown(tx: Transaction, source: str) -> dict[str, Listing]:
    """What a feed shows now, by the ids of its services."""
    kept = [listing_of(row.body) for row in await tx.rows(_SHOWN, {"source": source})]
    return {one.listing_id: one for one in kept}


async def find_waits(tx: Transaction, source: str) -> dict[UUID, Wait]:
    """What waits of a feed, refused or not."""
    kept = [
        Wait(listing_of(row.body), tuple(row.tellers), row.refused_by, row.refused_at)
        for row in await tx.rows(_WAITS, {"source": source})
    ]
    return {UUID(one.listing.listing_id): one for one in kept}


async def keep_shown(tx: Transaction, source: str, listings: Sequence[Listing], *, by: str) -> None:
    """Keep what is shown of services that are shown already; the feed's others are no longer."""
    ids = [UUID(one.listing_id) for one in listings]
    await tx.run(_DROP_OTHERS, {"source": source, "ids": ids})
    bodies = [json.dumps(one.as_json()) for one in listings]
    await tx.run(_KEEP_SHOWN, {"source": source, "ids": ids, "bodies": bodies, "by": by, "now": tx.now})


async def keep_waits(tx: Transaction, source: str, waits: Sequence[Wait]) -> None:
    """Keep what waits of a feed now instead of what waited before."""
    await tx.run(_DROP_WAITS, {"source": source})
    values = {
        "source": source,
        "ids": [UUID(one.listing.listing_id) for one in waits],
        "bodies": [json.dumps(one.listing.as_json()) for one in waits],
        "tellers": [json.dumps(one.tellers) for one in waits],
        "refused_by": [one.refused_by for one in waits],
        "refused_at": [one.refused_at for one in waits],
        "now": tx.now,
    }
    await tx.run(_KEEP_WAITS, values)


async def show(tx: Transaction, source: str, ids: Sequence[UUID], *, by: str) -> None:
    """Show what waited of these services."""
    await tx.run(_SHOW, {"source": source, "ids": list(ids), "by": by})


async def refuse(tx: Transaction, source: str, ids: Sequence[UUID], *, by: str) -> None:
    """Keep who refused what waits of these services."""
    await tx.run(_REFUSE, {"source": source, "ids": list(ids), "by": by, "now": tx.now})
