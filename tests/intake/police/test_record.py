"""The record's shape: strict, closed, and silent when printed."""

import json
from typing import Any

import pytest
from pydantic import ValidationError

from tests.builders.police_record import a_police_body, a_police_record, a_victim
from waymark_intake.police.record import PoliceRecord


def _wrong_place(body: dict[str, Any]) -> tuple[str | int, ...]:
    with pytest.raises(ValidationError) as error:
        PoliceRecord.model_validate_json(json.dumps(body), strict=True)
    return error.value.errors()[0]["loc"]


@pytest.mark.parametrize(
    ("over", "place"),
    [
        ({"surprise": 1}, ("surprise",)),
        ({"victim": a_victim(is_admin=True)}, ("victim", "is_admin")),
        ({"victim": a_victim(age_years=False)}, ("victim", "age_years")),
        ({"victim": a_victim(age_years="17")}, ("victim", "age_years")),
        ({"victim": a_victim(age_years=-1)}, ("victim", "age_years")),
        ({"victim": a_victim(given_name=7)}, ("victim", "given_name")),
        ({"victim": a_victim(given_name="a\nb")}, ("victim", "given_name")),
        ({"victim": a_victim(language="<script>")}, ("victim", "language")),
        ({"reported_at": "2026-11-23T08:30:00"}, ("reported_at",)),
        ({"reported_at": "yesterday"}, ("reported_at",)),
        ({"offence_code": "28/1"}, ("offence_code",)),
        ({"flags": ["purple"]}, ("flags", 0)),
        ({"needs": "isva"}, ("needs",)),
        ({"consent": {"position": "perhaps"}}, ("consent", "position")),
        ({"consent": {"position": "given", "wording": "Iris said yes!"}}, ("consent", "wording")),
        ({"account": "x" * 20_001}, ("account",)),
    ],
)
def test_what_has_the_wrong_shape_is_named_by_its_place(over: dict[str, Any], place: tuple[str | int, ...]) -> None:
    assert _wrong_place(a_police_body(**over)) == place


def test_report_time_and_victim_are_the_only_fields_that_must_be_there() -> None:
    assert _wrong_place({"victim": {}}) == ("reported_at",)
    assert _wrong_place({"reported_at": "2026-11-23T08:30:00Z"}) == ("victim",)
    least = PoliceRecord.model_validate_json('{"reported_at": "2026-11-23T08:30:00Z", "victim": {}}', strict=True)
    assert least.victim.language == "en"


def test_a_printed_record_says_nothing() -> None:
    record = a_police_record()
    assert repr(record) == "PoliceRecord()"
    assert str(record.victim) == ""


def test_a_refused_value_is_not_quoted() -> None:
    with pytest.raises(ValidationError) as error:
        PoliceRecord.model_validate_json(json.dumps(a_police_body(offence_code="Iris")), strict=True)
    assert "Iris" not in str(error.value)
