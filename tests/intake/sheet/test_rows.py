"""A file as spreadsheets really write it becomes rows, however it is cut into chunks; a bad row costs itself only."""

import csv
import io
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as some

from waymark_intake.sheet.rows import BadRow, Row, Rows

MOST = 400


def _rows(raw: bytes, *, size: int = 7, encoding: str = "utf-8") -> list[Row]:
    cutter = Rows(MOST, encoding)
    found = [row for start in range(0, len(raw), size) for row in cutter.feed(raw[start : start + size])]
    return [*found, *cutter.end()]


def _cells(raw: bytes, **over: object) -> list[tuple[str, ...]]:
    return [row.cells for row in _rows(raw, **over)]  # type: ignore[arg-type]


@pytest.mark.parametrize("size", [1, 3, 1000])
@pytest.mark.parametrize(
    "raw",
    [
        b"a,b\r\nJo,1\r\n",
        b"a,b\nJo,1",
        b"\xef\xbb\xbfa,b\nJo,1\n",
        "a,b\nJo,1\n".encode("utf-16"),
        "\ufeffa,b\nJo,1\n".encode("utf-16-be"),
        b'"a";"b"\n"Jo";"1"\n',
        b"a\tb\n Jo \t1\n",
        b"a|b\n\n,\nJo|1\n".replace(b",", b"|"),
    ],
)
def test_every_way_to_write_a_file_gives_the_same_rows(raw: bytes, size: int) -> None:
    assert _cells(raw, size=size) == [("a", "b"), ("Jo", "1")]


def test_lines_are_counted_as_an_editor_counts_them() -> None:
    raw = b'a,b\n"two\nlines",1\n\nlast,2\n'
    assert [(row.number, row.cells) for row in _rows(raw)] == [
        (1, ("a", "b")),
        (2, ("two\nlines", "1")),
        (5, ("last", "2")),
    ]


def test_what_is_no_utf8_is_read_as_the_mapping_says_or_is_a_bad_row_of_its_own() -> None:
    raw = b"a\nZo\xeb\nJo\n"
    assert _cells(raw, encoding="windows-1252") == [("a",), ("Zoë",), ("Jo",)]
    assert [row.bad for row in _rows(raw)] == [None, BadRow.ENCODING, None]


@pytest.mark.parametrize("size", [1, 50, 10_000])
def test_a_quote_that_is_never_closed_costs_its_own_line(size: int) -> None:
    lines = [b"a,b"] + [b'x,"%d' % n if n == 3 else b"x,%d" % n for n in range(2, 200)]
    rows = _rows(b"\n".join(lines), size=size)
    assert [row.number for row in rows if row.bad is BadRow.QUOTES] == [3]
    assert [row.number for row in rows] == list(range(1, 200))


def test_two_stray_quotes_that_find_each_other_cost_their_own_lines() -> None:
    rows = _rows(b'a,b\nx,"1\ny,2\nz",3\nlast,4\n')
    assert [(row.number, row.bad) for row in rows] == [
        (1, None),
        (2, BadRow.QUOTES),
        (3, None),
        (4, BadRow.QUOTES),
        (5, None),
    ]


def test_a_line_over_the_limit_costs_itself_and_no_memory() -> None:
    rows = _rows(b"a,b\n" + b"x" * 100_000 + b"\nJo,1\n", size=1000)
    assert [(row.number, row.bad) for row in rows] == [(1, None), (2, BadRow.TOO_LONG), (3, None)]


def test_text_after_a_closed_quote_is_a_bad_row() -> None:
    assert [row.bad for row in _rows(b'a,b\n"x"y,1\nJo,1\n')] == [None, BadRow.QUOTES, None]


def test_an_empty_file_has_no_rows() -> None:
    assert _rows(b"") == _rows(b"\n\r\n,,\n") == []


CELLS = some.lists(
    some.lists(some.text(some.characters(codec="utf-8", exclude_characters="\r"), max_size=9), min_size=3, max_size=3),
    max_size=6,
)


@given(CELLS, some.integers(1, 40))
def test_whatever_a_writer_writes_is_read_back(cells: list[list[str]], size: int) -> None:
    rows = [["head,er", "two", "three"], *cells]
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    wanted = [tuple(cell.strip() for cell in row) for row in rows]
    assert _cells(text.getvalue().encode(), size=size) == [row for row in wanted if any(row)]


@given(some.binary(max_size=300), some.integers(1, 40))
def test_no_bytes_make_it_fail_and_rows_come_in_order(raw: bytes, size: int) -> None:
    numbers = [row.number for row in _rows(raw, size=size)]
    assert all(one < other for one, other in pairwise(numbers))
