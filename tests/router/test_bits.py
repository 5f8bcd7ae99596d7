"""Places of the bits that are set, few and many."""

from hypothesis import given
from hypothesis import strategies as st

from waymark_router.bits import positions


@given(st.frozensets(st.integers(0, 900), max_size=400))
def test_the_places_are_those_that_were_set_lowest_first(places: frozenset[int]) -> None:
    assert positions(sum(1 << at for at in places)) == sorted(places)


def test_many_are_found_as_well_as_few() -> None:
    for number in (0, 1, 199, 200, 201, 900):
        assert positions((1 << number) - 1) == list(range(number))
