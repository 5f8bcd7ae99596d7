"""Cells: typed tests; what cannot be meant cannot be saved."""

import pytest

from waymark.errors import Refused
from waymark_router.facts.fact import CATALOGUE
from waymark_router.rules.cell import Cell, Condition, cell_from

_PLACE = "row x, column y"


@pytest.mark.parametrize(
    ("fact", "written"),
    [
        ("offence_class", {"in": ["theft", "arson"]}),
        ("offence_class", {"in": ["theft"], "missing": True}),
        ("age_years", {"between": [0, 17]}),
        ("treat_as_child", {"is": False}),
        ("district", {"prefix": ["E07"]}),
        ("needs", {"any_of": ["isva"]}),
        ("flags", {"none_of": ["business"]}),
        ("home", {"missing": True}),
        ("incident_on", {"during": ["2024-04-01", "2026-03-31"]}),
        ("incident_on", {"during": ["2024-04-01", ""], "missing": True}),
        ("received_on", {"during": ["", "2026-03-31"]}),
    ],
)
def test_a_cell_is_written_as_it_was_read(fact: str, written: dict[str, object]) -> None:
    assert cell_from(written, CATALOGUE[fact], _PLACE).as_json() == written


@pytest.mark.parametrize(
    ("fact", "written", "code"),
    [
        ("offence_class", {}, "cell_empty"),
        ("offence_class", "theft", "cell_empty"),
        ("offence_class", {"in": ["thieving"]}, "value_unknown"),
        ("offence_class", {"in": "theft"}, "cell_words"),
        ("offence_class", {"in": []}, "cell_words"),
        ("offence_class", {"in": ["theft", "theft"]}, "cell_words_twice"),
        ("offence_class", {"between": [1, 2]}, "cell_type"),
        ("offence_class", {"like": "t%"}, "cell_type"),
        ("offence_class", {"in": ["theft"], "prefix": ["a"]}, "cell_tests"),
        ("offence_class", {"missing": False}, "cell_type"),
        ("age_years", {"between": [18, 17]}, "cell_limits"),
        ("age_years", {"between": [18]}, "cell_limits"),
        ("age_years", {"between": [True, 17]}, "cell_limits"),
        ("age_years", {"between": [0, 131]}, "cell_limits"),
        ("age_years", {"between": ["0", "17"]}, "cell_limits"),
        ("treat_as_child", {"is": "yes"}, "cell_type"),
        ("flags", {"missing": True}, "never_missing"),
        ("district", {"in": ["Warwick"]}, "value_unknown"),
        ("incident_on", {"during": ["2024-04-01"]}, "cell_days"),
        ("incident_on", {"during": ["", ""]}, "cell_days"),
        ("incident_on", {"during": ["2024-04-31", ""]}, "cell_days"),
        ("incident_on", {"during": ["20240401", ""]}, "cell_days"),
        ("incident_on", {"during": ["2026-03-31", "2024-04-01"]}, "cell_days"),
        ("incident_on", {"during": ["1850-01-01", ""]}, "cell_days"),
        ("incident_on", {"during": [739000, 739001]}, "cell_days"),
        ("incident_on", {"between": [1, 2]}, "cell_type"),
        ("received_on", {"missing": True}, "never_missing"),
        ("age_years", {"during": ["2024-04-01", ""]}, "cell_type"),
    ],
)
def test_what_a_cell_cannot_mean_is_refused_by_name(fact: str, written: object, code: str) -> None:
    with pytest.raises(Refused) as refused:
        cell_from(written, CATALOGUE[fact], _PLACE)
    assert refused.value.code == code
    assert refused.value.title.startswith(_PLACE)


def test_a_cell_that_asks_for_a_missing_fact_lets_nothing_else_in() -> None:
    assert cell_from({"missing": True}, CATALOGUE["home"], _PLACE) == Cell(Condition.MISSING, or_missing=True)
