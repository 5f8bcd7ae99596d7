"""Regions: what is met and what is taken away is exact."""

from hypothesis import given, settings

from tests.router.checking.tables import COLUMNS, a_row, all_facts, first, rows
from waymark_router.checking.space import Claim, Literal, Region, Space
from waymark_router.facts.fact import CATALOGUE
from waymark_router.rules.cell import Cell, Condition
from waymark_router.rules.evaluator import CompiledTable
from waymark_router.rules.rule import Row

_FACTS = list(all_facts())


def _space(several: tuple[Row, ...]) -> Space:
    return Space(COLUMNS, {name: [row.cells[name] for row in several if name in row.cells] for name in COLUMNS})


def _literals(space: Space, row: Row) -> list[Literal]:
    return [space.literal(name, cell) for name, cell in row.cells.items()]


@settings(max_examples=60, deadline=None)
@given(rows(most=2))
def test_what_is_left_of_one_row_without_another_are_facts_of_the_one_alone(several: tuple[Row, ...]) -> None:
    if len(several) < 2:
        return
    space = _space(several)
    one, other = several
    whole = space.both(_literals(space, one))
    left = space.take_away(whole, _literals(space, other)) if whole is not None else []
    compiled = CompiledTable(first(*several))
    alone = any({one.id, other.id} & set(compiled.evaluate(facts).matched) == {one.id} for facts in _FACTS)
    # Whatever is left is really there; samples of two columns may hide what is only impossible (a grown child).
    assert bool(left) or not alone
    for region in left:
        matched = compiled.evaluate(space.example(region).values).matched
        assert one.id in matched
        assert other.id not in matched
    assert all(space.meet(a, b) is None for at, a in enumerate(left) for b in left[:at])


def test_an_example_says_which_columns_matter() -> None:
    theft = a_row("t", offence_class=Cell(Condition.IN, words=("theft",)))
    space = _space((theft,))
    region: Region | None = space.both(_literals(space, theft))
    assert region is not None
    example = space.example(region)
    assert example.values["offence_class"] == "theft"
    assert example.matter == {"offence_class"}
    assert space.columns == COLUMNS


def test_tags_matter_where_one_is_wanted_or_none_may_be() -> None:
    wanted = Cell(Condition.ANY_OF, words=("isva", "debt"))
    refused = Cell(Condition.NONE_OF, words=("isva",))
    space = Space(("needs",), {"needs": [wanted, refused]})
    both = space.both([space.literal("needs", wanted), space.literal("needs", refused)])
    assert both is not None
    assert space.example(both).values == {"needs": frozenset({"debt"})}
    assert space.example(both).matter == {"needs"}
    assert space.example(space.whole).matter == frozenset()


def test_no_need_at_all_is_a_missing_one() -> None:
    none = Cell(Condition.NONE_OF, words=CATALOGUE["needs"].domain)
    space = Space(("needs",), {"needs": [none]})
    assert space.both([space.literal("needs", none)]) is None


def test_the_opposite_of_a_claim_is_what_it_does_not_let_in() -> None:
    missing = Cell(Condition.MISSING, or_missing=True)
    space = Space(("home",), {"home": [missing]})
    region = space.both([space.claimed(Claim("home", missing, holds=False))])
    assert region is not None
    assert space.example(region).values == {"home": "in_county"}
