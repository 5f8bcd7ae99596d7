"""A row as a form and back: what is chosen is what is written, and nothing is lost on the way."""

import pytest

from tests.builders.drafting import the_rules
from tests.builders.rulebook import the_county
from waymark_router.facts.fact import CATALOGUE
from waymark_router.publishing.row_form import Around, in_order_of, outcome, posted_of, questions, row_from
from waymark_router.publishing.written import WrittenRow, rows_of
from waymark_router.rules.rule import TableName

AROUND = {name: Around(name, the_rules(), the_county().directory) for name in TableName}
ROWS = [(name, row) for name in TableName for row in rows_of(the_rules(), name)]


@pytest.mark.parametrize(("table", "row"), ROWS, ids=[row["id"] for _, row in ROWS])
def test_every_row_of_the_county_comes_back_as_it_was(table: TableName, row: WrittenRow) -> None:
    assert row_from(posted_of(row), row["id"], table) == row


@pytest.mark.parametrize(("table", "row"), ROWS, ids=[row["id"] for _, row in ROWS])
def test_every_value_of_a_row_can_be_chosen_on_its_form(table: TableName, row: WrittenRow) -> None:
    fields = {field.name: field for field in questions(posted_of(row), AROUND[table])}
    for column, cell in row["when"].items():
        assert fields[column].is_asked
        for word in [*cell.get("in", ()), *cell.get("any_of", ()), *cell.get("none_of", ())]:
            assert word in {choice.value for choice in fields[column].choices if choice.is_chosen}
    chosen = outcome(posted_of(row), AROUND[table])
    for service in row["then"].get("services", ()):
        assert service in {choice.value for choices in chosen.services for choice in choices if choice.is_chosen}
    for kind in ("pathway", "unmet", "priority"):
        if kind in row["then"]:
            assert row["then"][kind] in {one.value for one in chosen.choices[kind] if one.is_chosen}


def test_codes_keep_their_beginnings_and_districts_have_names() -> None:
    row = {"id": "x", "when": {"district": {"prefix": ["E07"]}}, "then": {}, "why": ""}
    [field, *_] = questions(posted_of(row), AROUND[TableName.PATHWAYS])
    assert (field.name, [one.value for one in field.begins]) == ("district", ["E07"])
    assert "Rugby" in [choice.words for choice in field.choices]
    assert row_from(posted_of(row), "x", TableName.PATHWAYS)["when"] == row["when"]


def test_every_fact_can_be_asked_and_what_is_asked_stands_first() -> None:
    fields = questions({"is:transition": ["yes"]}, AROUND[TableName.PROVIDERS])
    assert fields[0].name == "transition"
    assert {field.name for field in fields} == set(CATALOGUE)
    assert "pathway" not in {field.name for field in questions({}, AROUND[TableName.PATHWAYS])}


def test_nothing_chosen_lets_anything_in() -> None:
    assert row_from({"in:source": [""], "least:age_years": [""], "why": ["x"]}, "x", TableName.OVERLAYS)["when"] == {}


def test_only_not_known_and_half_a_span_are_written_whole() -> None:
    row = row_from({"missing:needs": ["yes"], "most:age_years": ["17"]}, "x", TableName.PATHWAYS)
    assert row["when"] == {"needs": {"missing": True}, "age_years": {"between": [0, 17]}}


def test_what_is_typed_wrong_is_kept_to_be_refused_by_name() -> None:
    fields = questions({"least:age_years": ["ten"]}, AROUND[TableName.PATHWAYS])
    assert (fields[0].name, fields[0].least, fields[0].said) == ("age_years", "ten", "see below")


def test_ticked_words_keep_the_order_they_had_and_new_ones_follow() -> None:
    before = {"when": {"needs": {"any_of": ["isva", "housing"]}}, "then": {"pathway": "fraud", "signpost": ["b", "a"]}}
    now = {
        "when": {"needs": {"any_of": ["counselling", "housing", "isva"]}, "age_years": {"between": [1, 2]}},
        "then": {"pathway": "fraud", "signpost": ["a", "b"]},
    }
    found = in_order_of(before, now)
    assert found["when"] == {
        "needs": {"any_of": ["isva", "housing", "counselling"]},
        "age_years": {"between": [1, 2]},
    }
    assert found["then"]["signpost"] == ["b", "a"]
