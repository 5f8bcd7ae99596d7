"""Evaluates a decision table over the facts of one referral by bitmaps, with a trace that says why.

Per column a dictionary from value to a whole number whose bit i says "row i lets this value in"; one look-up and one
AND per column. What is not here: what the rows mean for a referral (`allocation.py`).
"""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from waymark_router.bits import positions
from waymark_router.facts.fact import CATALOGUE, FactType, Value, Values
from waymark_router.rules.cell import Cell, Condition
from waymark_router.rules.rule import Policy, Row, Table, TableName


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A row that one single column kept out, though at least one other of its cells let the referral in."""

    row: str
    column: str


@dataclass(frozen=True, slots=True)
class Trace:
    """What happened in one table: ids of all matching rows in order, those that count, and the near misses.

    With policy FIRST only rows before the chosen one are near misses: later ones would not have counted.
    """

    table: TableName
    matched: tuple[str, ...]
    chosen: tuple[str, ...]
    near_misses: tuple[NearMiss, ...]


class _Column(Protocol):
    """One compiled column: which rows let a value in, as bits."""

    def mask(self, value: Value) -> int: ...


class _Choice:
    """Enums and flags: a dictionary."""

    def __init__(self, cells: Sequence[Cell | None]) -> None:
        self._wild = _bits(cells, lambda _: False)
        self._missing = _bits(cells, lambda cell: cell.or_missing)
        self._by_value: dict[Value, int] = {}
        for at, cell in enumerate(cells):
            for value in _choices(cell):
                self._by_value[value] = self._by_value.get(value, self._wild) | 1 << at

    def mask(self, value: Value) -> int:
        return self._missing if value is None else self._by_value.get(value, self._wild)


class _Number:
    """Whole numbers: the cut points where some row begins or stops to match, and the rows of each piece between."""

    def __init__(self, cells: Sequence[Cell | None]) -> None:
        self._missing = _bits(cells, lambda cell: cell.or_missing)
        tests = [cell for cell in cells if cell is not None and cell.condition is Condition.BETWEEN]
        self._cuts = sorted({cell.least for cell in tests} | {cell.most + 1 for cell in tests})
        self._pieces = [_bits(cells, lambda _: False)]
        self._pieces += [_bits(cells, lambda cell, cut=cut: _holds(cell, cut)) for cut in self._cuts]

    def mask(self, value: Value) -> int:
        return self._missing if not isinstance(value, int) else self._pieces[bisect_right(self._cuts, value)]


class _Day:
    """Days, as numbers are: days written by ISO 8601 are in the order of their texts."""

    def __init__(self, cells: Sequence[Cell | None]) -> None:
        self._missing = _bits(cells, lambda cell: cell.or_missing)
        tests = [cell for cell in cells if cell is not None and cell.condition is Condition.DURING]
        cuts = sorted({cell.least for cell in tests} | {cell.most + 1 for cell in tests})
        self._cuts = [date.fromordinal(cut).isoformat() for cut in cuts]
        self._pieces = [_bits(cells, lambda _: False)]
        self._pieces += [_bits(cells, lambda cell, cut=cut: _holds(cell, cut)) for cut in cuts]

    def mask(self, value: Value) -> int:
        return self._missing if not isinstance(value, str) else self._pieces[bisect_right(self._cuts, value)]


class _Code:
    """Codes: a dictionary of whole codes and one of prefixes per length."""

    def __init__(self, cells: Sequence[Cell | None]) -> None:
        self._wild = _bits(cells, lambda _: False)
        self._missing = _bits(cells, lambda cell: cell.or_missing)
        self._whole: dict[str, int] = {}
        self._prefixes: dict[int, dict[str, int]] = {}
        for at, cell in enumerate(cells):
            for word in cell.words if cell is not None else ():
                whole = cell is not None and cell.condition is Condition.IN
                kept = self._whole if whole else self._prefixes.setdefault(len(word), {})
                kept[word] = kept.get(word, 0) | 1 << at

    def mask(self, value: Value) -> int:
        if not isinstance(value, str):
            return self._missing
        found = self._wild | self._whole.get(value, 0)
        for length, by_prefix in self._prefixes.items():
            found |= by_prefix.get(value[:length], 0)
        return found


class _Tags:
    """Tag sets: any_of is the OR of the tags' rows; none_of starts full and loses the tags' rows."""

    def __init__(self, cells: Sequence[Cell | None]) -> None:
        self._wild = _bits(cells, lambda _: False)
        self._missing = _bits(cells, lambda cell: cell.or_missing)
        self._without = self._wild | _bits(cells, lambda cell: cell.condition is Condition.NONE_OF)
        self._any: dict[str, int] = {}
        self._none: dict[str, int] = {}
        for at, cell in enumerate(cells):
            for word in cell.words if cell is not None else ():
                kept = self._any if cell is not None and cell.condition is Condition.ANY_OF else self._none
                kept[word] = kept.get(word, 0) | 1 << at

    def mask(self, value: Value) -> int:
        if not isinstance(value, frozenset):
            return self._missing
        wanted, unwanted = 0, 0
        for tag in value:
            wanted |= self._any.get(tag, 0)
            unwanted |= self._none.get(tag, 0)
        return wanted | self._without & ~unwanted


_COLUMNS: dict[FactType, Callable[[Sequence[Cell | None]], _Column]] = {
    FactType.ENUM: _Choice,
    FactType.FLAG: _Choice,
    FactType.NUMBER: _Number,
    FactType.CODE: _Code,
    FactType.DATE: _Day,
    FactType.TAGS: _Tags,
}


class CompiledTable:
    """A table ready to be evaluated; thread-safe, as nothing that counts changes once it is built."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self._rows = {row.id: row for row in table.rows}
        self._all = (1 << len(table.rows)) - 1
        self._by_name: dict[str, _Column] = {
            column: _COLUMNS[CATALOGUE[column].type]([row.cells.get(column) for row in table.rows])
            for column in table.columns
        }
        self._columns = [(name, column.mask) for name, column in self._by_name.items()]
        self._several = sum(1 << at for at, row in enumerate(table.rows) if len(row.cells) > 1)
        self._is_first = table.policy is Policy.FIRST
        self._ids = [row.id for row in table.rows]
        self._near: list[tuple[str, list[NearMiss | None]]] = [
            (column, [None] * len(table.rows)) for column in table.columns
        ]

    def row(self, row_id: str) -> Row:
        """The row with this id; KeyError where there is none."""
        return self._rows[row_id]

    def letting_in(self, column: str, value: Value) -> int:
        """The rows whose cell of one column lets this value in, as bits; KeyError where there is no such column."""
        return self._by_name[column].mask(value)

    def matching(self, values: Values) -> int:
        """The rows that match `values` (by column name; absent counts as missing), as bits."""
        matched = self._all
        for name, mask in self._columns:
            matched &= mask(values.get(name))
        return matched

    def counting(self, matched: int) -> list[int]:
        """The places of the rows that count, of those that match (as bits, the last row among them)."""
        if self._is_first:
            return [(matched & -matched).bit_length() - 1]
        hits = positions(matched)
        return hits[:-1] or hits

    def evaluate(self, values: Values) -> Trace:
        """Which rows match `values` (by column name; absent counts as missing), which count, and which nearly did."""
        masks: list[int] = []
        matched, but_one = self._all, 0
        for name, mask_of in self._columns:
            mask = mask_of(values.get(name))
            masks.append(mask)
            still = matched & mask
            but_one = but_one & mask | matched ^ still
            matched = still
        hits = positions(matched)
        but_one &= self._several
        ids = self._ids
        ids_matched = tuple([ids[at] for at in hits])
        if self._is_first:
            chosen = ids_matched[:1]
            but_one &= (1 << hits[0]) - 1
        else:
            chosen = ids_matched[:-1] or ids_matched
        return Trace(self.table.name, ids_matched, chosen, self._near_misses(masks, but_one))

    def _near_misses(self, masks: Sequence[int], but_one: int) -> tuple[NearMiss, ...]:
        """The rows that match every column but one, in their order, each with that column."""
        kept_out: dict[int, NearMiss] = {}
        for mask, (column, made) in zip(masks, self._near, strict=True):
            matched = but_one & mask
            missed = but_one ^ matched
            while missed:
                at = missed.bit_length() - 1
                missed ^= 1 << at
                kept_out[at] = made[at] or self._near_miss(column, made, at)
            if not matched:
                break
            but_one = matched
        return tuple(map(kept_out.__getitem__, sorted(kept_out)))

    def _near_miss(self, column: str, made: list[NearMiss | None], row: int) -> NearMiss:
        """Made when it is first asked for: they are the same many a time."""
        found = made[row] = NearMiss(self._ids[row], column)
        return found


class _Says(Protocol):
    def __call__(self, cell: Cell, /) -> bool: ...


def _bits(cells: Sequence[Cell | None], says: _Says) -> int:
    """The rows without a cell here, and those whose cell `says` yes."""
    return sum(1 << at for at, cell in enumerate(cells) if cell is None or says(cell))


def _holds(cell: Cell, number: int) -> bool:
    return cell.condition in {Condition.BETWEEN, Condition.DURING} and cell.least <= number <= cell.most


def _choices(cell: Cell | None) -> tuple[str | bool, ...]:
    if cell is None or cell.condition is Condition.MISSING:
        return ()
    return (cell.truth,) if cell.condition is Condition.IS else cell.words
