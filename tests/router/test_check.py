"""Exact checks: a row reported dead is dead, and one that can count is not reported."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders.rulebook import a_row, a_table
from waymark_router.cell import Cell, Condition
from waymark_router.check import Finding, Problem, check
from waymark_router.evaluator import CompiledTable
from waymark_router.fact import Value
from waymark_router.rule import Output, Policy, Row, Table, TableName


def _first(*rows: Row) -> Table:
    columns = ("offence_class", "needs", "age_years", "treat_as_child", "district")
    rest = Row("rest", {}, Output(services=("triage",)), "why")
    return Table(TableName.PROVIDERS, Policy.FIRST, columns, (*rows, rest))


def _row(row_id: str, **cells: Cell) -> Row:
    return Row(row_id, cells, Output(services=("a",)), "why")


def _ages(least: int, most: int) -> Cell:
    return Cell(Condition.BETWEEN, least=least, most=most)


def test_a_row_covered_by_two_earlier_ones_is_dead() -> None:
    table = _first(
        _row("young", age_years=_ages(0, 17)),
        _row("old", age_years=_ages(18, 130)),
        _row("dead", age_years=_ages(10, 30)),
    )
    assert check(table, steps=1000) == (Finding("dead", Problem.UNREACHABLE),)


def test_an_age_that_may_be_missing_still_reaches_the_last_row() -> None:
    assert check(_first(_row("any", age_years=_ages(0, 130))), steps=1000) == ()


def test_a_whole_code_under_an_earlier_prefix_is_dead() -> None:
    table = _first(
        _row("p", district=Cell(Condition.PREFIX, words=("E07",))),
        _row("d", district=Cell(Condition.IN, words=("E07000222",))),
    )
    assert check(table, steps=1000) == (Finding("d", Problem.UNREACHABLE),)


def test_collect_rows_count_whatever_comes_before_but_the_last_may_be_dead() -> None:
    both = [a_row("y", treat_as_child={"is": True}), a_row("n", treat_as_child={"is": False})]
    assert check(a_table(*both, a_row("y2", treat_as_child={"is": True})), steps=1000) == (
        Finding("rest", Problem.UNREACHABLE),
    )


def test_a_spent_budget_is_said_honestly() -> None:
    rows = [
        _row(f"r{n}", age_years=_ages(2 * n, 2 * n), treat_as_child=Cell(Condition.IS, truth=True)) for n in range(20)
    ]
    assert Problem.NOT_DECIDED in {finding.problem for finding in check(_first(*rows), steps=5)}


_NEEDS = ("isva", "debt")
_CELLS = {
    "offence_class": st.builds(
        Cell,
        condition=st.just(Condition.IN),
        words=st.just(("theft",)) | st.just(("theft", "fraud")),
        or_missing=st.booleans(),
    ),
    "needs": st.builds(
        Cell,
        condition=st.sampled_from([Condition.ANY_OF, Condition.NONE_OF]),
        words=st.lists(st.sampled_from(_NEEDS), min_size=1, unique=True).map(tuple),
        or_missing=st.booleans(),
    ),
    "age_years": st.sampled_from(
        [_ages(0, 17), _ages(18, 130), _ages(10, 40), Cell(Condition.MISSING, or_missing=True)]
    ),
    "treat_as_child": st.builds(Cell, condition=st.just(Condition.IS), truth=st.booleans()),
}
_POINTS: dict[str, list[Value]] = {
    "offence_class": [None, "theft", "fraud", "arson"],
    "needs": [None, frozenset({"other"}), frozenset({"isva"}), frozenset({"debt"}), frozenset({"isva", "debt"})],
    "age_years": [None, 0, 10, 18, 41],
    "treat_as_child": [True, False],
    "district": ["E07000222"],
}


@settings(max_examples=200, deadline=None)
@given(st.lists(st.fixed_dictionaries({}, optional=_CELLS), max_size=6))
def test_rows_reported_dead_are_exactly_those_that_never_win(cells: list[dict[str, Cell]]) -> None:
    table = _first(*(_row(f"r{at}", **of_row) for at, of_row in enumerate(cells)))
    compiled = CompiledTable(table)
    points = (dict(zip(_POINTS, values, strict=True)) for values in product(*_POINTS.values()))
    winners = {compiled.evaluate(values).chosen[0] for values in points}
    dead = {finding.row for finding in check(table, steps=100_000)}
    assert dead == {row.id for row in table.rows} - winners
