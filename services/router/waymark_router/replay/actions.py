"""Begins and ends a run of the replay, each in one transaction.

Not here: deciding again (`tally.py`), when it runs (jobs.py).
"""

from waymark.db import Transaction
from waymark_router.replay import store
from waymark_router.replay.tally import Tally

_ACTOR = "router"


async def begin_replay(tx: Transaction, *, every_s: float) -> int | None:
    """Begin a run and answer its number; None where it is not time yet, or another process began one."""
    return await store.begin(tx, every_s=every_s)


async def end_replay(tx: Transaction, replay_id: int, tally: Tally) -> None:
    """Keep what came of it, and audit it."""
    await store.end(tx, replay_id, tally)
    tx.audit(
        "decisions.replayed",
        about=str(replay_id),
        actor=_ACTOR,
        replayed=tally.replayed,
        earlier=tally.earlier,
        differences=tally.differences,
    )
