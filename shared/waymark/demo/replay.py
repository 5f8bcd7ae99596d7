"""Replays recorded crimes through the police door on their own time, and counts what became of every row.

rows = accepted + refused (each with a reason) + skipped (each with a reason). The clock moves with the records, so
that nothing is overdue because the file is old.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from waymark.clock import ReplayClock
from waymark.demo.crimes import BadRow, CrimeRow
from waymark.demo.records import Draft, RecordMaker, Skipped
from waymark.demo.rhythm import spread, steps
from waymark.demo.sender import Answer, Sender
from waymark.demo.worker import Worker

_WINDOW = timedelta(hours=6)
# Intake answers while it reads; a batch must fit in what the connection holds before we begin to read.
_LINES = 100
_TRIES = 20
_AGAIN_S = 0.1


@dataclass
class Tally:
    """What became of the rows: `ids` has each accepted row's referral, `taken` what each provider's worker accepted.

    `by_sender` counts what other senders than the crimes' own posted, `repeated` what was recognised as sent before;
    `known` has every referral's id.
    """

    rows: int = 0
    sent: int = 0
    last: str = ""
    accepted: int = 0
    repeated: int = 0
    on_time: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    skipped: Counter[str] = field(default_factory=Counter)
    flagged: Counter[str] = field(default_factory=Counter)
    taken: Counter[str] = field(default_factory=Counter)
    by_sender: Counter[str] = field(default_factory=Counter)
    ids: dict[int, str] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)

    @property
    def referrals(self) -> int:
        """How many referrals came of it: a record that repeats or corrects one before is none of its own."""
        return self.accepted - self.repeated

    def take(self, receipt: Mapping[str, Any]) -> None:
        """Count an accepted record by its receipt."""
        self.accepted += 1
        self.repeated += receipt["id"] in self.known
        self.known.add(receipt["id"])
        self.last = receipt["id"]
        self.on_time += bool((receipt["police_clock"] or {}).get("on_time"))
        self.flagged.update(advice["code"] for advice in receipt["quality"])

    def refuse(self, status: int, problem: Mapping[str, Any]) -> None:
        """Count a refused record under its code and the first field at fault."""
        faults = problem.get("faults") or [{}]
        self.refused[f"{problem.get('code', status)} {faults[0].get('pointer', '')}".strip()] += 1

    def balanced(self) -> bool:
        """Whether every row is accounted for."""
        return self.rows == self.accepted + self.refused.total() + self.skipped.total()


Tick = Callable[[int], Awaitable[None]]


def timed(rows: Iterable[CrimeRow | BadRow], tally: Tally, seed: str) -> list[tuple[datetime, CrimeRow]]:
    """Good rows with their report time, in order; bad ones are counted as refused."""
    by_month: dict[str, list[CrimeRow]] = {}
    for row in rows:
        tally.rows += 1
        if isinstance(row, BadRow):
            tally.refused[f"line is no crime: {row.reason}"] += 1
        else:
            by_month.setdefault(row.month, []).append(row)
    placed: list[tuple[datetime, CrimeRow]] = []
    for month, crimes in sorted(by_month.items()):
        random = Random(f"{seed}/{month}")
        random.shuffle(crimes)
        placed += zip(spread(month, len(crimes), random), crimes, strict=True)
    return placed


@dataclass(frozen=True)
class Stage:
    """Who plays in a replay: the records' maker, their sender, the providers' workers, and the clock they share."""

    maker: RecordMaker
    sender: Sender
    workers: Sequence[Worker]
    clock: ReplayClock


async def replay(placed: Sequence[tuple[datetime, CrimeRow]], tally: Tally, stage: Stage, tick: Tick) -> None:
    """Send every placed row at its time; providers accept what they were offered before the clock moves on.

    `tick` is awaited with the number of rows done after each window.
    """
    for end, indexes in steps([at for at, _ in placed], _WINDOW):
        stage.clock.move_to(end)
        drafts: list[Draft] = []
        for index in indexes:
            made = stage.maker.make(placed[index][1], placed[index][0])
            if isinstance(made, Skipped):
                tally.skipped[made.reason] += 1
            else:
                drafts.append(made)
        await send(drafts, tally, stage.sender)
        if drafts and tally.last:
            await stage.sender.routed(tally.last)
        for worker in stage.workers:
            tally.taken[worker.member] += await worker.accept_all()
        await tick(len(indexes))


async def send(drafts: Sequence[Draft], tally: Tally, sender: Sender) -> None:
    """Send records in batches and count intake's answers; what it could not take just then is sent again."""
    tally.sent += len(drafts)
    waiting = list(drafts)
    for attempt in range(_TRIES):
        late: list[Draft] = []
        for start in range(0, len(waiting), _LINES):
            lines = waiting[start : start + _LINES]
            answers = [answer async for answer in sender.send_batch([(draft.key, draft.record) for draft in lines])]
            late += _count(lines, answers, tally, is_last=attempt + 1 == _TRIES)
        if not late:
            return
        waiting = late
        await asyncio.sleep(_AGAIN_S)


def _count(lines: Sequence[Draft], answers: Sequence[Answer], tally: Tally, *, is_last: bool) -> list[Draft]:
    """Count answers; those that say "not now" are given back to be sent again, unless this was the last try."""
    late: list[Draft] = []
    for draft, answer in zip(lines, answers, strict=True):
        if answer.accepted:
            tally.take(answer.body["receipt"])
            tally.ids[draft.row.number] = answer.body["id"]
        elif answer.is_not_now and not is_last:
            late.append(draft)
        else:
            tally.refuse(answer.status, answer.body.get("problem", {}))
    return late
