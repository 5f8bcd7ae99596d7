"""Small numbers hidden so that no total gives them away (disclosure control of official statistics).

A count from one to below the limit is "fewer than 5"; further counts are held back until, from what is shown and the
total, every hidden small count still could be more than one number. Not here: what is counted (`effect.py`).
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shown:
    """One count as it may be shown: the number, or None where it is hidden, and the words for it."""

    number: int | None
    said: str


@dataclass(frozen=True, slots=True)
class Count:
    """One of several counts whose total is known: it is at most `most` (known too), and `hide` where it must not be
    shown for a reason of its own.
    """

    number: int
    most: int
    hide: bool = False


def shown(counts: Sequence[Count], *, limit: int) -> list[Shown]:
    """The counts as they may be shown. Where hiding some is not enough, all are hidden; nothing at all may be told."""
    if not any(count.number for count in counts):
        return [Shown(0, "0") for _ in counts]
    small = [0 < count.number < limit for count in counts]
    hidden = _hidden(counts, small, limit)
    return [
        Shown(count.number, str(count.number))
        if at not in hidden
        else Shown(None, f"fewer than {limit}" if small[at] else "not shown")
        for at, count in enumerate(counts)
    ]


def _hidden(counts: Sequence[Count], small: Sequence[bool], limit: int) -> set[int]:
    """Those that must be, and the next smallest with them until none of those can be worked out; noughts come last."""
    must = {at for at, count in enumerate(counts) if small[at] or count.hide}
    total = sum(count.number for count in counts)
    bounds = [
        (1, min(limit - 1, count.most)) if small[at] else (0, min(count.most, total)) for at, count in enumerate(counts)
    ]
    hidden = set(must)
    rest = [at for at in range(len(counts)) if at not in hidden]
    rest.sort(key=lambda at: (counts[at].number == 0, counts[at].number))
    while rest and _is_betrayed(must, hidden, counts, bounds):
        hidden.add(rest.pop(0))
    return hidden


def _is_betrayed(must: set[int], hidden: set[int], counts: Sequence[Count], bounds: Sequence[tuple[int, int]]) -> bool:
    """Whether one that must be hidden can be only one number, given what all the hidden ones add up to."""
    total = sum(counts[at].number for at in hidden)
    least, most = sum(bounds[at][0] for at in hidden), sum(bounds[at][1] for at in hidden)
    for at in must:
        low = max(bounds[at][0], total - (most - bounds[at][1]))
        high = min(bounds[at][1], total - (least - bounds[at][0]))
        if low == high:
            return True
    return False
