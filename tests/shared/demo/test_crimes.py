"""The public crime file is read as it is, with its quirks; a file of another kind is refused by name."""

from collections import Counter
from pathlib import Path

import pytest

from tests.open_data import open_data
from waymark.demo.crimes import BadRow, CrimeRow, read_crimes
from waymark.errors import Refused
from waymark.words import CrimeCategory

HEADER = "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type\n"


def a_file(folder: Path, text: str) -> Path:
    file = folder / "crimes.csv"
    file.write_text(text, encoding="utf-8")
    return file


def test_march_2024_has_the_rows_and_quirks_it_is_known_for() -> None:
    rows = list(read_crimes(open_data("police_uk_warwickshire/2024-03-warwickshire-street.csv")))
    crimes = [row for row in rows if isinstance(row, CrimeRow)]
    ids = Counter(row.crime_id for row in crimes if row.crime_id)
    assert (len(rows), len(crimes)) == (3966, 3966)
    assert sum(not row.crime_id for row in crimes) == 624
    assert sum(not row.small_area for row in crimes) == 50
    assert (ids.total(), len(ids)) == (3342, 3341)


def test_all_categories_of_the_file_are_known() -> None:
    rows = read_crimes(open_data("police_uk_warwickshire/2024-01-warwickshire-street.csv"))
    assert {row.category for row in rows if isinstance(row, CrimeRow)} == set(CrimeCategory)


def test_wrong_columns_are_named(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        list(read_crimes(a_file(tmp_path, "id,when\n1,2\n")))
    assert "Crime ID" in refused.value.title
    assert refused.value.faults[0].pointer == "/Crime ID"


def test_an_encoding_that_is_not_utf8_is_named(tmp_path: Path) -> None:
    file = tmp_path / "crimes.csv"
    file.write_bytes((HEADER + "x").encode() + b"\xff\xfe")
    with pytest.raises(Refused, match="encoding"):
        list(read_crimes(file))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        list(read_crimes(tmp_path / "nowhere.csv"))
    assert refused.value.title == "nowhere.csv cannot be read: No such file or directory"


def test_a_bad_line_is_said_and_the_rest_goes_on(tmp_path: Path) -> None:
    text = (
        HEADER
        + ",2024-03,a,a,,,,,,Sorcery\n,March,a,a,,,,,,Burglary\n,2024-13,a,a,,,,,,Burglary\n"
        + ",2024-03,a,a,,,,E1,Rugby 001A,Burglary\n"
    )
    rows = list(read_crimes(a_file(tmp_path, text)))
    assert [type(row) for row in rows] == [BadRow, BadRow, BadRow, CrimeRow]
