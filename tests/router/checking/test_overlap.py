"""The sieve lets no row through that meets another, and says of none that it contains another where it does not."""

from hypothesis import given, settings

from tests.router.checking.tables import COLUMNS, all_facts, first, rows
from waymark_router.checking.overlap import Sieve
from waymark_router.rules.evaluator import CompiledTable
from waymark_router.rules.rule import Row

_FACTS = list(all_facts())


@settings(max_examples=60, deadline=None)
@given(rows())
def test_rows_that_share_facts_are_among_those_that_may_and_those_that_contain_do(several: tuple[Row, ...]) -> None:
    table = first(*several)
    sieve = Sieve(table.rows, COLUMNS)
    compiled = CompiledTable(table)
    matched = [set(compiled.evaluate(facts).matched) for facts in _FACTS]
    let_in = {row.id: {at for at, ids in enumerate(matched) if row.id in ids} for row in table.rows}
    for at, row in enumerate(table.rows):
        meet, contain = sieve.may_meet(at), sieve.contain(at)
        for place, other in enumerate(table.rows):
            if let_in[row.id] & let_in[other.id]:
                assert meet >> place & 1
            if contain >> place & 1:
                assert let_in[row.id] <= let_in[other.id]
        assert contain >> at & 1
