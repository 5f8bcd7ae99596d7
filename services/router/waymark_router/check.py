"""Exact checks of a table before it is used: rows that can never count. Conflicts and gaps are not looked for here.

Every column has few values that rules can tell apart; a row is a set of boxes over them. A row is dead when the rows
before it cover all its boxes. Worst case exponential, so each row has a budget and "not decided" is said honestly.
Facts that depend on each other (age and child) count as independent: what is reported dead is dead.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import product
from typing import TypeAlias

from waymark_router.cell import Cell, Condition
from waymark_router.fact import CATALOGUE, Fact, FactType
from waymark_router.rule import Policy, Row, Table

Box: TypeAlias = "tuple[int, ...]"
Atom: TypeAlias = "str | int | bool"


class Problem(StrEnum):
    """What is wrong with a row."""

    UNREACHABLE = "unreachable"
    NOT_DECIDED = "not_decided"


@dataclass(frozen=True, slots=True)
class Finding:
    """One row that can never count, or for which the budget did not reach."""

    row: str
    problem: Problem


def check(table: Table, *, steps: int) -> tuple[Finding, ...]:
    """Rows of `table` that can never count, in order; at most `steps` box subtractions for each row.

    With policy COLLECT only the last row can be dead: every other row counts whenever it matches.
    """
    axes = [_Axis(CATALOGUE[name], [row.cells.get(name) for row in table.rows]) for name in table.columns]
    boxes = [_boxes(row, table.columns, axes) for row in table.rows]
    asked = range(len(boxes)) if table.policy is Policy.FIRST else [len(boxes) - 1]
    findings: list[Finding] = []
    for at in asked:
        earlier = [box for row in boxes[:at] for box in row]
        covered = _covered(boxes[at], earlier, steps)
        if covered is not False:
            problem = Problem.UNREACHABLE if covered else Problem.NOT_DECIDED
            findings.append(Finding(table.rows[at].id, problem))
    return tuple(findings)


def _covered(boxes: Iterable[Box], earlier: Sequence[Box], steps: int) -> bool | None:
    """Whether `earlier` together cover all `boxes`; None where the budget ran out."""
    left = list(boxes)
    for other in earlier:
        pieces: list[Box] = []
        for box in left:
            steps -= 1
            pieces.extend(_subtract(box, other))
        left = pieces
        if not left:
            return True
        if steps < 0:
            return None
    return False


def _subtract(box: Box, other: Box) -> Iterator[Box]:
    """What of `box` is outside `other`, as boxes that do not overlap."""
    if any(not mine & theirs for mine, theirs in zip(box, other, strict=True)):
        yield box
        return
    for at, (mine, theirs) in enumerate(zip(box, other, strict=True)):
        outside = mine & ~theirs
        if outside:
            yield (*box[:at], outside, *box[at + 1 :])
        box = (*box[:at], mine & theirs, *box[at + 1 :])


def _boxes(row: Row, columns: Sequence[str], axes: Sequence["_Axis"]) -> list[Box]:
    """The row as boxes: one choice of parts per column."""
    parts = [axis.parts(row.cells.get(name)) for name, axis in zip(columns, axes, strict=True)]
    return [tuple(mask for part in choice for mask in part) for choice in product(*parts)]


class _Axis:
    """One column cut into atoms that no cell distinguishes; tags have one dimension each, and one for missing."""

    def __init__(self, fact: Fact, cells: Sequence[Cell | None]) -> None:
        self._fact = fact
        given = [cell for cell in cells if cell is not None]
        self._tags = sorted({word for cell in given for word in cell.words}) if fact.type is FactType.TAGS else []
        self._atoms = _atoms(fact, given)
        self._missing = 1 << len(self._atoms) if fact.may_be_missing else 0
        self._known = (1 << len(self._atoms)) - 1

    def parts(self, cell: Cell | None) -> list[Box]:
        """The boxes of one cell along this column's own dimensions."""
        any_tags = (0b11,) * len(self._tags)
        if cell is None:
            return [(self._known | self._missing, *any_tags)]
        found = [(self._missing, *any_tags)] if cell.or_missing else []
        if cell.condition is Condition.MISSING:
            return found
        if self._fact.type is not FactType.TAGS:
            mask = sum(1 << at for at, atom in enumerate(self._atoms) if _lets_in(cell, atom))
            return [*found, (mask,)]
        if cell.condition is Condition.NONE_OF:
            return [
                *found,
                (
                    self._known,
                    *(0b01 if tag in cell.words else 0b11 for tag in self._tags),
                ),
            ]
        return [*found, *(self._with_first(cell, word) for word in cell.words)]

    def _with_first(self, cell: Cell, word: str) -> Box:
        """Those with `word` but none of the words before it in the cell, so that the boxes do not overlap."""
        before = cell.words[: cell.words.index(word)]
        return (
            self._known,
            *(0b10 if tag == word else 0b01 if tag in before else 0b11 for tag in self._tags),
        )


_OTHER = "\x00"


def _atoms(fact: Fact, cells: Sequence[Cell]) -> list[Atom]:
    """Sample values, one for each piece of the fact's domain that the cells can tell apart."""
    if fact.type is FactType.FLAG:
        return [False, True]
    if fact.type is FactType.ENUM:
        return list(fact.domain)
    if fact.type is FactType.NUMBER:
        tests = [cell for cell in cells if cell.condition is Condition.BETWEEN]
        cuts = {fact.least} | {cell.least for cell in tests} | {cell.most + 1 for cell in tests}
        return sorted(cut for cut in cuts if cut <= fact.most)
    if fact.type is FactType.TAGS:
        return [True]
    words = {word for cell in cells for word in cell.words}
    prefixes = {word + _OTHER for cell in cells if cell.condition is Condition.PREFIX for word in cell.words}
    return sorted({word for word in words if fact.knows(word)} | prefixes | {_OTHER})


def _lets_in(cell: Cell, atom: Atom) -> bool:
    if cell.condition is Condition.BETWEEN:
        return isinstance(atom, int) and cell.least <= atom <= cell.most
    if cell.condition is Condition.IS:
        return atom is cell.truth
    if cell.condition is Condition.PREFIX:
        return isinstance(atom, str) and atom.startswith(cell.words)
    return atom in cell.words
