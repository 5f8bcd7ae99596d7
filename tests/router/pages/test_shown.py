"""Rows ready to show: in words, with uses, and with the moves they may make."""

from tests.builders.rulebook import the_county
from waymark.words import PublicationKind
from waymark_router.checking.finding import Finding, Problem, Report, Severity
from waymark_router.pages.shown import (
    KIND_WORDS,
    STATE_WORDS,
    STEP_WORDS,
    TABLE_WORDS,
    answering,
    is_error,
    outcomes,
    row_said,
    rows_in_words,
    short,
)
from waymark_router.publishing.draft import DraftState, DraftStep
from waymark_router.rules.rule import TableName

TABLE = the_county().rulebook.tables[TableName.PROVIDERS].table


def test_the_first_does_not_go_up_and_nothing_passes_the_last() -> None:
    rows = rows_in_words(TABLE, {"pv-fraud": 7}, {})
    assert [row.id for row in rows] == [row.id for row in TABLE.rows]
    assert (rows[0].may_go_up, rows[0].may_go_down) == (False, True)
    assert (rows[-2].may_go_up, rows[-2].may_go_down) == (True, False)
    assert (rows[-1].is_last, rows[-1].may_go_up, rows[-1].may_go_down) == (True, False, False)
    assert {row.id: row.uses for row in rows if row.uses} == {"pv-fraud": 7}


def test_a_long_table_is_shortened_to_the_rows_that_answer_the_same() -> None:
    rows = rows_in_words(the_county().rulebook.tables[TableName.PATHWAYS].table, {}, {})
    kinds = outcomes(rows)
    assert sum(number for _, number in kinds) == len(rows)
    then, number = next((then, number) for then, number in kinds if then == "pathway fraud")
    shown = answering(rows, then)
    assert {row.then for row in shown} == {then}
    assert len(shown) == number < len(rows)
    assert [row.place for row in shown] == [at for at, row in enumerate(rows, 1) if row.then == then]
    assert list(answering(rows, "")) == list(answering(rows, "pathway nowhere")) == rows
    assert outcomes(shown) == ()


def test_a_row_is_said_in_one_sentence_with_the_names_of_services() -> None:
    row = next(row for row in TABLE.rows if row.id == "pv-fraud")
    said = row_said(row, {"ledger-fraud": "Ledger"})
    assert said.startswith("Where the pathway is fraud: ask Ledger")
    assert said.endswith(f"Why: {row.why}")
    assert row_said(TABLE.rows[-1], {}).startswith("Where no other row fits: ")


def test_a_finding_stands_with_its_row() -> None:
    finding = Finding(Problem.CONFLICT, Severity.ERROR, "No.", table=TableName.PROVIDERS, row="pv-fraud")
    rows = rows_in_words(TABLE, {}, {}, Report((finding,)))
    assert [row.id for row in rows if row.findings] == ["pv-fraud"]
    assert is_error(finding)


def test_every_state_step_kind_and_table_has_words() -> None:
    assert set(KIND_WORDS) == set(PublicationKind)
    assert set(STATE_WORDS) == set(DraftState)
    assert set(STEP_WORDS) == set(DraftStep)
    assert set(TABLE_WORDS) == set(TableName)
    assert short("0123456789") == "01234567"
