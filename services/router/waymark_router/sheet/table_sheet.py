"""One table as a spreadsheet in CSV, and back: a line for every row, a column for every fact, what follows, and why.

Text that a spreadsheet would take for a formula gets an apostrophe before it, which is taken off again. Not here: the
text of a cell (`cell_text.py`), making a draft of it (`actions.py`).
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from waymark_router.facts.fact import CATALOGUE
from waymark_router.refusal import wrong
from waymark_router.rules.rule import POLICIES, Table, TableName
from waymark_router.sheet.cell_text import text_of, written_of

Written: TypeAlias = Mapping[str, Any]

_ID, _WHY = "row", "why"
_THEN: Mapping[TableName, tuple[str, ...]] = {
    TableName.PATHWAYS: ("then pathway", "then unmet", "then signpost"),
    TableName.OVERLAYS: ("then priority", "then pathway"),
    TableName.PROVIDERS: ("then services",),
}
_LISTS = frozenset({"then services", "then signpost"})
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_MOST_LINES = 20_000


class _Text(list[str]):
    """What the CSV writer writes into."""

    write = list.append


def as_csv(table: Table) -> str:
    """The table as CSV (RFC 4180) with titles: the row's id, a column for each fact, what follows, and why."""
    kept = _Text()
    writer = csv.writer(kept)
    then = _THEN[table.name]
    writer.writerow([_ID, *table.columns, *then, _WHY])
    for row in table.rows:
        cells = [text_of(row.cells[column]) if column in row.cells else "" for column in table.columns]
        output = row.output.as_json()
        answers = [_answer(output.get(title.removeprefix("then "))) for title in then]
        writer.writerow([_harmless(text) for text in (row.id, *cells, *answers, row.why)])
    return "".join(kept)


def table_from_csv(text: str, name: TableName) -> Written:
    """The table as a rulebook writes it; raises Refused (INVALID) that names the line and the column. What the cells
    mean is checked where the rulebook is read.
    """
    lines = list(_lines(text))
    if not lines:
        raise wrong("line 1", "sheet_empty", "write the titles and a line for every row")
    titles = [title.strip() for title in lines[0][1]]
    columns = _columns(titles, name)
    rows = [_row(at, _by_title(at, titles, cells), columns) for at, cells in lines[1:]]
    return {"policy": POLICIES[name].value, "columns": columns, "rows": rows}


def _by_title(at: int, titles: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    """The cells by their titles: a line cut short would ask for less, one with a cell more says it in wrong places."""
    if len(cells) != len(titles):
        fix = f"it has {len(cells)} cells and the titles are {len(titles)}: quote a text with a comma in it"
        raise wrong(f"line {at}", "sheet_cells", fix)
    return dict(zip(titles, cells, strict=True))


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Lines that say something, with their numbers; the mark that spreadsheets put first is left out."""
    reader = csv.reader(text.removeprefix("\ufeff").splitlines(keepends=True), strict=True)
    try:
        for cells in reader:
            if reader.line_num > _MOST_LINES:
                raise wrong("line 1", "sheet_long", f"send at most {_MOST_LINES} lines")
            if any(cell.strip() for cell in cells):
                yield reader.line_num, cells
    except csv.Error:
        raise wrong(f"line {reader.line_num}", "sheet_csv", "this is no CSV: save the sheet as CSV, UTF-8") from None


def _columns(titles: Sequence[str], name: TableName) -> list[str]:
    then = set(_THEN[name])
    for at, title in enumerate(titles, start=1):
        if titles.count(title) > 1:
            raise wrong(f"line 1, column {at}", "title_twice", "name each column once")
        if title not in then | {_ID, _WHY} and title not in CATALOGUE:
            raise wrong(f"line 1, column {at}", "column_unknown", "name a known fact, as the exported sheet does")
    for title in (_ID, _WHY):
        if title not in titles:
            raise wrong("line 1", "title_missing", f"the sheet has a column {title}")
    return [title for title in titles if title in CATALOGUE]


def _row(at: int, line: Mapping[str, str], columns: Sequence[str]) -> dict[str, Any]:
    given = {title: _as_meant(text) for title, text in line.items()}
    place = f"line {at}, row {given[_ID]}" if given.get(_ID) else f"line {at}"
    when = {
        column: written_of(given.get(column, ""), CATALOGUE[column], f"{place}, column {column}") for column in columns
    }
    then: dict[str, Any] = {}
    for title, text in given.items():
        if title.startswith("then ") and text:
            then[title.removeprefix("then ")] = _several(text) if title in _LISTS else text
    return {
        "id": given.get(_ID, ""),
        "when": {column: cell for column, cell in when.items() if cell is not None},
        "then": then,
        "why": given.get(_WHY, ""),
    }


def _several(text: str) -> list[str]:
    return [part.strip() for part in text.split("|") if part.strip()]


def _answer(part: object) -> str:
    if isinstance(part, str):
        return part
    return " | ".join(str(one) for one in part) if isinstance(part, Sequence) else ""


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text


def _as_meant(text: str) -> str:
    return text[1:].strip() if text.startswith("'") and text[1:].startswith(_FORMULA) else text.strip()
