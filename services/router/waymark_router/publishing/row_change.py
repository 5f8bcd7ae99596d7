"""Changing the rules row by row: add, change, remove and move, each giving the whole of the rules anew.

The last row of a table catches the rest: it stays last and is never removed. What is not here: who may change a draft
(`draft.py`), whether the result can be published (`problem.py`).
"""

from collections.abc import Sequence
from enum import StrEnum

from waymark.errors import Kind, Refused
from waymark.words import Need
from waymark_router.facts.fact import CATALOGUE
from waymark_router.publishing.written import Written, WrittenRow, normal, rows_of, table_of
from waymark_router.refusal import wrong
from waymark_router.rules.rule import TableName


class Way(StrEnum):
    """Which way a row moves."""

    UP = "up"
    DOWN = "down"


def row_of(written: Written, row_id: str) -> tuple[TableName, WrittenRow]:
    """A row and its table; raises Refused (NOT_FOUND)."""
    table = table_of(written, row_id)
    if table is None:
        raise _no_such_row(row_id)
    return table, next(row for row in rows_of(written, table) if row["id"] == row_id)


def is_last(written: Written, row_id: str) -> bool:
    """Whether the row is the one that catches the rest of its table."""
    table, _ = row_of(written, row_id)
    return bool(rows_of(written, table)[-1]["id"] == row_id)


def with_row(written: Written, row: WrittenRow) -> Written:
    """The rules with the row of that id changed to `row`. Raises Refused: NOT_FOUND, or INVALID with row and cell."""
    table, _ = row_of(written, str(row.get("id", "")))
    rows = [row if old["id"] == row["id"] else old for old in rows_of(written, table)]
    return _with_rows(written, table, rows)


def with_new_row(written: Written, table: TableName, row: WrittenRow) -> Written:
    """The rules with a new row just before the one that catches the rest; raises Refused (INVALID)."""
    *rows, rest = rows_of(written, table)
    return _with_rows(written, table, [*rows, row, rest])


def with_needs_answered(written: Written, row: WrittenRow, needs: Sequence[Need]) -> Written:
    """The rules with a new row for a pathway, which answers these needs from then on; the row's reason says so, for an
    approver reads rows.
    """
    pathway = row["then"]["pathway"]
    answered: list[str] = written["serves"].get(pathway, list(Need))
    more = [need.value for need in needs if need.value not in answered]
    if not more:
        return with_new_row(written, TableName.PATHWAYS, row)
    said = " and ".join(CATALOGUE["needs"].said(need) for need in more)
    why = f"{row['why']} From then on the pathway answers {said}."
    serves = {**written["serves"], pathway: [*answered, *more]}
    return with_new_row({**written, "serves": serves}, TableName.PATHWAYS, {**row, "why": why})


def without_row(written: Written, row_id: str) -> Written:
    """The rules without a row; raises Refused: NOT_FOUND, or INVALID for the row that catches the rest."""
    table, _ = row_of(written, row_id)
    if is_last(written, row_id):
        raise wrong(f"row {row_id}", "catch_all_stays", "the last row catches what no other takes: it stays")
    return _with_rows(written, table, [row for row in rows_of(written, table) if row["id"] != row_id])


def with_row_moved(written: Written, row_id: str, way: Way) -> Written:
    """The rules with a row one place up or down; raises Refused: NOT_FOUND, or INVALID where it cannot go there."""
    table, _ = row_of(written, row_id)
    rows = list(rows_of(written, table))
    at = next(place for place, row in enumerate(rows) if row["id"] == row_id)
    to = at - 1 if way is Way.UP else at + 1
    if to < 0 or len(rows) - 1 in {at, to}:
        raise wrong(f"row {row_id}", "cannot_move", "it is the first, or next to the row that catches the rest")
    rows[at], rows[to] = rows[to], rows[at]
    return _with_rows(written, table, rows)


def new_row_id(written: Written, stem: str) -> str:
    """An id no row of the rules has: the stem (which no other draft uses) and a number."""
    taken = {row["id"] for name in TableName for row in rows_of(written, name)}
    return next(found for number in range(1, len(taken) + 2) if (found := f"{stem}-{number}") not in taken)


def _with_rows(written: Written, table: TableName, rows: Sequence[WrittenRow]) -> Written:
    """The rules with other rows in a table, over the columns it had and those that the rows ask for besides; for the
    fact catalogue that has them all.
    """
    was = written["tables"][table.value]
    asked = [column for row in rows for column in row.get("when", {})]
    columns = list(dict.fromkeys([*was["columns"], *asked]))
    tables = {**written["tables"], table.value: {**was, "columns": columns, "rows": list(rows)}}
    known = [CATALOGUE[column].since for column in columns if column in CATALOGUE]
    return normal({**written, "catalogue": max([written["catalogue"], *known]), "tables": tables})


def _no_such_row(row_id: str) -> Refused:
    return Refused(Kind.NOT_FOUND, f"There is no row {row_id} in this draft", code="row_unknown")
