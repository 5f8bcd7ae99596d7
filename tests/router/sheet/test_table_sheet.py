"""A table as a spreadsheet: out and in again the same, harmless in a spreadsheet, refused by line and column."""

import csv
from typing import Any

import pytest

from tests.builders.rulebook import a_row, a_table, the_county
from waymark.errors import Refused
from waymark_router.rules.rule import TableName, table_from
from waymark_router.sheet.table_sheet import as_csv, table_from_csv

_P = TableName.PATHWAYS


@pytest.mark.parametrize("name", TableName)
def test_every_table_of_the_county_comes_back_the_same(name: TableName) -> None:
    table = the_county().rulebook.tables[name].table
    assert table_from(table_from_csv(as_csv(table), name), name) == table
    assert table_from(table_from_csv("\ufeff" + as_csv(table), name), name) == table


def test_the_sheet_has_titles_and_a_line_for_every_row() -> None:
    table = the_county().rulebook.tables[_P].table
    titles, *lines = csv.reader(as_csv(table).splitlines())
    assert titles == ["row", *table.columns, "then pathway", "then unmet", "then signpost", "why"]
    assert [line[0] for line in lines] == [row.id for row in table.rows]


@pytest.mark.parametrize("text", ["=1+1", "+44", "-x", "@sum", "'=quoted"])
def test_nothing_in_a_sheet_is_taken_for_a_formula(text: str) -> None:
    table = table_from(
        {"policy": "collect", "columns": [], "rows": [a_row("x", "triage") | {"why": text}]}, TableName.PATHWAYS
    )
    line = as_csv(table).splitlines()[1]
    assert not line.split(",")[-1].startswith(("=", "+", "-", "@"))
    assert table_from_csv(as_csv(table), _P)["rows"][0]["why"] == (text if text[0] != "'" else "=quoted")


def _sheet(*lines: str) -> str:
    return "\r\n".join(lines) + "\r\n"


def test_columns_may_stand_in_any_order_and_empty_lines_are_nothing() -> None:
    sheet = _sheet("why,age_years,row,then pathway", ",,,", "Ours.,18 to 25,r1,fraud", "Rest.,,r2,triage")
    table = table_from(table_from_csv(sheet, _P), _P)
    assert [row.id for row in table.rows] == ["r1", "r2"]
    assert table.rows[0].cells["age_years"].least == 18


@pytest.mark.parametrize(
    ("sheet", "place"),
    [
        ("", "line 1"),
        (_sheet("row,why,colour"), "line 1, column 3"),
        (_sheet("row,why,row"), "line 1, column 1"),
        (_sheet("row;why"), "line 1, column 1"),
        (_sheet("row,age_years"), "line 1"),
        (_sheet("row,why,then services"), "line 1, column 3"),
        (_sheet("row,why,age_years", "r1,Ours.,old"), "line 2, row r1, column age_years"),
        (_sheet("row,why,age_years", "r1,Ours."), "line 2"),
        (_sheet("row,why,age_years", "r1,Ours, truly.,12"), "line 2"),
        (_sheet("row,why,age_years", ",Ours.,old"), "line 2, column age_years"),
        (_sheet("row,why", '"r1,Ours.'), "line 2"),
        (_sheet("row,why", 'r1,"Ours" x'), "line 2"),
    ],
)
def test_a_broken_sheet_is_refused_by_line_and_column(sheet: str, place: str) -> None:
    with pytest.raises(Refused) as refused:
        table_from_csv(sheet, _P)
    assert refused.value.title.startswith(f"{place}: ")


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("r1,Ours.,fraud,fraud", "row r1: "),
        ("r1,,fraud,", "row r1: "),
        (",Ours.,fraud,", "table pathways, row number 1: "),
        ("r1,Ours.,nowhere,", "row r1: "),
        ("r1,Ours.,,", "row r1: "),
    ],
)
def test_what_a_line_means_is_refused_by_its_row_as_any_row_is(line: str, place: str) -> None:
    written = table_from_csv(_sheet("row,why,then pathway,then unmet", line, "rest,Rest.,triage,"), _P)
    with pytest.raises(Refused) as refused:
        table_from(written, _P)
    assert refused.value.title.startswith(place)


def test_too_many_lines_are_refused() -> None:
    rows: list[Any] = ["r,w"] * 20_001
    with pytest.raises(Refused, match="sheet_long"):
        table_from_csv(_sheet("row,why", *rows), _P)


def test_a_small_table_is_a_small_sheet() -> None:
    table = a_table(a_row("r1", home={"in": ["outside"]}))
    assert as_csv(table).splitlines()[1] == "r1,outside,victim_recovery,,,because of r1"
