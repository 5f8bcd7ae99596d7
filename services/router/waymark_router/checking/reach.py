"""What is wrong inside one table: rows that never count, that add nothing, that contradict another, facts nobody takes.

Exact within the step budget of each row; what is not decided in it is a finding of its own. Not here: what services
take (`services.py`), and in which words an example is told (`example.py`).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar

from waymark.words import Priority
from waymark_router.bits import positions
from waymark_router.checking.overlap import Sieve
from waymark_router.checking.possible import Impossible, of_columns
from waymark_router.checking.search import Budget, Literals, Purse, Taken, outside_all, taken
from waymark_router.checking.space import Example, Region, Space
from waymark_router.rules.rule import Output, Policy, Row, Table

_MOST_ROWS_IN_FULL = 500
_CONFLICTS_TRIED = 20
_Found = TypeVar("_Found")
_URGENCY = tuple(Priority)


@dataclass(frozen=True, slots=True)
class Dead:
    """A row that can never count: because of one earlier row, of several together (""), or of its own cells (None)."""

    row: str
    because_of: str | None


@dataclass(frozen=True, slots=True)
class Adds:
    """A row that adds nothing, as `to` lets in all it lets in and says the same."""

    row: str
    to: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two rows of which neither contains the other that answer the same facts differently: the earlier one wins."""

    row: str
    earlier: str
    others: int
    example: Example


