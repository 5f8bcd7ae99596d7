"""Findings of one table, in words."""

from typing import Any

from tests.router.checking.drafts import newly_found, provider_rows
from tests.router.checking.tables import NEVER, a_row, ages, collect, first, is_true
from waymark_router.checking.finding import Finding, Problem, Severity
from waymark_router.checking.search import Budget
from waymark_router.checking.table import TableCheck
from waymark_router.facts.fact import CATALOGUE
from waymark_router.rules.cell import Cell, Condition
from waymark_router.rules.rule import Table, TableName


def test_a_row_below_one_that_takes_all_is_an_error_that_names_both() -> None:
    def change(part: dict[str, Any]) -> None:
        provider_rows(part).insert(2, provider_rows(part)[1] | {"id": "again"})

    [found] = newly_found(change)
    assert (found.problem, found.severity, found.table, found.row) == (
        Problem.UNREACHABLE,
        Severity.ERROR,
        TableName.PROVIDERS,
        "again",
    )
    assert "row pv-recovery before it already takes all it asks for" in found.sentence


def _table(table: Table, steps: int = 1000) -> list[Finding]:
    return list(TableCheck(table, NEVER, adult_from=18, steps=steps).findings())


def test_a_conflict_tells_whom_both_rows_fit_and_what_to_do() -> None:
    table = first(
        a_row("young", "lantern", age_years=ages(0, 17)),
        a_row("theft", "harbour", offence_class=Cell(Condition.IN, words=("theft",))),
    )
    [found] = _table(table)
    assert (found.problem, found.severity, found.row) == (Problem.CONFLICT, Severity.WARNING, "theft")
    assert "Rows young and theft both fit a child of 12, where the offence is theft." in found.sentence
    assert "The earlier one counts: ask lantern, not ask harbour." in found.sentence
    assert found.example is not None
    assert found.example["offence_class"] == "theft"


def test_a_row_that_adds_nothing_is_a_warning() -> None:
    table = collect(a_row("wide", age_years=ages(0, 40)), a_row("narrow", age_years=ages(10, 17)))
    found = [one for one in _table(table) if one.problem is Problem.REDUNDANT]
    assert [one.row for one in found] == ["narrow"]
    assert "row wide takes all it asks for" in found[0].sentence


def test_a_last_row_nobody_needs_is_no_error() -> None:
    both = [a_row("y", treat_as_child=is_true(truth=True)), a_row("n", treat_as_child=is_true(truth=False))]
    [found] = [one for one in _table(collect(*both)) if one.row == "rest"]
    assert (found.problem, found.severity) == (Problem.NEVER_NEEDED, Severity.WARNING)


def test_a_gap_tells_whose_needs_reach_only_the_desk() -> None:
    child = a_row("child", age_years=ages(0, 17), needs=Cell(Condition.ANY_OF, words=CATALOGUE["needs"].domain))
    found = [one for one in _table(collect(child)) if one.problem is Problem.GAP]
    assert len(found) == 1
    assert found[0].sentence.startswith("A person of 30, who needs emotional support, ")
    assert found[0].row == "rest"


def test_a_gap_of_a_pathway_names_it() -> None:
    def change(part: dict[str, Any]) -> None:
        row = next(row for row in provider_rows(part) if row["id"] == "pv-recovery")
        row["when"]["transition"] = {"is": True}

    found = next(one for one in newly_found(change) if one.problem is Problem.GAP)
    assert "on pathway victim recovery" in found.sentence
    assert "reaches only the triage desk" in found.sentence
    assert found.example is not None
    assert found.example.items() >= {"pathway": "victim_recovery", "transition": False}.items()


def test_what_the_budget_did_not_decide_is_said() -> None:
    child = is_true(truth=True)
    table = first(*(a_row(f"r{n}", age_years=ages(2 * n, 2 * n), treat_as_child=child) for n in range(20)))
    found = [one for one in _table(table, steps=8) if one.problem is Problem.NOT_DECIDED]
    assert found
    assert "not decided within the budget" in found[0].sentence


def test_unreachable_rows_can_be_asked_for_alone() -> None:
    table = first(a_row("wide", "a", age_years=ages(0, 40)), a_row("narrow", "b", age_years=ages(10, 17)))
    [found] = TableCheck(table, NEVER, adult_from=18, steps=1000).unreachable()
    assert found.row == "narrow"


def test_what_was_not_looked_at_any_more_is_said_once_with_the_first_row() -> None:
    table = first(*(a_row(f"r{n}", age_years=ages(2 * n, 2 * n)) for n in range(20)))
    found = list(TableCheck(table, NEVER, adult_from=18, steps=1000, whole=Budget(30)).findings())
    [said] = [one for one in found if one.problem is Problem.NOT_DECIDED]
    assert (said.row, "could not be looked at any more" in said.sentence) == ("", True)
    assert "rows of this table, the first of them r" in said.sentence
