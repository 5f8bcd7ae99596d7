"""What is found in one table is exactly what trying all facts one by one finds."""

from collections.abc import Mapping

import pytest
from hypothesis import example, given, settings

from tests.router.checking.tables import NEVER, a_row, ages, all_facts, collect, first, is_true, rows
from waymark_router.checking.reach import Conflict, Dead, Reach
from waymark_router.checking.search import Budget, NotDecided
from waymark_router.facts.fact import CATALOGUE, Value
from waymark_router.rules.cell import Cell, Condition
from waymark_router.rules.evaluator import CompiledTable
from waymark_router.rules.rule import Output, Policy, Row, Table, TableName

_FACTS = list(all_facts())


def _reach(table: Table) -> Reach:
    return Reach(table, NEVER, steps=100_000)


def _dead(table: Table) -> list[Dead]:
    reach = _reach(table)
    return [dead for at, _ in reach.rows() if (dead := reach.dead(at, reach.budget()))]


def _matched(table: Table, facts: Mapping[str, Value]) -> tuple[str, ...]:
    return CompiledTable(table).evaluate(facts).matched


def test_a_row_within_an_earlier_one_is_dead_because_of_it() -> None:
    table = first(a_row("wide", age_years=ages(0, 40)), a_row("narrow", age_years=ages(10, 17)))
    assert _dead(table) == [Dead("narrow", "wide")]


def test_a_row_covered_by_two_earlier_ones_together_is_dead() -> None:
    table = first(
        a_row("young", age_years=ages(0, 17)),
        a_row("old", age_years=ages(18, 130)),
        a_row("dead", age_years=ages(9, 30)),
    )
    assert _dead(table) == [Dead("dead", "")]


def test_a_row_that_no_referral_can_match_is_dead_by_itself_whatever_the_policy() -> None:
    grown = a_row("grown", age_years=ages(0, 9), treat_as_child=is_true(truth=False))
    assert _dead(first(grown)) == [Dead("grown", None)]
    assert _dead(collect(grown)) == [Dead("grown", None)]


def test_collect_rows_count_whatever_comes_before_but_the_last_may_be_dead() -> None:
    both = [a_row("y", treat_as_child=is_true(truth=True)), a_row("n", treat_as_child=is_true(truth=False))]
    again = a_row("y2", treat_as_child=is_true(truth=True))
    assert [one.row for one in _dead(collect(*both, again))] == ["rest"]


def test_a_whole_code_under_an_earlier_prefix_is_dead() -> None:
    prefix = a_row("p", district=Cell(Condition.PREFIX, words=("E07",)))
    assert [one.row for one in _dead(first(prefix, a_row("d", district=Cell(Condition.IN, words=("E07000222",)))))] == [
        "d"
    ]


def test_rows_that_take_every_need_there_is_leave_only_a_missing_one() -> None:
    every = a_row("every", needs=Cell(Condition.ANY_OF, words=CATALOGUE["needs"].domain))
    assert _dead(first(every)) == []
    unsaid = a_row("unsaid", needs=Cell(Condition.MISSING, or_missing=True))
    assert [one.row for one in _dead(first(every, unsaid))] == ["rest"]


@settings(max_examples=60, deadline=None)
@given(rows())
def test_rows_found_dead_are_exactly_those_that_no_facts_reach(several: tuple[Row, ...]) -> None:
    for table in (first(*several), collect(*several)):
        compiled = CompiledTable(table)
        reached = {row for facts in _FACTS for row in compiled.evaluate(facts).chosen}
        assert {one.row for one in _dead(table)} == {row.id for row in table.rows} - reached


@settings(max_examples=60, deadline=None)
@given(rows())
def test_an_example_of_a_gap_is_there_exactly_where_facts_fall_through_and_does(several: tuple[Row, ...]) -> None:
    table = first(*several)
    reach = _reach(table)
    example = reach.left_over(reach.space.whole, reach.budget())
    compiled = CompiledTable(table)
    falls = any(compiled.evaluate(facts).matched == ("rest",) for facts in _FACTS)
    assert (example is not None) is falls
    if example is not None:
        assert _matched(table, example.values) == ("rest",)
        age = example.values["age_years"]
        assert not isinstance(age, int) or age >= 18 or example.values["treat_as_child"]


