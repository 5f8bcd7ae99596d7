"""The bitmap evaluator answers exactly as a slow obvious loop does, trace included."""

from collections.abc import Mapping
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders.rulebook import a_row, a_table
from waymark_router.facts.fact import Value
from waymark_router.rules.cell import Cell, Condition
from waymark_router.rules.evaluator import CompiledTable, NearMiss, Trace
from waymark_router.rules.rule import Output, Policy, Row, Table, TableName

_COLUMNS = ("offence_class", "needs", "flags", "treat_as_child", "age_years", "district", "home", "incident_on")
_NEEDS = ("isva", "alcohol", "debt", "other")
_FLAGS = ("business", "bereaved", "vulnerable")
_CODES = ("E07000218", "E07000222", "E08000026", "W06000015")


def _tags(tags: tuple[str, ...], *, missing: bool) -> st.SearchStrategy[Cell]:
    words = st.lists(st.sampled_from(tags), min_size=1, unique=True).map(tuple)
    tested = st.builds(
        Cell,
        condition=st.sampled_from([Condition.ANY_OF, Condition.NONE_OF]),
        words=words,
        or_missing=st.booleans() if missing else st.just(False),
    )
    return tested | _MISSING if missing else tested


_MISSING = st.just(Cell(Condition.MISSING, or_missing=True))
_AGES = st.tuples(st.integers(0, 130), st.integers(0, 130)).map(sorted)
_CELLS: Mapping[str, st.SearchStrategy[Cell]] = {
    "offence_class": st.builds(
        Cell,
        condition=st.just(Condition.IN),
        words=st.lists(st.sampled_from(["theft", "fraud", "asb"]), min_size=1, unique=True).map(tuple),
        or_missing=st.booleans(),
    )
    | _MISSING,
    "needs": _tags(_NEEDS, missing=True),
    "flags": _tags(_FLAGS, missing=False),
    "treat_as_child": st.builds(Cell, condition=st.just(Condition.IS), truth=st.booleans()),
    "age_years": st.builds(
        lambda limits, missing: Cell(Condition.BETWEEN, least=limits[0], most=limits[1], or_missing=missing),
        _AGES,
        st.booleans(),
    )
    | _MISSING,
    "district": st.one_of(
        st.builds(
            Cell,
            condition=st.just(Condition.PREFIX),
            words=st.lists(st.sampled_from(["E", "E07", "E0700022", "W"]), min_size=1, unique=True).map(tuple),
        ),
        st.builds(
            Cell,
            condition=st.just(Condition.IN),
            words=st.lists(st.sampled_from(_CODES), min_size=1, unique=True).map(tuple),
            or_missing=st.booleans(),
        ),
    ),
    "incident_on": st.builds(
        lambda limits, missing: Cell(Condition.DURING, least=limits[0], most=limits[1], or_missing=missing),
        st.tuples(st.integers(738_000, 738_040), st.integers(738_000, 738_040)).map(sorted),
        st.booleans(),
    )
    | _MISSING,
    "home": st.just(Cell(Condition.IN, words=("outside",))) | _MISSING,
}


@st.composite
def _tables(draw: st.DrawFn) -> Table:
    rows = []
    for number in range(draw(st.integers(0, 8))):
        columns = draw(st.lists(st.sampled_from(_COLUMNS), unique=True, max_size=4))
        cells = {column: draw(_CELLS[column]) for column in _COLUMNS if column in columns}
        rows.append(Row(f"r{number}", cells, Output(unmet="x"), "why"))
    rows.append(Row("rest", {}, Output(unmet="x"), "why"))
    policy = draw(st.sampled_from(Policy))
    return Table(TableName.PATHWAYS, policy, _COLUMNS, tuple(rows))


_FACTS = st.fixed_dictionaries(
    {
        "offence_class": st.sampled_from([None, "theft", "fraud", "asb", "arson"]),
        "needs": st.none() | st.frozensets(st.sampled_from(_NEEDS), min_size=1),
        "flags": st.frozensets(st.sampled_from(_FLAGS)),
        "treat_as_child": st.booleans(),
        "age_years": st.none() | st.integers(0, 130),
        "district": st.none() | st.sampled_from(_CODES),
        "home": st.sampled_from([None, "in_county", "outside"]),
        "incident_on": st.none() | st.integers(737_998, 738_042).map(lambda day: date.fromordinal(day).isoformat()),
    }
)


