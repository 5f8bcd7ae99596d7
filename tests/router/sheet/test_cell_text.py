"""Cells as text: what is written out is read back the same, and what cannot be read says what to write."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders.rulebook import the_county
from waymark.errors import Refused
from waymark_router.facts.fact import CATALOGUE, FactType
from waymark_router.rules.cell import Cell, Condition, cell_from
from waymark_router.sheet.cell_text import text_of, written_of

_LISTED = [fact for fact in CATALOGUE.values() if fact.type in {FactType.ENUM, FactType.TAGS}]


@pytest.mark.parametrize(
    ("fact", "cell", "text"),
    [
        ("offence_class", {"in": ["theft", "fraud"]}, "theft | fraud"),
        ("home", {"in": ["outside"], "missing": True}, "outside | (missing)"),
        ("needs", {"any_of": ["isva", "debt"]}, "any of: isva | debt"),
        ("flags", {"none_of": ["business"]}, "none of: business"),
        ("age_years", {"between": [18, 25]}, "18 to 25"),
        ("age_years", {"between": [0, 17], "missing": True}, "0 to 17 | (missing)"),
        ("age_years", {"missing": True}, "(missing)"),
        ("treat_as_child", {"is": False}, "no"),
        ("district", {"in": ["E07000222"]}, "E07000222"),
        ("district", {"prefix": ["E07", "W"]}, "begins with: E07 | W"),
        ("contactable", {"in": ["missing"]}, "missing"),
        ("incident_on", {"during": ["2024-04-01", "2026-03-31"]}, "2024-04-01 to 2026-03-31"),
        ("incident_on", {"during": ["2024-04-01", ""], "missing": True}, "2024-04-01 to | (missing)"),
        ("received_on", {"during": ["", "2026-03-31"]}, "to 2026-03-31"),
    ],
)
def test_a_cell_is_text_and_the_text_the_same_cell(fact: str, cell: dict[str, Any], text: str) -> None:
    assert text_of(cell_from(cell, CATALOGUE[fact], "x")) == text
    assert written_of(text, CATALOGUE[fact], "x") == cell


def test_every_cell_of_the_county_comes_back_the_same() -> None:
    for compiled in the_county().rulebook.tables.values():
        for row in compiled.table.rows:
            for column, cell in row.cells.items():
                written = written_of(text_of(cell), CATALOGUE[column], row.id)
                assert cell_from(written, CATALOGUE[column], row.id) == cell


@given(fact=st.sampled_from(_LISTED), chance=st.randoms(), missing=st.booleans())
def test_any_list_comes_back_the_same_by_code_and_in_words(fact: Any, chance: Any, *, missing: bool) -> None:
    words = tuple(chance.sample(fact.domain, chance.randint(1, len(fact.domain))))
    condition = Condition.IN if fact.type is FactType.ENUM else chance.choice([Condition.ANY_OF, Condition.NONE_OF])
    cell = Cell(condition, words=words, or_missing=missing and fact.may_be_missing)
    assert cell_from(written_of(text_of(cell), fact, "x"), fact, "x") == cell
    begin = {Condition.ANY_OF: "Any of: ", Condition.NONE_OF: "none of:"}.get(condition, "")
    in_words = begin + "|".join(fact.said(word).upper() for word in words)
    assert written_of(in_words, fact, "x") == {condition.value: list(words)}


def test_an_empty_cell_lets_every_value_in() -> None:
    assert written_of("  ", CATALOGUE["home"], "x") is None


@pytest.mark.parametrize(
    ("fact", "text", "fix"),
    [
        ("incident_on", "spring 2024", "two days such as 2024-04-01 to 2026-03-31"),
        ("incident_on", "to", "two days such as"),
        ("incident_on", "2024-04-01 to | 2025-04-01 to", "two days such as"),
        ("age_years", "young", "two whole numbers such as 18 to 25"),
        ("age_years", "18 to 25 | 30 to 40", "two whole numbers"),
        ("age_years", "1234567 to 9", "two whole numbers"),
        ("treat_as_child", "maybe", "write yes or no"),
        ("treat_as_child", "yes | no", "write yes or no"),
    ],
)
def test_text_that_is_no_cell_says_what_to_write(fact: str, text: str, fix: str) -> None:
    with pytest.raises(Refused) as refused:
        written_of(text, CATALOGUE[fact], "line 3, column x")
    assert refused.value.title.startswith("line 3, column x: ")
    assert fix in refused.value.title


def test_a_word_of_no_list_is_left_for_its_cell_to_refuse() -> None:
    written = written_of("any of: gold", CATALOGUE["needs"], "x")
    with pytest.raises(Refused, match="value_unknown"):
        cell_from(written, CATALOGUE["needs"], "x")
