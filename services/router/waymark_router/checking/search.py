"""Looks for one point of a region that no row of a list lets in: the heart of every check, with a budget.

Worst case exponential, so whoever asks gives steps, and "not decided" is an answer. Not here: what is asked.
"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeVar

from waymark_router.checking.space import Literal, Region, Space

_Answer = TypeVar("_Answer")
Literals = tuple[Literal, ...]
# So many rows that are only passed by cost as much as one that is looked at.
_PASSED_BY = 8


@dataclass(frozen=True, slots=True)
class Taken:
    """A row as what it takes away: the literals that are not settled yet, and the columns they are of, as bits."""

    columns: int
    literals: Literals


def taken(literals: Literals) -> Taken:
    """A row of these literals."""
    columns = 0
    for literal in literals:
        columns |= literal.column
    return Taken(columns, literals)


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


NO_LIMIT = 1 << 62


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a check may cost, in steps: for each row of a table, and of all tables together."""

    row: int
    in_all: int = NO_LIMIT

    def whole(self) -> Budget:
        """The budget of one check, to be handed from table to table."""
        return Budget(self.in_all)


class Purse:
    """The steps of many questions together: each may spend its share, and one that needs more what others left of
    theirs, up to `most`. So all of them cost no more than a share each, and once `whole` is spent nothing is begun.
    """

    def __init__(self, share: int, *, most: int, whole: Budget | None = None) -> None:
        self._share = share
        self._most = most
        self._whole = whole or Budget(NO_LIMIT)
        self._left = 0

    @property
    def is_spent(self) -> bool:
        """Whether the whole check has nothing left to spend."""
        return self._whole.steps <= 0

    def ask(self, question: Callable[[Budget], _Answer]) -> _Answer:
        """The answer to a question, which may be put twice. Raises NotDecided."""
        with suppress(NotDecided):
            return self._answered(question, self._share, 0)
        more = min(self._left, self._most)
        if more <= self._share:
            raise NotDecided
        return self._answered(question, more, more)

    def _answered(self, question: Callable[[Budget], _Answer], steps: int, taken: int) -> _Answer:
        """The answer within so many steps, of which some are taken from what others left."""
        if self.is_spent:
            raise NotDecided
        budget = Budget(steps)
        self._left -= taken
        try:
            answer = question(budget)
        finally:
            self._whole.steps -= steps - max(budget.steps, 0)
        self._left += budget.steps
        return answer


def outside_all(space: Space, start: Iterable[Region], rows: Sequence[Taken], budget: Budget) -> Region | None:
    """A region within `start` that meets none of the rows; None where they cover it all.

    As a solver of clauses does it: what a row leaves no choice about is settled at once, and where there is a choice,
    the row that leaves the fewest is tried first. Raises NotDecided.
    """
    waiting: list[tuple[Region, Sequence[Taken], int]] = [(region, rows, -1) for region in start]
    while waiting:
        settled = _settle(space, *waiting.pop(), budget)
        if settled is None:
            continue
        region, open_rows = settled
        if not open_rows:
            return region
        literals = min(open_rows, key=_choices).literals
        inside: Region | None = region
        changed = 0
        for literal in literals:
            if inside is None:
                break
            left = space.meet(inside, literal.outside)
            if left is not None:
                waiting.append((left, open_rows, changed | literal.column))
            inside = space.meet(inside, literal.inside)
            changed |= literal.column
    return None


def _choices(row: Taken) -> int:
    return len(row.literals)


def _settle(
    space: Space, region: Region, rows: Sequence[Taken], changed: int, budget: Budget
) -> tuple[Region, Sequence[Taken]] | None:
    """The region once it is outside every row that leaves no choice, with the rows that leave one and their literals
    that do; None where some row covers it. Only columns that `changed` are looked at again.
    """
    while changed:
        look, changed = changed, 0
        kept: list[Taken] = []
        budget.spend(len(rows) // _PASSED_BY)
        for row in rows:
            if not row.columns & look:
                kept.append(row)
                continue
            budget.spend(1)
            left = _left(space, region, row, look)
            if left is None:
                continue
            if not left:
                return None
            if len(left) > 1:
                kept.append(row if len(left) == len(row.literals) else taken(left))
                continue
            narrowed = space.meet(region, left[0].outside)
            if narrowed is None:
                return None
            region, changed = narrowed, changed | left[0].column
        rows = kept
    return region, rows


def _left(space: Space, region: Region, row: Taken, look: int) -> Literals | None:
    """The literals of a row that still leave a choice, looking at some columns only; None where one is not met."""
    left: list[Literal] = []
    bits = region[0]
    for literal in row.literals:
        if literal.column & look:
            if literal.is_plain:
                if not bits & literal.yes:
                    return None
                if not bits & literal.no:
                    continue
            elif not space.meets(region, literal.inside):
                return None
            elif not space.meets(region, literal.outside):
                continue
        left.append(literal)
    return tuple(left)
