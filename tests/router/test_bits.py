"""Places of the bits that are set, few and many."""

from hypothesis import given
from hypothesis import strategies as st

from waymark_router.bits import positions


@given(st.frozensets(st.integers(0, 300)))
def test_the_places_are_those_that_were_set_lowest_first(places: frozenset[int]) -> None:
    assert positions(sum(1 << at for at in places)) == sorted(places)
