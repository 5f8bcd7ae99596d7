"""What one set of rules says and another does not, row by row and word by word, as an approver reads it.

Rows are compared by id, which stays the same across versions. Not here: what follows for referrals (`trial`).
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import StrEnum
from typing import TypeAlias

from waymark_router.deciding.explain import cell_in_words, output_in_words
from waymark_router.facts.fact import CATALOGUE
from waymark_router.rules.rule import Output, Row, TableName
from waymark_router.rules.rulebook import Rulebook

ANYTHING = "anything"
Names: TypeAlias = Mapping[str, str]
NO_NAMES: Names = {}


class RowFate(StrEnum):
    """What became of a row."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"


class Mark(StrEnum):
    """Whether words are in both, gone or new."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Passage:
    """Words that are the same, gone or new."""

    mark: Mark
    words: str


@dataclass(frozen=True, slots=True)
class PartChange:
    """One part of a row (a question, what follows, why) before and after, in words; `passages` mark what is new."""

    name: str
    before: str
    after: str
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row that is not as it was; places count from 1, 0 where it is not there."""

    table: TableName
    row: str
    fate: RowFate
    parts: tuple[PartChange, ...]
    place_before: int
    place_after: int


def difference(before: Rulebook, after: Rulebook, names: Names = NO_NAMES) -> tuple[RowChange, ...]:
    """Every row that was added, removed, changed or moved, by table in the order they stand in.

    `names` are those of services and signposts, by id.
    """
    return tuple(change for name in TableName for change in _of_table(name, before, after, names))


def _of_table(name: TableName, before: Rulebook, after: Rulebook, names: Names) -> Iterator[RowChange]:
    was = {row.id: (at, row) for at, row in enumerate(before.tables[name].table.rows, start=1)}
    now = {row.id: (at, row) for at, row in enumerate(after.tables[name].table.rows, start=1)}
    moved = _moved([row for row in was if row in now], now)
    for row_id, (at, row) in now.items():
        place, old = was.get(row_id, (0, None))
        parts = tuple(_parts(old, row, names))
        if old is None:
            yield RowChange(name, row_id, RowFate.ADDED, parts, 0, at)
        elif parts or row_id in moved:
            fate = RowFate.CHANGED if parts else RowFate.MOVED
            yield RowChange(name, row_id, fate, parts, place if row_id in moved else 0, at if row_id in moved else 0)
    for row_id, (at, row) in was.items():
        if row_id not in now:
            yield RowChange(name, row_id, RowFate.REMOVED, tuple(_parts(row, None, names)), at, 0)


def _moved(kept: Sequence[str], now: Mapping[str, tuple[int, Row]]) -> set[str]:
    """The fewest rows whose moving explains the new order: all but a longest run that stands in order."""
    ends: list[int] = []
    runs: list[list[str]] = []
    for row_id in kept:
        place = now[row_id][0]
        at = bisect_left(ends, place)
        run = [*(runs[at - 1] if at else []), row_id]
        ends[at : at + 1] = [place]
        runs[at : at + 1] = [run]
    return set(kept) - set(runs[-1] if runs else [])


def _parts(old: Row | None, new: Row | None, names: Names) -> Iterator[PartChange]:
    before, after = _said(old, names), _said(new, names)
    for name in dict.fromkeys([*before, *after]):
        one, other = before.get(name, ""), after.get(name, "")
        if one != other:
            yield PartChange(name, one, other, passages(one, other))


def _said(row: Row | None, names: Names) -> dict[str, str]:
    """A row's parts by name, in words."""
    if row is None:
        return {}
    asked = {CATALOGUE[column].label: cell_in_words(cell, CATALOGUE[column]) for column, cell in row.cells.items()}
    return {**asked, "then": then_in_words(row.output, names), "why": row.why}


def then_in_words(output: Output, names: Names) -> str:
    """What a row answers, with services and signposts by their names where they are known."""
    if output.services:
        return f"ask {', then '.join(names.get(service, service) for service in output.services)}"
    said = output_in_words(replace(output, signposts=()))
    told = " and ".join(names.get(signpost, signpost) for signpost in output.signposts)
    return f"{said}, and tell of {told}" if told else said


def passages(before: str, after: str) -> tuple[Passage, ...]:
    """Two texts as one, word by word: what is the same, what is gone, what is new."""
    one, other = before.split(), after.split()
    found: list[Passage] = []
    for tag, low, high, first, last in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(Passage(Mark.SAME, " ".join(one[low:high])))
            continue
        if high > low:
            found.append(Passage(Mark.GONE, " ".join(one[low:high])))
        if last > first:
            found.append(Passage(Mark.NEW, " ".join(other[first:last])))
    return tuple(found)
