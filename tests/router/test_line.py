"""Lines: what a county promises, which rows keep it, and that no row is without one."""

from typing import Any

import pytest

from tests.builders.rulebook import a_row, a_table
from waymark.errors import Refused
from waymark_router.line import Line, as_document, lines_from, refuse_loose_ends

_WRITTEN: list[dict[str, Any]] = [
    {"of": "General", "what": "Every victim.", "rows": ["vr-1", "vr-2"]},
    {"of": "General", "what": "Their word.", "elsewhere": "consent"},
    {"of": "Drugs", "what": "Adults.", "rows": ["sa-1"], "elsewhere": "the clock"},
]
_ROWS = ("vr-1", "vr-2", "sa-1")


def test_lines_are_read_with_their_rows_and_who_keeps_the_rest() -> None:
    assert lines_from(_WRITTEN) == (
        Line("General", "Every victim.", ("vr-1", "vr-2")),
        Line("General", "Their word.", elsewhere="consent"),
        Line("Drugs", "Adults.", ("sa-1",), "the clock"),
    )


@pytest.mark.parametrize(
    ("written", "place"),
    [
        ({}, "lines"),
        ([{"of": "General"}], "line number 1"),
        ([_WRITTEN[0], {"of": "General", "what": "x", "rows": [], "more": 1}], "line number 2"),
        ([{"of": "", "what": "x", "rows": ["vr-1"]}], "line number 1"),
        ([{"of": "General", "what": "x"}], "line number 1"),
    ],
)
def test_a_broken_line_is_refused_by_its_number(written: object, place: str) -> None:
    with pytest.raises(Refused) as refused:
        lines_from(written)
    assert refused.value.title.startswith(f"{place}: ")


@pytest.mark.parametrize(
    ("rows", "place"),
    [((*_ROWS, "vr-3"), "row vr-3: "), (_ROWS[:2], "line Adults., row sa-1: ")],
)
def test_a_row_without_a_line_and_a_line_of_a_row_that_is_gone_are_refused(rows: tuple[str, ...], place: str) -> None:
    lines = lines_from(_WRITTEN)
    refuse_loose_ends(lines, _ROWS)
    with pytest.raises(Refused) as refused:
        refuse_loose_ends(lines, rows)
    assert refused.value.title.startswith(place)


def test_a_document_has_a_chapter_for_each_and_every_row_in_words() -> None:
    rows = {row.id: row for row in a_table(a_row("vr-1", home={"in": ["outside"]})).rows}
    text = as_document(lines_from(_WRITTEN), rows)
    assert text.count("## General") == 1
    assert "| Every victim. | `vr-1`, `vr-2` |" in text
    assert "| Adults. | `sa-1`; the clock |" in text
    assert "* Row vr-1: the home is outside the county -> pathway victim recovery. because of vr-1" in text
