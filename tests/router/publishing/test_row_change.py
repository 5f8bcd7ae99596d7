"""Rows change one by one; a bad one is refused by row and cell, and the last row stays last."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders.drafting import a_fraud_row, the_rules
from waymark.errors import Kind, Refused
from waymark.words import Need, Pathway
from waymark_router.publishing.row_change import (
    Way,
    is_last,
    new_row_id,
    row_of,
    with_needs_answered,
    with_new_row,
    with_row,
    with_row_moved,
    without_row,
)
from waymark_router.publishing.written import Written, read, rows_of
from waymark_router.rules.rule import TableName

NEW = {"id": "d7-1", "when": {"source": {"in": ["health"]}}, "then": {"pathway": "victim_recovery"}, "why": "Asked."}


def ids(written: Written, table: TableName = TableName.PATHWAYS) -> list[str]:
    return [row["id"] for row in rows_of(written, table)]


def test_a_changed_row_keeps_its_id_and_place() -> None:
    changed = with_row(the_rules(), a_fraud_row(why="Other words."))
    assert ids(changed) == ids(the_rules())
    assert row_of(changed, "fr-offence")[1]["why"] == "Other words."


def test_a_new_row_stands_before_the_one_that_catches_the_rest() -> None:
    changed = with_new_row(the_rules(), TableName.PATHWAYS, NEW)
    assert ids(changed)[-2:] == ["d7-1", ids(the_rules())[-1]]


def test_a_column_nobody_asked_for_before_joins_the_table() -> None:
    row = {**NEW, "when": {"language": {"in": ["pl"]}}}
    changed = with_new_row(the_rules(), TableName.PATHWAYS, row)
    assert changed["tables"]["pathways"]["columns"][-1] == "language"


def test_a_pathway_answers_the_needs_of_its_new_row_and_the_row_says_so() -> None:
    changed = with_needs_answered(the_rules(), NEW, (Need.CREATIVE_THERAPY, Need.EMOTIONAL_SUPPORT))
    assert Need.CREATIVE_THERAPY in read(changed).serves[Pathway.VICTIM_RECOVERY]
    assert row_of(changed, "d7-1")[1]["why"] == "Asked. From then on the pathway answers creative therapy."
    plain = with_needs_answered(the_rules(), NEW, (Need.EMOTIONAL_SUPPORT,))
    assert plain == with_new_row(the_rules(), TableName.PATHWAYS, NEW)


def test_a_row_moves_one_place_and_back() -> None:
    first, second, *_ = ids(the_rules())
    moved = with_row_moved(the_rules(), first, Way.DOWN)
    assert ids(moved)[:2] == [second, first]
    assert with_row_moved(moved, first, Way.UP) == the_rules()


@pytest.mark.parametrize("table", list(TableName))
def test_the_last_row_neither_goes_nor_moves_nor_is_passed(table: TableName) -> None:
    *_, before, last = ids(the_rules(), table)
    assert is_last(the_rules(), last)
    assert not is_last(the_rules(), before)
    with pytest.raises(Refused, match="catch_all_stays"):
        without_row(the_rules(), last)
    for row, way in ((last, Way.UP), (last, Way.DOWN), (before, Way.DOWN), (ids(the_rules(), table)[0], Way.UP)):
        with pytest.raises(Refused) as refused:
            with_row_moved(the_rules(), row, way)
        assert refused.value.code == "cannot_move"


def test_a_removed_row_is_gone_and_is_not_found_again() -> None:
    changed = without_row(the_rules(), "fr-offence")
    assert set(ids(the_rules())) - set(ids(changed)) == {"fr-offence"}
    with pytest.raises(Refused) as refused:
        row_of(changed, "fr-offence")
    assert refused.value.kind is Kind.NOT_FOUND


@pytest.mark.parametrize(
    ("over", "place"),
    [
        ({"when": {"offence_class": {"in": ["nonsense"]}}}, "row fr-offence, column offence_class, word 1"),
        ({"when": {"shoe_size": {"is": True}}}, "column shoe_size"),
        ({"when": {"age_years": {"between": [18, "x"]}}}, "row fr-offence, column age_years"),
        ({"when": {"age_years": {"in": ["18"]}}}, "row fr-offence, column age_years"),
        ({"then": {"pathway": "nowhere"}}, "row fr-offence"),
        ({"then": {"services": ["triage"]}}, "row fr-offence"),
        ({"why": " "}, "row fr-offence"),
        ({"more": 1}, "row fr-offence"),
    ],
)
def test_a_bad_row_is_refused_by_row_and_cell(over: dict[str, Any], place: str) -> None:
    with pytest.raises(Refused) as refused:
        with_row(the_rules(), a_fraud_row(**over))
    assert refused.value.kind is Kind.INVALID
    assert place in refused.value.title
    assert refused.value.faults[0].fix


def test_an_id_that_is_taken_is_refused_and_a_new_one_is_free() -> None:
    with pytest.raises(Refused, match="row_twice"):
        with_new_row(the_rules(), TableName.OVERLAYS, {**NEW, "id": "fr-offence", "then": {"priority": "high"}})
    changed = with_new_row(the_rules(), TableName.PATHWAYS, NEW)
    assert new_row_id(the_rules(), "d7") == "d7-1"
    assert new_row_id(changed, "d7") == "d7-2"


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 200), st.sampled_from(list(Way))), max_size=12))
def test_however_rows_are_moved_none_is_lost_and_the_last_stays(moves: list[tuple[int, Way]]) -> None:
    written = the_rules()
    for at, way in moves:
        rows = ids(written)
        try:
            written = with_row_moved(written, rows[at % len(rows)], way)
        except Refused as refused:
            assert refused.code == "cannot_move"
    assert sorted(ids(written)) == sorted(ids(the_rules()))
    assert ids(written)[-1] == ids(the_rules())[-1]
