"""What doors may ask of feeds: what the public page shows of them, what waits for a second person, the feeds there are.

Not here: anything that writes (store.py).
"""

from dataclasses import dataclass
from datetime import datetime

from waymark.db import Reader
from waymark_router.feeds.feed import Listing
from waymark_router.feeds.store import listing_of
from waymark_router.feeds.waiting import Waiting

# A listing's id is its feed's: what two feeds tell alike is listed once, whatever else stands beside each other.
_LISTED = "select distinct body from listings order by body"
_SHOWN = "select body from listings where source = :source"
_WAITING = (
    "select w.source, w.listing_id, w.body, w.tellers, w.told_at, w.refused_by, l.body as was,"
    " array(select coalesce(m.display_name, t.subject) from unnest(w.tellers) with ordinality as t(subject, at)"
    " left join known_members m on m.subject = t.subject order by t.at) as teller_names,"
    " array(select distinct o.source from listings o where o.source <> w.source and (o.listing_id = w.listing_id"
    " or lower(o.body ->> 'name') = lower(w.body ->> 'name')) order by 1) as also_in"
    " from listing_waits w left join listings l on l.source = w.source and l.listing_id = w.listing_id"
    " order by w.refused_by <> '', w.source, lower(w.body ->> 'name'), w.listing_id limit :most"
)
_COUNT_WAITING = "select count(*) from listing_waits where refused_by = ''"
_SOURCES = (
    "select coalesce(l.source, w.source) as source, coalesce(l.shown, 0) as shown, coalesce(w.waiting, 0) as waiting,"
    " greatest(l.told_at, w.told_at) as told_at from"
    " (select source, count(*) as shown, max(told_at) as told_at from listings group by 1) as l full join"
    " (select source, count(*) filter (where refused_by = '') as waiting, max(told_at) as told_at"
    " from listing_waits group by 1) as w on w.source = l.source order by 1"
)


@dataclass(frozen=True, slots=True)
class Source:
    """A feed by its name: how many services of it are shown, how many wait for a second person, when it told last."""

    source: str
    shown: int
    waiting: int
    told_at: datetime


async def list_listings(reader: Reader) -> list[Listing]:
    """What all feeds list: of services with the same id each feed's own, but those that say the same once."""
    return [listing_of(row.body) for row in await reader.rows(_LISTED)]


async def list_shown(reader: Reader, source: str) -> dict[str, Listing]:
    """What the public page shows of one feed, by the ids of its services."""
    kept = [listing_of(row.body) for row in await reader.rows(_SHOWN, {"source": source})]
    return {one.listing_id: one for one in kept}


async def list_waiting(reader: Reader, *, most: int = 200) -> list[Waiting]:
    """What waits for a second person, feed by feed; what somebody refused comes last."""
    return [
        Waiting(
            source=row.source,
            listing_id=row.listing_id,
            becomes=listing_of(row.body),
            was=listing_of(row.was) if row.was is not None else None,
            tellers=tuple(row.tellers),
            teller_names=tuple(row.teller_names),
            told_at=row.told_at,
            refused_by=row.refused_by,
            also_in=tuple(row.also_in),
        )
        for row in await reader.rows(_WAITING, {"most": most})
    ]


async def count_waiting(reader: Reader) -> int:
    """How many listings wait for a second person; what somebody refused does not."""
    return int(await reader.value(_COUNT_WAITING) or 0)


async def list_sources(reader: Reader) -> list[Source]:
    """The feeds there are, by name."""
    return [Source(row.source, row.shown, row.waiting, row.told_at) for row in await reader.rows(_SOURCES)]
