"""What a county promises, line by line in words, and which rows keep each promise; written as a page to read.

Lines are for people: nothing is decided by them. Not here: the rows themselves (`rule.py`).
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from waymark_router.deciding.explain import row_in_words
from waymark_router.refusal import wrong
from waymark_router.rules.rule import Row

_PARTS = frozenset({"of", "what", "rows", "elsewhere"})


@dataclass(frozen=True, slots=True)
class Line:
    """One promise: `of` which chapter, `what` in words, `rows` that keep it, and who keeps the rest (`elsewhere`)."""

    of: str
    what: str
    rows: tuple[str, ...] = ()
    elsewhere: str = ""


def lines_from(written: object) -> tuple[Line, ...]:
    """Read the lines of a county file; raises Refused (INVALID) that names the line by its number."""
    if not isinstance(written, list):
        raise wrong("lines", "lines", "list the lines")
    return tuple(_line(one, f"line number {at}") for at, one in enumerate(written, start=1))


def _line(written: object, place: str) -> Line:
    if not isinstance(written, dict) or not {"of", "what"} <= set(written) <= _PARTS:
        raise wrong(place, "line_parts", "a line has of, what, and rows or elsewhere")
    of, what, elsewhere = (written.get(part, "") for part in ("of", "what", "elsewhere"))
    if not all(isinstance(part, str) for part in (of, what, elsewhere)) or not of or not what:
        raise wrong(place, "line_words", "say of what and what in words")
    named = written.get("rows", [])
    if not isinstance(named, list) or not (named or elsewhere):
        raise wrong(place, "line_rows", "name the rows that keep it, or say who does elsewhere")
    return Line(str(of), str(what), tuple(str(row) for row in named), str(elsewhere))


def refuse_loose_ends(lines: Iterable[Line], rows: Collection[str]) -> None:
    """Raise Refused (INVALID) for the first row that a line names and that is gone, or that no line names."""
    named = {row: line for line in lines for row in line.rows}
    for row, line in named.items():
        if row not in rows:
            raise wrong(f"line {line.what}, row {row}", "row_unknown", "name a row of this rulebook")
    for row in rows:
        if row not in named:
            raise wrong(f"row {row}", "row_without_line", "say what it is for: name it in a line")


def as_document(lines: Iterable[Line], rows: Mapping[str, Row]) -> str:
    """The lines as Markdown, chapter by chapter: a table of promises with their rows, then each row in words."""
    return "\n".join((*_promises(lines), "## Every row in words", "", *_rows(rows), ""))


def _promises(lines: Iterable[Line]) -> Iterator[str]:
    chapter = ""
    for line in lines:
        if line.of != chapter:
            yield from (
                *([""] if chapter else []),
                f"## {line.of}",
                "",
                "| the promise | the rows that keep it |",
                "|---|---|",
            )
            chapter = line.of
        kept = [", ".join(f"`{row}`" for row in line.rows), line.elsewhere]
        yield f"| {line.what} | {'; '.join(part for part in kept if part)} |"
    yield ""


def _rows(rows: Mapping[str, Row]) -> Iterator[str]:
    return (f"* {row_in_words(row)}" for row in rows.values())
