"""Looks for one point of a region that no row of a list lets in: the heart of every check, with a budget.

Worst case exponential, so whoever asks gives steps, and "not decided" is an answer. Not here: what is asked.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from waymark_router.checking.space import Literal, Region, Space

Literals = tuple[Literal, ...]


@dataclass(slots=True)
class Budget:
    """Steps that are left; a step is one row held against one region."""

    steps: int


class NotDecided(Exception):  # noqa: N818 - no error: an answer
    """The budget was spent before it was known."""


def outside_all(
    space: Space, start: Iterable[Region], rows: Sequence[tuple[Region, Literals]], budget: Budget
) -> Region | None:
    """A region within `start` that meets none of the rows (each as region and as literals); None where all is covered.

    Depth first: where something is left over it is found soon, mostly in as many steps as there are rows. Raises
    NotDecided.
    """
    waiting: list[tuple[Region, int]] = [(region, 0) for region in start]
    waiting.reverse()
    meet, count = space.meet, len(rows)
    while waiting:
        region, at = waiting.pop()
        while at < count:
            if budget.steps <= 0:
                raise NotDecided
            budget.steps -= 1
            inside, literals = rows[at]
            at += 1
            if meet(region, inside) is None:
                continue
            left = space.take_away(region, literals)
            if not left:
                break
            waiting.extend((other, at) for other in left[:0:-1])
            region = left[0]
        else:
            return region
    return None
