"""The search finds what is left, or says that it does not know."""

from collections.abc import Callable

import pytest

from waymark_router.checking.search import Budget, NotDecided, Purse, outside_all, taken
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


def _needs(steps: int, asked: list[int]) -> Callable[[Budget], str]:
    def question(budget: Budget) -> str:
        asked.append(budget.steps)
        budget.spend(steps)
        return "decided"

    return question


def test_a_hard_question_has_what_easy_ones_left_and_no_more() -> None:
    purse, asked = Purse(10, most=25), list[int]()
    with pytest.raises(NotDecided):
        purse.ask(_needs(11, asked))
    assert [purse.ask(_needs(1, asked)) for _ in range(3)] == ["decided"] * 3
    assert purse.ask(_needs(24, asked)) == "decided"
    assert asked == [10, 10, 10, 10, 10, 25]
    with pytest.raises(NotDecided):
        purse.ask(_needs(11, asked))
    assert len(asked) == 7


def test_no_question_gets_more_than_the_most_and_what_fails_is_spent() -> None:
    purse, asked = Purse(10, most=25), list[int]()
    for _ in range(9):
        purse.ask(_needs(0, asked))
    for _ in range(3):
        with pytest.raises(NotDecided):
            purse.ask(_needs(1000, asked))
    assert asked[9:] == [10, 25, 10, 25, 10, 25]
    for _ in range(2):
        with pytest.raises(NotDecided):
            purse.ask(_needs(1000, asked))
    assert asked[15:] == [10, 15, 10]


def test_once_the_whole_check_is_spent_nothing_is_begun() -> None:
    whole, asked = Budget(15), list[int]()
    one, two = Purse(10, most=25, whole=whole), Purse(10, most=25, whole=whole)
    assert one.ask(_needs(9, asked)) == "decided"
    with pytest.raises(NotDecided):
        two.ask(_needs(11, asked))
    assert (one.is_spent, two.is_spent, whole.steps) == (True, True, -4)
    with pytest.raises(NotDecided):
        one.ask(_needs(0, asked))
    assert asked == [10, 10]
