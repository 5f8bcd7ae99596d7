"""Records: what the police API would get for a recorded crime, or why nothing is sent."""

import json
from datetime import UTC, datetime

import pytest

from waymark.demo.crimes import CrimeRow
from waymark.demo.records import Draft, RecordMaker, Skipped
from waymark.words import CrimeCategory
from waymark_intake.police.record import PoliceRecord

AT = datetime(2024, 3, 14, 12, 0, tzinfo=UTC)


def a_row(number: int, category: CrimeCategory, small_area: str = "Rugby 004A") -> CrimeRow:
    return CrimeRow(number, f"id{number}", "2024-03", category, small_area)


@pytest.mark.parametrize("category", CrimeCategory)
def test_every_record_is_one_the_police_door_understands(category: CrimeCategory) -> None:
    maker = RecordMaker("seed", "run")
    for number in range(60):
        made = maker.make(a_row(number, category), AT)
        if isinstance(made, Draft):
            PoliceRecord.model_validate_json(json.dumps(made.record))


def test_a_crime_without_a_personal_victim_is_skipped_with_the_reason() -> None:
    made = RecordMaker("seed", "run").make(a_row(1, CrimeCategory.DRUGS), AT)
    assert isinstance(made, Skipped)
    assert "no personal victim" in made.reason


def test_two_rows_with_one_crime_id_are_two_records() -> None:
    maker = RecordMaker("seed", "run")
    rows = [CrimeRow(number, "same", "2024-03", CrimeCategory.ROBBERY, "") for number in (2, 3)]
    keys = {made.key for made in (maker.make(row, AT) for row in rows) if isinstance(made, Draft)}
    assert len(keys) == 2


def test_the_same_seed_and_row_give_the_same_record() -> None:
    row = a_row(5, CrimeCategory.BURGLARY)
    assert RecordMaker("s", "r").make(row, AT) == RecordMaker("s", "r").make(row, AT)


def test_a_row_without_a_place_is_a_crime_like_any_other() -> None:
    made = RecordMaker("seed", "run").make(a_row(9, CrimeCategory.ROBBERY, small_area=""), AT)
    assert isinstance(made, Draft)
    assert "home_district" not in made.record["victim"]
