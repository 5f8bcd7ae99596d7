"""Tables: refused at load with row and column, and always ending at the triage desk."""

from typing import Any

import pytest

from tests.builders.rulebook import a_row, a_table
from waymark.errors import Refused
from waymark_router.rules.rule import TableName, table_from

_THEFT = {"in": ["theft"]}


def _written(**over: Any) -> dict[str, Any]:
    rows = [a_row("t-1", offence_class=_THEFT), a_row("rest", "triage")]
    return {"policy": "collect", "columns": ["offence_class"], "rows": rows} | over


def test_a_table_is_written_as_it_was_read() -> None:
    assert table_from(_written(), TableName.PATHWAYS).as_json() == _written()


@pytest.mark.parametrize(
    ("over", "code", "place"),
    [
        ({"policy": "first"}, "table_policy", "table pathways"),
        ({"rows": []}, "table_rows", "table pathways"),
        ({"columns": ["shoe_size"]}, "column_unknown", "table pathways, column shoe_size"),
        ({"extra": 1}, "table_parts", "table pathways"),
        ({"columns": "offence_class"}, "table_columns", "table pathways"),
        ({"rows": [a_row("t-1", offence_class=_THEFT)]}, "no_catch_all", "table pathways"),
        ({"rows": [a_row("rest", "fraud")]}, "catch_all_not_triage", "row rest"),
        ({"rows": [a_row("t-1", home={"in": ["outside"]}), a_row("r", "triage")]}, "column_unknown", "column home"),
        ({"rows": [a_row("r", "triage"), a_row("r", "triage")]}, "row_twice", "row r"),
        ({"rows": [a_row("r", "nowhere")]}, "row_then", "row r"),
        ({"rows": [a_row("r", "triage") | {"why": " "}]}, "row_why", "row r"),
        ({"rows": [a_row("r", "triage") | {"if": "x"}]}, "row_parts", "row r"),
        ({"rows": [a_row("r", "triage") | {"when": []}]}, "row_when", "row r"),
        ({"rows": [a_row("r", "triage") | {"then": {"priority": "high"}}]}, "row_then", "row r"),
        ({"rows": [{"why": "x"}]}, "row_id", "row number 1"),
        ({"rows": [a_row("t-9", offence_class={"in": ["x"]}), a_row("r", "triage")]}, "value_unknown", "row t-9"),
    ],
)
def test_a_broken_table_is_refused_with_its_place(over: dict[str, Any], code: str, place: str) -> None:
    with pytest.raises(Refused) as refused:
        table_from(_written(**over), TableName.PATHWAYS)
    assert refused.value.code == code
    assert place in refused.value.title


def test_the_last_row_catches_the_rest() -> None:
    assert a_table(a_row("t-1", offence_class=_THEFT)).rows[-1].cells == {}


def test_a_pathway_or_a_reason_may_come_with_signposts() -> None:
    for then in ({"pathway": "fraud", "signpost": ["sarc"]}, {"unmet": "out_of_scope", "signpost": ["sarc"]}):
        row = a_table(a_row("t-1", offence_class=_THEFT) | {"then": then}).rows[0]
        assert row.output.signposts == ("sarc",)
        assert row.as_json()["then"] == then


@pytest.mark.parametrize(
    "then",
    [{"signpost": ["sarc"]}, {"pathway": "fraud", "signpost": []}, {"pathway": "fraud", "signpost": "sarc"}, {}],
)
def test_a_signpost_never_stands_alone(then: dict[str, object]) -> None:
    with pytest.raises(Refused):
        a_table(a_row("t-1", offence_class=_THEFT) | {"then": then})


@pytest.mark.parametrize("column", ["pathway", "distance_band"])
def test_only_rules_about_services_may_ask_for_what_is_known_of_a_pathway_alone(column: str) -> None:
    written = {"policy": "collect", "columns": [column], "rows": [a_row("a"), a_row("rest")]}
    with pytest.raises(Refused, match="column_of_services"):
        table_from(written, TableName.PATHWAYS)
