"""A result is a CSV that holds nothing of the file and that no spreadsheet works out."""

import csv
import io

import pytest

from waymark_intake.sheet.result import ResultLine, RowStatus, inert, titles, written


def test_a_result_is_read_as_csv() -> None:
    lines = [
        ResultLine(2, RowStatus.REFUSED, code="not_a_date", column='Date, "of" birth', fix="Write it\nlike this."),
        ResultLine(3, RowStatus.ACCEPTED, "id-1"),
    ]
    rows = list(csv.DictReader(io.StringIO((titles() + written(lines)).decode(), newline="")))
    assert rows == [
        {
            "line": "2",
            "status": "refused",
            "referral": "",
            "code": "not_a_date",
            "column": 'Date, "of" birth',
            "fix": "Write it\nlike this.",
        },
        {"line": "3", "status": "accepted", "referral": "id-1", "code": "", "column": "", "fix": ""},
    ]


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\tx", "\rx"])
def test_what_begins_like_a_formula_is_inert(cell: str) -> None:
    assert inert(cell) == f"'{cell}"
    assert f"'{cell}".encode() in written([ResultLine(2, RowStatus.ADVICE, column=cell)])


def test_everything_else_stays_as_it_is() -> None:
    assert inert("Jo = 1") == "Jo = 1"
