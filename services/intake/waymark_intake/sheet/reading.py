"""One row of a CSV file -> the record it stands for, by its mapping, or what is wrong with which cell. Pure.

A cell is text, whatever it looks like: nothing that begins like a formula is ever worked out. Faults name the column,
never the cell. Not here: what the record means.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from types import MappingProxyType
from typing import Any

from waymark.errors import Fault, Kind, Refused
from waymark.words import Answer
from waymark_intake.sheet.mapping import REPEATED, Header, Reads, SheetColumn, SheetMapping
from waymark_intake.sheet.rows import BadRow, Row
from waymark_intake.working_day import LOCAL

FORMULA = ("=", "+", "-", "@", "\t", "\r")
_DATES = ("%Y-%m-%d", "%d/%m/%Y")
_INSTANTS = ("%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%d %H:%M:%S", "%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M")
_PART = re.compile("%.")
_WORDS = ";|,"
_ANSWERS: Mapping[str, str] = MappingProxyType(
    {"yes": Answer.YES, "y": Answer.YES, "true": Answer.YES, "1": Answer.YES}
    | {"no": Answer.NO, "n": Answer.NO, "false": Answer.NO, "0": Answer.NO}
    | {"not known": Answer.NOT_KNOWN, "unknown": Answer.NOT_KNOWN, "not asked": Answer.NOT_ASKED}
)
_BAD = {
    BadRow.TOO_LONG: "Make the row shorter.",
    BadRow.ENCODING: "Save the file as UTF-8.",
    BadRow.QUOTES: "Close every quotation mark, and double those within a cell.",
}


def read_row(row: Row, header: Header, mapping: SheetMapping) -> dict[str, Any]:
    """The record as JSON values; raises Refused INVALID with one Fault per cell that cannot be read."""
    if row.bad is not None:
        raise _refused([Fault("", row.bad, _BAD[row.bad])])
    if len(row.cells) != len(header.columns):
        fix = f"Give this row {len(header.columns)} cells, as many as the first row has."
        raise _refused([Fault("", "row_width", fix)])
    record: dict[str, Any] = {}
    for path, value in mapping.always.items():
        _put(record, path, value)
    faults: list[Fault] = []
    for column, cell in zip(header.columns, row.cells, strict=True):
        if column is None or not cell:
            continue
        try:
            _put(record, column.field, _READERS[column.reads](_unmarked(cell), column))
        except ValueError:
            faults.append(Fault(column.pointer, f"not_a_{column.reads}", _fix(column)))
    if faults:
        raise _refused(faults)
    return record


def _refused(faults: Sequence[Fault]) -> Refused:
    return Refused(Kind.INVALID, "This row cannot be read", code="row_unreadable", faults=tuple(faults))


def _unmarked(cell: str) -> str:
    """Without the apostrophe that keeps a spreadsheet from working out what begins like a formula."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA) else cell


def _fix(column: SheetColumn) -> str:
    if column.codes:
        return f"Write one of: {', '.join(column.codes)}."
    if column.reads in {Reads.DATE, Reads.INSTANT}:
        shown = datetime(2026, 11, 23, 14, 5, tzinfo=UTC)
        return f"Write it like {shown.strftime(_formats(column)[0])}."
    return "Write a whole number." if column.reads is Reads.NUMBER else "Write yes, no or not known."


def _formats(column: SheetColumn) -> Sequence[str]:
    return column.formats or (_DATES if column.reads is Reads.DATE else _INSTANTS)


def _put(record: dict[str, Any], path: str, value: Any) -> None:  # noqa: ANN401 - JSON values
    *within, name = path.removesuffix(REPEATED).split(".")
    part = record
    for one in within:
        part = part.setdefault(one, {})
    if not path.endswith(REPEATED):
        part[name] = value
    else:
        part.setdefault(name, []).extend(value if isinstance(value, list) else [value])


def _text(cell: str, _: SheetColumn) -> str:
    return cell


def _moment(cell: str, column: SheetColumn) -> datetime:
    folded = cell.casefold()
    for form in _formats(column):
        if not all(mark in folded for mark in _marks_of(form)):
            continue
        try:
            return datetime.strptime(cell, form)  # noqa: DTZ007 - the zone is added where there is none
        except ValueError:
            continue
    raise ValueError("none of the formats")


@cache
def _marks_of(form: str) -> str:
    """What stands between the parts of a format: a cell without it cannot be of this format, and is not tried."""
    return "".join(_PART.sub("", form).casefold().split())


def _date(cell: str, column: SheetColumn) -> str:
    return _moment(cell, column).date().isoformat()


def _instant(cell: str, column: SheetColumn) -> str:
    moment = _moment(cell, column)
    return (moment if moment.tzinfo else moment.replace(tzinfo=LOCAL)).isoformat()


def _number(cell: str, _: SheetColumn) -> int:
    if not (cell.isascii() and cell.isdigit()):
        raise ValueError("no whole number")
    return int(cell[:18])


def _code(cell: str, column: SheetColumn) -> str:
    known = {word.casefold(): code for word, code in column.codes.items()}
    if cell.casefold() not in known:
        raise ValueError("no such word")
    return known[cell.casefold()]


def _list(cell: str, column: SheetColumn) -> list[str]:
    separator = next((one for one in _WORDS if one in cell), _WORDS)
    words = [word.strip() for word in cell.split(separator)]
    return [_code(word, column) if column.codes else word for word in words if word]


def _answer(cell: str, _: SheetColumn) -> str:
    if cell.casefold() not in _ANSWERS:
        raise ValueError("no answer")
    return _ANSWERS[cell.casefold()]


def _truth(cell: str, column: SheetColumn) -> bool:
    answer = _answer(cell, column)
    if answer not in {Answer.YES, Answer.NO}:
        raise ValueError("neither true nor false")
    return answer == Answer.YES


_READERS: Mapping[Reads, Callable[[str, SheetColumn], Any]] = {
    Reads.TEXT: _text,
    Reads.DATE: _date,
    Reads.INSTANT: _instant,
    Reads.NUMBER: _number,
    Reads.CODE: _code,
    Reads.LIST: _list,
    Reads.ANSWER: _answer,
    Reads.TRUTH: _truth,
}
