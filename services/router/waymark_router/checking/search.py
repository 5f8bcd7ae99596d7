"""Looks for one point of a region that no row of a list lets in: the heart of every check, with a budget.

Worst case exponential, so whoever asks gives steps, and "not decided" is an answer. Not here: what is asked.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from waymark_router.checking.space import Literal, Region, Space

Literals = tuple[Literal, ...]
Taken = tuple[Region, Literals]


@dataclass(slots=True)
class Budget:
    """Steps that are left; a step is one row held against one region."""

    steps: int

    def spend(self, steps: int) -> None:
        """Take so many; raises NotDecided where they are spent."""
        self.steps -= steps
        if self.steps < 0:
            raise NotDecided


class NotDecided(Exception):  # noqa: N818 - no error: an answer
    """The budget was spent before it was known."""


def outside_all(space: Space, start: Iterable[Region], rows: Sequence[Taken], budget: Budget) -> Region | None:
    """A region within `start` that meets none of the rows (each as region and as literals); None where all is covered.

    As a solver of clauses does it: what a row leaves no choice about is settled at once, and where there is a choice,
    the row that leaves the fewest is tried first. Raises NotDecided.
    """
    waiting: list[tuple[Region, Sequence[Taken]]] = [(region, rows) for region in start]
    waiting.reverse()
    while waiting:
        settled = _settle(space, *waiting.pop(), budget)
        if settled is None:
            continue
        region, open_rows = settled
        if not open_rows:
            return region
        _, literals = min(open_rows, key=lambda row: len(row[1]))
        waiting.extend((left, open_rows) for left in reversed(space.take_away(region, literals)))
    return None


def _settle(
    space: Space, region: Region, rows: Sequence[Taken], budget: Budget
) -> tuple[Region, Sequence[Taken]] | None:
    """The region once it is outside every row that leaves no choice, with the rows that leave one and their literals
    that do; None where some row covers it.
    """
    changed = True
    while changed:
        changed = False
        kept: list[Taken] = []
        budget.spend(len(rows))
        for inside, literals in rows:
            if not space.meets(region, inside):
                continue
            choices = [literal for literal in literals if space.meets(region, literal.outside)]
            if not choices:
                return None
            if len(choices) > 1:
                kept.append((inside, tuple(choices)))
                continue
            left = space.meet(region, choices[0].outside)
            if left is None:
                return None
            region, changed = left, True
        rows = kept
    return region, rows
