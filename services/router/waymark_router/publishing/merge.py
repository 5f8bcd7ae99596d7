"""Bringing a draft together with what others published since it was started, row by row.

A row that only one side changed is as that side has it; where both changed it a person chooses. Not here: who may do it
(`actions/drafting.py`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from waymark.errors import Kind, Refused
from waymark_router.publishing.written import Written, WrittenRow, normal, rows_of
from waymark_router.rules.rule import TableName


class Side(StrEnum):
    """Whose row is kept where both changed it."""

    MINE = "mine"
    THEIRS = "theirs"


@dataclass(frozen=True, slots=True)
class BothChanged:
    """One row that the draft and the published version both changed; None where that side removed it."""

    table: TableName
    row: str
    mine: WrittenRow | None
    theirs: WrittenRow | None


@dataclass(frozen=True, slots=True)
class Merged:
    """The rules brought together, and the rows nobody has chosen for yet (as the published version has them)."""

    written: Written
    open: tuple[BothChanged, ...]


def merged(base: Written, mine: Written, theirs: Written, keep: Mapping[str, Side]) -> Merged:
    """The draft's changes on top of the published ones. `keep` says whose row stays, by id, where both changed it.

    Raises Refused: CONFLICT where both changed a part that has no rows, INVALID where the result is no rulebook.
    """
    left: list[BothChanged] = []
    tables: dict[str, Any] = {}
    for name in TableName:
        rows, both = _rows(name, [rows_of(one, name) for one in (base, mine, theirs)], keep)
        left.extend(both)
        columns = dict.fromkeys([*theirs["tables"][name.value]["columns"], *mine["tables"][name.value]["columns"]])
        tables[name.value] = {**theirs["tables"][name.value], "columns": list(columns), "rows": rows}
    parts = {part: _part(part, base, mine, theirs) for part in theirs if part != "tables"}
    return Merged(normal({**parts, "tables": tables}), tuple(left))


def _part(part: str, base: Written, mine: Written, theirs: Written) -> object:
    if part == "catalogue":
        return max(mine[part], theirs[part])
    if theirs[part] == base[part] or mine[part] == theirs[part]:
        return mine[part]
    if mine[part] == base[part]:
        return theirs[part]
    raise Refused(Kind.CONFLICT, f"Both changed the {part}: start a new draft for it", code="both_changed")


def _rows(
    table: TableName, sides: Sequence[Sequence[WrittenRow]], keep: Mapping[str, Side]
) -> tuple[list[WrittenRow], list[BothChanged]]:
    base, mine, theirs = ({row["id"]: row for row in rows} for rows in sides)
    chosen: dict[str, WrittenRow] = {}
    both: list[BothChanged] = []
    for row_id in dict.fromkeys([*theirs, *mine]):
        was, own, other = base.get(row_id), mine.get(row_id), theirs.get(row_id)
        if was not in (own, other) and own != other:
            if row_id not in keep:
                both.append(BothChanged(table, row_id, own, other))
            taken = own if keep.get(row_id) is Side.MINE else other
        else:
            taken = other if own == was else own
        if taken is not None:
            chosen[row_id] = taken
    order = _order([row["id"] for row in sides[0]], list(mine), list(theirs), chosen)
    return [chosen[row_id] for row_id in order], both


def _order(base: list[str], mine: list[str], theirs: list[str], kept: Mapping[str, WrittenRow]) -> list[str]:
    """The kept rows in the draft's order where it moved any, else in the published one; what only the other side has
    stands after the row it follows there. The row that catches the rest stays last.
    """
    common = set(base) & set(mine)
    has_moved = [row for row in mine if row in common] != [row for row in base if row in common]
    spine, other = (mine, theirs) if has_moved else (theirs, mine)
    order = [row for row in spine if row in kept]
    for at, row in enumerate(other):
        if row in kept and row not in order:
            before = next((one for one in reversed(other[:at]) if one in order), None)
            order.insert(order.index(before) + 1 if before is not None else 0, row)
    last = theirs[-1]
    return [*(row for row in order if row != last), last]
