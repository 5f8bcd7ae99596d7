"""Runs of the replay, begun and ended.

Not here: what a door may ask (queries.py).
"""

from sqlalchemy import ARRAY, Uuid
from sqlalchemy.dialects.postgresql import TIMESTAMP

from waymark.db import Transaction, typed
from waymark_router.replay.tally import Tally

# One process at a time may begin a run; who finds the lock taken does not wait.
_BEGIN = typed(
    "insert into replays(started_at) select :now where pg_try_advisory_xact_lock(hashtext('router.replays'))"
    " and not exists (select from replays where started_at > :now - :every_s * interval '1 second')"
    " returning replay_id",
    now=TIMESTAMP(timezone=True),
)
_END = typed(
    "update replays set ended_at = :now, replayed = :replayed, earlier = :earlier, differences = :differences,"
    " differing = :differing where replay_id = :replay_id",
    now=TIMESTAMP(timezone=True),
    differing=ARRAY(Uuid),
)


async def begin(tx: Transaction, *, every_s: float) -> int | None:
    """Begin a run and answer its number; None where one began less than `every_s` seconds ago."""
    found: int | None = await tx.value(_BEGIN, {"now": tx.now, "every_s": every_s})
    return found


async def end(tx: Transaction, replay_id: int, tally: Tally) -> None:
    """Keep what came of a run."""
    values = {
        "now": tx.now,
        "replay_id": replay_id,
        "replayed": tally.replayed,
        "earlier": tally.earlier,
        "differences": tally.differences,
        "differing": list(tally.differing),
    }
    await tx.run(_END, values)