def _counted(value: str | int) -> int:
    """A number as it is, a day as the number it is counted by."""
    return value if isinstance(value, int) else date.fromisoformat(value).toordinal()


def _lets_in(cell: Cell, value: Value) -> bool:
    if value is None:
        return cell.or_missing
    match cell.condition, value:
        case Condition.IN, str():
            return value in cell.words
        case Condition.PREFIX, str():
            return any(value.startswith(word) for word in cell.words)
        case Condition.IS, bool():
            return value == cell.truth
        case (Condition.BETWEEN, int() as number) | (Condition.DURING, str() as number):
            return cell.least <= _counted(number) <= cell.most
        case Condition.ANY_OF, frozenset():
            return any(word in value for word in cell.words)
        case Condition.NONE_OF, frozenset():
            return not any(word in value for word in cell.words)
    return False


def slowly(table: Table, values: Mapping[str, Value]) -> Trace:
    """What a table answers, cell by cell and row by row: the plain loop the bitmaps are held against."""
    kept_out = [[name for name, cell in row.cells.items() if not _lets_in(cell, values[name])] for row in table.rows]
    matched = [row.id for row, columns in zip(table.rows, kept_out, strict=True) if not columns]
    if table.policy is Policy.FIRST:
        chosen = matched[:1]
        last = [row.id for row in table.rows].index(matched[0])
    else:
        chosen = matched if len(matched) == 1 else matched[:-1]
        last = len(table.rows)
    near = [
        NearMiss(row.id, columns[0])
        for row, columns in list(zip(table.rows, kept_out, strict=True))[:last]
        if len(columns) == 1 and len(row.cells) > 1
    ]
    return Trace(table.name, tuple(matched), tuple(chosen), tuple(near))


@settings(max_examples=1500, deadline=None)
@given(table=_tables(), several=st.lists(_FACTS, min_size=1, max_size=4))
def test_bitmaps_and_the_slow_loop_agree(table: Table, several: list[dict[str, Value]]) -> None:
    compiled = CompiledTable(table)
    for values in several:
        assert compiled.evaluate(values) == slowly(table, values)


def test_a_missing_fact_matches_nothing_by_accident() -> None:
    table = a_table(a_row("young", age_years={"between": [0, 130]}), a_row("unsaid", age_years={"missing": True}))
    assert CompiledTable(table).evaluate({"age_years": None}).chosen == ("unsaid",)


def test_the_last_row_counts_only_where_no_other_does() -> None:
    compiled = CompiledTable(a_table(a_row("t", offence_class={"in": ["theft"]})))
    assert compiled.evaluate({"offence_class": "theft"}).chosen == ("t",)
    assert compiled.evaluate({"offence_class": "arson"}).chosen == ("rest",)


def test_a_near_miss_names_the_one_column_that_kept_the_row_out() -> None:
    row = a_row("t", offence_class={"in": ["theft"]}, home={"in": ["in_county"]})
    trace = CompiledTable(a_table(row)).evaluate({"offence_class": "theft", "home": "outside"})
    assert trace.near_misses == (NearMiss("t", "home"),)


def test_a_row_with_a_single_test_is_no_near_miss() -> None:
    trace = CompiledTable(a_table(a_row("t", offence_class={"in": ["theft"]}))).evaluate({"offence_class": "arson"})
    assert trace.near_misses == ()


def test_a_row_is_found_by_its_id() -> None:
    assert CompiledTable(a_table(a_row("t", home={"missing": True}))).row("t").why == "because of t"


@settings(max_examples=300, deadline=None)
@given(table=_tables(), values=_FACTS)
def test_without_a_trace_the_same_rows_match_and_count(table: Table, values: dict[str, Value]) -> None:
    compiled = CompiledTable(table)
    told = slowly(table, values)
    matched = compiled.matching(values)
    assert [row.id for at, row in enumerate(table.rows) if matched >> at & 1] == list(told.matched)
    assert [table.rows[at].id for at in compiled.counting(matched)] == list(told.chosen)
    for name in _COLUMNS:
        letting_in = compiled.letting_in(name, values[name])
        assert matched & letting_in == matched


def test_many_rows_that_match_are_found_as_few_are() -> None:
    rows = [a_row(f"r{at}", offence_class={"in": ["theft"]}) for at in range(40)]
    told = CompiledTable(a_table(*rows)).evaluate({"offence_class": "theft"})
    assert told.chosen == tuple(f"r{at}" for at in range(40))
