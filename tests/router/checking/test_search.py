"""The search finds what is left, or says that it does not know."""

import pytest

from waymark_router.checking.search import Budget, NotDecided, outside_all, taken
from waymark_router.checking.space import Space
from waymark_router.rules.cell import Cell, Condition

_CELLS = [Cell(Condition.BETWEEN, least=10 * n, most=10 * n + 9) for n in range(13)]


def test_what_no_row_takes_is_found_and_nothing_where_all_is_taken() -> None:
    space = Space(("age_years",), {"age_years": _CELLS})
    rows = [taken((literal,)) for literal in (space.literal("age_years", cell) for cell in _CELLS)]
    left = outside_all(space, [space.whole], rows[1:], Budget(1000))
    assert left is not None
    known = space.literal("age_years", Cell(Condition.BETWEEN, least=0, most=130)).inside
    assert outside_all(space, [known], rows, Budget(1000)) is not None  # 130 is in none of them
    assert outside_all(space, [rows[3].literals[0].inside], rows, Budget(1000)) is None


def test_a_spent_budget_is_said() -> None:
    space = Space(("age_years",), {"age_years": _CELLS})
    literal = space.literal("age_years", _CELLS[0])
    with pytest.raises(NotDecided):
        outside_all(space, [space.whole], [taken((literal,))], Budget(0))
