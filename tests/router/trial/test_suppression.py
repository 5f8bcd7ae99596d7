"""No small count can be worked out from what is shown and the total: tried as a reader would, by all there could be."""

from collections.abc import Iterator, Sequence
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from waymark_router.trial.suppression import Count, Shown, shown

_LIMIT = 5


def _could_be(one: Shown, most: int) -> range:
    """What a reader knows of one count by its words."""
    if one.number is not None:
        return range(one.number, one.number + 1)
    return range(1, min(_LIMIT - 1, most) + 1) if one.said == "fewer than 5" else range(most + 1)


def _possible(told: Sequence[Shown], most: Sequence[int], total: int) -> Iterator[tuple[int, ...]]:
    ranges = [_could_be(one, limit) for one, limit in zip(told, most, strict=True)]
    return (each for each in product(*ranges) if sum(each) == total)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 3)), min_size=1, max_size=4))
def test_a_reader_who_knows_the_total_cannot_tell_what_a_small_count_is(several: list[tuple[int, int]]) -> None:
    numbers = [number for number, _ in several]
    most = [number + more for number, more in several]
    told = shown([Count(number, limit) for number, limit in zip(numbers, most, strict=True)], limit=_LIMIT)
    possible = list(_possible(told, most, sum(numbers)))
    assert tuple(numbers) in possible
    for at, number in enumerate(numbers):
        if 0 < number < _LIMIT:
            assert told[at].number is None
            everything_is_hidden = all(one.number is None for one in told)
            assert everything_is_hidden or len({each[at] for each in possible}) > 1


def _said(*numbers: int, limit: int = _LIMIT) -> list[str]:
    return [one.said for one in shown([Count(number, 100) for number in numbers], limit=limit)]


def test_one_small_count_takes_the_next_smallest_with_it() -> None:
    assert _said(3, 40, 20, 0) == ["fewer than 5", "40", "not shown", "0"]


def test_two_small_counts_that_only_their_sum_could_tell_stay_alone() -> None:
    assert _said(2, 3, 40) == ["fewer than 5", "fewer than 5", "40"]


def test_two_that_their_sum_betrays_take_a_third_with_them() -> None:
    assert _said(1, 1, 40, 60) == ["fewer than 5", "fewer than 5", "not shown", "60"]


def test_without_small_counts_everything_is_shown_and_noughts_always() -> None:
    assert _said(5, 0, 12) == ["5", "0", "12"]
    assert _said(0, 0) == ["0", "0"]


def test_what_must_not_be_shown_is_not() -> None:
    told = shown([Count(50, 52, hide=True), Count(30, 60), Count(40, 60)], limit=_LIMIT)
    assert [one.said for one in told] == ["not shown", "not shown", "40"]
