"""Small tables whose every possible facts can be tried one by one, for the checks."""

from collections.abc import Iterator, Mapping
from itertools import product

from hypothesis import strategies as st

from waymark_router.checking.possible import Impossible, impossible
from waymark_router.facts.fact import Value
from waymark_router.rules.cell import Cell, Condition
from waymark_router.rules.rule import Output, Policy, Row, Table, TableName

COLUMNS = ("offence_class", "needs", "flags", "age_years", "treat_as_child", "district")
NEVER: tuple[Impossible, ...] = impossible(adult_from=18, districts=())
_NEEDS = ("isva", "debt")
_FLAGS = ("business", "bereaved")


def first(*rows: Row) -> Table:
    """A providers table over all columns, ending at the triage desk."""
    return Table(TableName.PROVIDERS, Policy.FIRST, COLUMNS, (*rows, _last()))


def collect(*rows: Row) -> Table:
    """The same as a pathways table."""
    return Table(TableName.PATHWAYS, Policy.COLLECT, COLUMNS, (*rows, _last()))


def _last() -> Row:
    return Row("rest", {}, Output(services=("triage",)), "why")


def a_row(row_id: str, service: str = "a", **cells: Cell) -> Row:
    """One row that asks `service`."""
    return Row(row_id, cells, Output(services=(service,)), "why")


def ages(least: int, most: int, *, or_missing: bool = False) -> Cell:
    """A cell of an age from least to most."""
    return Cell(Condition.BETWEEN, least=least, most=most, or_missing=or_missing)


def is_true(*, truth: bool) -> Cell:
    """A cell of yes or no."""
    return Cell(Condition.IS, truth=truth)


def _tags(words: tuple[str, ...], *, missing: bool) -> st.SearchStrategy[Cell]:
    return st.builds(
        Cell,
        condition=st.sampled_from([Condition.ANY_OF, Condition.NONE_OF]),
        words=st.lists(st.sampled_from(words), min_size=1, unique=True).map(tuple),
        or_missing=st.booleans() if missing else st.just(False),
    )


_MISSING = st.just(Cell(Condition.MISSING, or_missing=True))
_CELLS: Mapping[str, st.SearchStrategy[Cell]] = {
    "offence_class": st.builds(
        Cell,
        condition=st.just(Condition.IN),
        words=st.sampled_from([("theft",), ("theft", "fraud"), ("arson",)]),
        or_missing=st.booleans(),
    ),
    "needs": _tags(_NEEDS, missing=True) | _MISSING,
    "flags": _tags(_FLAGS, missing=False),
    "age_years": st.sampled_from([ages(0, 17), ages(18, 130), ages(10, 40), ages(5, 9, or_missing=True)]) | _MISSING,
    "treat_as_child": st.builds(Cell, condition=st.just(Condition.IS), truth=st.booleans()),
    "district": st.sampled_from(
        [Cell(Condition.PREFIX, words=("E07",)), Cell(Condition.IN, words=("E07000222",), or_missing=True)]
    ),
}


@st.composite
def rows(draw: st.DrawFn, most: int = 7) -> tuple[Row, ...]:
    """Some rows with one of two services each."""
    several = draw(st.lists(st.fixed_dictionaries({}, optional=dict(_CELLS)), max_size=most))
    return tuple(a_row(f"r{at}", draw(st.sampled_from(["a", "b"])), **cells) for at, cells in enumerate(several))


_VALUES: Mapping[str, list[Value]] = {
    "offence_class": [None, "theft", "fraud", "arson", "asb"],
    "needs": [None, frozenset({"other"}), frozenset({"isva"}), frozenset({"debt"}), frozenset(_NEEDS)],
    "flags": [frozenset(), frozenset({"business"}), frozenset({"bereaved"}), frozenset(_FLAGS)],
    "age_years": [None, 0, 5, 10, 18, 41],
    "treat_as_child": [True, False],
    "district": [None, "E07000222", "E07000999", "W06000015"],
}


def all_facts() -> Iterator[dict[str, Value]]:
    """One of all facts that those cells tell apart, without adults under age."""
    for values in product(*_VALUES.values()):
        facts = dict(zip(_VALUES, values, strict=True))
        age = facts["age_years"]
        if not isinstance(age, int) or age >= 18 or facts["treat_as_child"]:
            yield facts
