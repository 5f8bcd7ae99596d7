"""Which rows of a table may meet which, and which contain which, by bitmaps: a sieve before anything exact is asked.

Bit i of every answer stands for row i. Not here: the exact answer (`reach.py`).
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from functools import reduce

from waymark_router.checking.samples import lets_in, samples_of
from waymark_router.facts.fact import CATALOGUE, Fact, FactType
from waymark_router.rules.cell import Cell, Condition
from waymark_router.rules.rule import Row


class Sieve:
    """All rows of a table by what their cells let in."""

    def __init__(self, rows: Sequence[Row], columns: Sequence[str]) -> None:
        self._rows = rows
        self._all = (1 << len(rows)) - 1
        self._columns = {name: _sides(CATALOGUE[name], [row.cells.get(name) for row in rows]) for name in columns}

    def may_meet(self, at: int) -> int:
        """Rows that may share facts with row `at`; every row that does is among them."""
        found = self._all
        for name, cell in self._rows[at].cells.items():
            found &= self._columns[name].meeting(cell)
        return found

    def contain(self, at: int) -> int:
        """Rows that let in all that row `at` lets in; each of them really does."""
        found = self._all
        for name, side in self._columns.items():
            found &= side.containing(self._rows[at].cells.get(name))
        return found


class _Side(ABC):
    """One column; answers are kept by cell, as rows share cells."""

    def __init__(self, wild: int, missing: int) -> None:
        self._wild = wild
        self._missing = missing
        self._kept: dict[tuple[str, Cell], int] = {}

    def meeting(self, cell: Cell) -> int:
        return self._once("meet", cell, self._meeting)

    def containing(self, cell: Cell | None) -> int:
        return self._wild if cell is None else self._once("contain", cell, self._containing)

    def _once(self, what: str, cell: Cell, ask: Callable[[Cell], int]) -> int:
        key = (what, cell)
        if key not in self._kept:
            self._kept[key] = ask(cell)
        return self._kept[key]

    @abstractmethod
    def _meeting(self, cell: Cell) -> int: ...

    @abstractmethod
    def _containing(self, cell: Cell) -> int: ...


class _Plain(_Side):
    """Samples: for each, the rows that let it in."""

    def __init__(self, fact: Fact, cells: Sequence[Cell | None]) -> None:
        super().__init__(_rows_where(cells, lambda cell: cell is None), _rows_where(cells, _or_missing))
        by_cell: dict[Cell, int] = {}
        for at, cell in enumerate(cells):
            if cell is not None:
                by_cell[cell] = by_cell.get(cell, 0) | 1 << at
        samples = samples_of(fact, list(by_cell))
        self._samples = samples
        self._rows = [self._wild] * len(samples)
        for cell, rows in by_cell.items():
            for n in self._of(cell):
                self._rows[n] |= rows

    def _of(self, cell: Cell) -> list[int]:
        if cell.condition is Condition.MISSING:
            return []
        return [n for n, one in enumerate(self._samples) if lets_in(cell, one)]

    def _meeting(self, cell: Cell) -> int:
        start = self._missing if cell.or_missing else 0
        return reduce(int.__or__, (self._rows[n] for n in self._of(cell)), start)

    def _containing(self, cell: Cell) -> int:
        start = self._missing if cell.or_missing else -1
        return reduce(int.__and__, (self._rows[n] for n in self._of(cell)), start)


class _Tags(_Side):
    """Tags: two rows that each want some of a list always may meet, as a referral can have both."""

    def __init__(self, cells: Sequence[Cell | None]) -> None:
        super().__init__(_rows_where(cells, lambda cell: cell is None), _rows_where(cells, _or_missing))
        self._any = _rows_where(cells, lambda cell: cell is not None and cell.condition is Condition.ANY_OF)
        self._none = _rows_where(cells, lambda cell: cell is not None and cell.condition is Condition.NONE_OF)
        self._any_with: dict[str, int] = {}
        self._none_with: dict[str, int] = {}
        for at, cell in enumerate(cells):
            for word in cell.words if cell is not None else ():
                kept = self._any_with if cell is not None and cell.condition is Condition.ANY_OF else self._none_with
                kept[word] = kept.get(word, 0) | 1 << at

    def _meeting(self, cell: Cell) -> int:
        found = self._wild | (self._missing if cell.or_missing else 0)
        if cell.condition is Condition.ANY_OF:
            refused = reduce(int.__and__, (self._none_with.get(word, 0) for word in cell.words))
            return found | self._any | (self._none & ~refused)
        if cell.condition is Condition.NONE_OF:
            wanted = (rows for word, rows in self._any_with.items() if word not in cell.words)
            return found | self._none | reduce(int.__or__, wanted, 0)
        return found

    def _containing(self, cell: Cell) -> int:
        allowed = self._missing if cell.or_missing else -1
        if cell.condition is Condition.ANY_OF:
            same = reduce(int.__and__, (self._any_with.get(word, 0) for word in cell.words))
        elif cell.condition is Condition.NONE_OF:
            outside = (rows for word, rows in self._none_with.items() if word not in cell.words)
            same = self._none & ~reduce(int.__or__, outside, 0)
        else:
            same = -1
        return (self._wild | same) & allowed


def _sides(fact: Fact, cells: Sequence[Cell | None]) -> _Side:
    return _Tags(cells) if fact.type is FactType.TAGS else _Plain(fact, cells)


def _or_missing(cell: Cell | None) -> bool:
    return cell is None or cell.or_missing


def _rows_where(cells: Sequence[Cell | None], says: Callable[[Cell | None], bool]) -> int:
    return sum(1 << at for at, cell in enumerate(cells) if says(cell))