class Reach:
    """One table, ready to be asked; `steps` is the budget of each row. Where there are very many, each has a share of
    what so many may cost together, and a hard one what the easy ones left. `whole` is what is left of the whole check.
    """

    def __init__(self, table: Table, never: Sequence[Impossible], *, steps: int, whole: Budget | None = None) -> None:
        self.table = table
        never = of_columns(never, table.columns)
        cells = {
            name: [
                *(row.cells[name] for row in table.rows if name in row.cells),
                *(claim.cell for claims in never for claim in claims if claim.column == name),
            ]
            for name in table.columns
        }
        self.space = Space(table.columns, cells)
        self._never = [taken(tuple(map(self.space.claimed, claims))) for claims in never]
        self._steps = steps if len(table.rows) <= _MOST_ROWS_IN_FULL else steps * _MOST_ROWS_IN_FULL // len(table.rows)
        self._purse = Purse(self._steps, most=steps, whole=whole)

    @cached_property
    def _literals(self) -> list[Literals]:
        space = self.space
        return [
            tuple(
                sorted(
                    (space.literal(name, cell) for name, cell in row.cells.items()),
                    key=lambda literal: literal.inside[0].bit_count(),
                )
            )
            for row in self.table.rows
        ]

    @cached_property
    def _regions(self) -> list[Region | None]:
        return [self.space.both(literals) for literals in self._literals]

    @cached_property
    def _sieve(self) -> Sieve:
        return Sieve(self.table.rows, self.table.columns)

    def budget(self) -> Budget:
        """The share of one question."""
        return Budget(self._steps)

    @property
    def is_spent(self) -> bool:
        """Whether nothing is left of the whole check: nothing more is looked at."""
        return self._purse.is_spent

    def decided(self, question: Callable[[Budget], _Found]) -> _Found:
        """The answer to one question within its share and what others left. Raises NotDecided."""
        return self._purse.ask(question)

    def dead(self, at: int, budget: Budget) -> Dead | None:
        """Whether row `at` can never count. Raises NotDecided.

        With policy COLLECT a row counts whenever it matches, but for the last, which counts where no other does.
        """
        row = self.table.rows[at]
        region = self._regions[at]
        if region is None or outside_all(self.space, [region], self._never, budget) is None:
            return Dead(row.id, None)
        if self.table.policy is Policy.COLLECT and at < len(self.table.rows) - 1:
            return None
        earlier = (1 << at) - 1
        if containing := self._sieve.contain(at) & earlier:
            return Dead(row.id, self.table.rows[_first(containing)].id)
        rows = self._never + self._taken(positions(self._sieve.may_meet(at) & earlier))
        return Dead(row.id, "") if outside_all(self.space, [region], rows, budget) is None else None

    def adds_nothing(self, at: int) -> Adds | None:
        """Whether, with policy COLLECT, one other row lets in all that row `at` does and says as much."""
        row = self.table.rows[at]
        if not row.cells:
            return None
        for other in positions(self._sieve.contain(at) & ~(1 << at)):
            larger = self.table.rows[other]
            same = larger.cells == row.cells and larger.output == row.output
            if larger.cells and _says_all(larger.output, row.output) and not (same and other > at):
                return Adds(row.id, larger.id)
        return None

    def conflict(self, at: int, budget: Budget) -> Conflict | None:
        """With policy FIRST, the first earlier row that wins facts which row `at` would have answered differently,
        while neither contains the other. Raises NotDecided.
        """
        row = self.table.rows[at]
        region = self._regions[at]
        if region is None or not row.cells:
            return None
        earlier = (1 << at) - 1
        rows = self._sieve.may_meet(at) & earlier & ~self._sieve.contain(at) & ~self._same_output[row.output]
        found: Conflict | None = None
        tried = 0
        for other in positions(rows):
            if tried == _CONFLICTS_TRIED:
                break
            budget.spend(1)
            theirs = self._regions[other]
            shared = self.space.meet(region, theirs) if theirs is not None else None
            if shared is None or self._is_within(other, at, budget):
                continue
            tried += 1
            before = self._never + self._taken(positions(self._sieve.may_meet(other) & ((1 << other) - 1)))
            open_to_both = outside_all(self.space, [shared], before, budget)
            if open_to_both is not None and not self._is_within(at, other, budget):
                example = self.space.example(open_to_both)
                found = Conflict(row.id, self.table.rows[other].id, rows.bit_count() - 1, example)
                break
        return found

    def _is_within(self, at: int, other: int, budget: Budget) -> bool:
        """Whether row `other` lets in all facts there can be that row `at` lets in. Raises NotDecided."""
        region = self._regions[at]
        left = self.space.take_away(region, self._literals[other]) if region is not None else []
        return not left or outside_all(self.space, left, self._never, budget) is None

    def left_over(self, start: Region | None, budget: Budget) -> Example | None:
        """Facts within `start` that reach only the last row; None where there are none. Raises NotDecided."""
        if start is None:
            return None
        meeting = [at for at, region in enumerate(self._regions[:-1]) if region and self.space.meet(start, region)]
        rows = self._never + self._taken(meeting)
        found = outside_all(self.space, [start], rows, budget)
        return self.space.example(found) if found is not None else None

    def rows(self) -> Iterator[tuple[int, Row]]:
        """All rows with their places."""
        yield from enumerate(self.table.rows)

    @cached_property
    def _same_output(self) -> dict[Output, int]:
        found: dict[Output, int] = {}
        for at, row in enumerate(self.table.rows):
            found[row.output] = found.get(row.output, 0) | 1 << at
        return found

    def _taken(self, places: Iterable[int]) -> list[Taken]:
        """Rows as what they take away, those with the fewest cells first."""
        rows = [self._takes[at] for at in places if self._regions[at] is not None]
        return sorted(rows, key=lambda row: len(row.literals))

    @cached_property
    def _takes(self) -> list[Taken]:
        return [taken(literals) for literals in self._literals]


def _says_all(larger: Output, output: Output) -> bool:
    """Whether the first says all that the second says."""
    if output.priority is not None:
        return larger.priority is not None and _URGENCY.index(larger.priority) <= _URGENCY.index(output.priority)
    same = replace(larger, signposts=()) == replace(output, signposts=())
    return same and set(output.signposts) <= set(larger.signposts)


def _first(mask: int) -> int:
    return (mask & -mask).bit_length() - 1
