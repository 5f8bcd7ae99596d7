"""How far each hearer is, moved by compare-and-set in the transaction of the effect: exactly-once effects (ADR 0002).

A position is opaque text of the bus. A move that finds another position there means another owner was faster.
"""

from collections.abc import Mapping, Sequence

from sqlalchemy import ARRAY, Text

from waymark.db import Reader, Transaction, statement, typed

_READ = typed(
    "select source, position from offsets where hearer = :hearer and source = any(:sources)",
    sources=ARRAY(Text),
)
_BEGIN = statement(
    "insert into offsets(hearer, source, position, moved_at)"
    " values (:hearer, :source, :position, :now) on conflict do nothing"
)
_MOVE = statement(
    "update offsets set position = :position, moved_at = :now"
    " where hearer = :hearer and source = :source and position = :before"
)


async def load(reader: Reader, hearer: str, sources: Sequence[str]) -> dict[str, str]:
    """Where `hearer` stands on each source; "" where it has not begun."""
    rows = await reader.rows(_READ, {"hearer": hearer, "sources": list(sources)})
    stored = {row.source: row.position for row in rows}
    return {source: stored.get(source, "") for source in sources}


async def move(tx: Transaction, hearer: str, before: Mapping[str, str], after: Mapping[str, str]) -> bool:
    """Move every source of `after` from where `before` says it stood; False if one stood elsewhere."""
    for source, position in sorted(after.items()):
        values = {"hearer": hearer, "source": source, "position": position, "now": tx.now}
        old = before.get(source, "")
        moved = await (tx.run(_MOVE, {**values, "before": old}) if old else tx.run(_BEGIN, values))
        if moved != 1:
            return False
    return True