# Everybody who may be a child is under age where the age is known: of whoever the first takes, the second takes all.
_CHILDREN = a_row("r0", "a", treat_as_child=is_true(truth=True))
_UNDER_AGE = a_row("r1", "b", age_years=ages(0, 17))
_YOUNG_ADULTS = a_row("r1", "b", age_years=ages(18, 130), treat_as_child=is_true(truth=False))


@example((_CHILDREN, _UNDER_AGE))
@example((_UNDER_AGE, _CHILDREN))
@example((a_row("r0", "a", treat_as_child=is_true(truth=False)), _YOUNG_ADULTS))
@settings(max_examples=60, deadline=None)
@given(rows(most=4))
def test_a_conflict_is_found_exactly_where_rows_share_what_the_earlier_wins(several: tuple[Row, ...]) -> None:
    table = first(*several)
    reach = _reach(table)
    compiled = CompiledTable(table)
    matches = [compiled.evaluate(facts).matched for facts in _FACTS]
    for at, row in reach.rows():
        found = reach.conflict(at, reach.budget())
        assert (found is not None) is _conflicts(table, row, matches)
        if found is not None:
            both = _matched(table, found.example.values)
            assert both[0] == found.earlier
            assert row.id in both


def _conflicts(table: Table, row: Row, matches: list[tuple[str, ...]]) -> bool:
    """Tried one by one: some row before it wins shared facts, says another thing, and neither contains the other."""
    mine = {at for at, ids in enumerate(matches) if row.id in ids}
    for other in table.rows[: table.rows.index(row)]:
        theirs = {at for at, ids in enumerate(matches) if other.id in ids}
        wins = any(matches[at][0] == other.id for at in mine & theirs)
        if wins and other.output != row.output and row.cells and not mine <= theirs and not theirs <= mine:
            return True
    return False


def test_a_conflict_says_with_how_many_more_rows_there_may_be_one() -> None:
    young = a_row("young", "a", age_years=ages(0, 30))
    theft = a_row("theft", "b", offence_class=Cell(Condition.IN, words=("theft",)))
    third = a_row("third", "c", flags=Cell(Condition.ANY_OF, words=("business",)))
    reach = _reach(first(young, theft, third))
    found = reach.conflict(2, reach.budget())
    assert isinstance(found, Conflict)
    assert (found.row, found.earlier, found.others) == ("third", "young", 1)


def test_a_row_adds_nothing_where_a_larger_one_says_as_much() -> None:
    wide = Row("wide", {"age_years": ages(0, 40)}, Output(priority="high"), "why")  # type: ignore[arg-type]
    narrow = Row("narrow", {"age_years": ages(1, 4)}, Output(priority="standard"), "why")  # type: ignore[arg-type]
    sooner = Row("sooner", {"age_years": ages(1, 4)}, Output(priority="urgent"), "why")  # type: ignore[arg-type]
    last = Row("rest", {}, Output(priority="standard"), "why")  # type: ignore[arg-type]
    reach = _reach(Table(TableName.OVERLAYS, Policy.COLLECT, ("age_years",), (wide, narrow, sooner, last)))
    added = [reach.adds_nothing(at) for at in range(4)]
    assert [one.row if one else None for one in added] == [None, "narrow", None, None]


def test_of_two_equal_rows_the_later_adds_nothing() -> None:
    table = collect(a_row("one", age_years=ages(0, 4)), a_row("two", age_years=ages(0, 4)))
    reach = _reach(table)
    assert [bool(reach.adds_nothing(at)) for at in range(3)] == [False, True, False]


def test_a_spent_budget_is_said_honestly() -> None:
    child = is_true(truth=True)
    reach = _reach(first(*(a_row(f"r{n}", age_years=ages(2 * n, 2 * n), treat_as_child=child) for n in range(20))))
    with pytest.raises(NotDecided):
        reach.dead(20, Budget(5))
