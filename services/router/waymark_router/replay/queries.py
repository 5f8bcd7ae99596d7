"""Decisions page by page, and what the last replay of them found.

Not here: anything that writes (store.py).
"""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import TIMESTAMP

from waymark.db import Reader, typed
from waymark.figure import Figure
from waymark.ledger import Finding
from waymark_router.replay.tables import replays
from waymark_router.replay.tally import Kept
from waymark_router.tables import decisions

_OVERDUE = timedelta(days=2)
_LAST = select(replays).where(replays.c.ended_at.is_not(None)).order_by(replays.c.replay_id.desc()).limit(1)
_DIFFERING = (
    "select d.decision_id, d.referral_id from decisions d where d.decision_id = any(coalesce((select differing"
    " from replays where ended_at is not null order by replay_id desc limit 1), '{}'::uuid[])) order by d.number"
)
# Before the first run it counts from the first decision.
_SINCE = typed(
    "select coalesce(extract(epoch from :now - coalesce((select max(ended_at) from replays),"
    " (select min(decided_at) from decisions))), 0) as age",
    now=TIMESTAMP(timezone=True),
)


async def find_page(reader: Reader, *, before: int | None, most: int) -> list[Kept]:
    """The newest `most` decisions, or those numbered below `before`, newest first."""
    page = select(
        decisions.c.decision_id,
        decisions.c.number,
        decisions.c.rulebook,
        decisions.c.directory,
        decisions.c.record,
    ).order_by(decisions.c.number.desc())
    asked = page if before is None else page.where(decisions.c.number < before)
    return [
        Kept(row.decision_id, row.number, row.rulebook, row.directory, row.record)
        for row in await reader.rows(asked.limit(most))
    ]


async def replay_figures(reader: Reader) -> list[Figure]:
    """Whether all decisions of the last run came out the same, of how many, and how long ago that was."""
    last = await reader.row(_LAST)
    age = await reader.value(_SINCE, {"now": reader.now})
    differences, replayed = (last.differences, last.replayed) if last is not None else (0, 0)
    return [
        Figure(
            "router_replay_differences", "decisions that came out differently, last replay", float(differences), 0.0
        ),
        Figure("router_replayed", "decisions decided again, last replay", float(replayed)),
        Figure(
            "router_replay_age_s",
            "time since decisions were last replayed",
            float(max(age, 0)),
            warn_above=_OVERDUE.total_seconds(),
            unit="s",
        ),
    ]


async def find_differing(reader: Reader) -> list[Finding]:
    """The decisions that came out differently in the last run."""
    return [
        Finding("replay", f"decision {row.decision_id} came out differently in the last replay", row.referral_id)
        for row in await reader.rows(_DIFFERING)
    ]
