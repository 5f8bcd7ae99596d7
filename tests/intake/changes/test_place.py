"""A place comes back as it was given out; anything else is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from waymark.errors import Refused
from waymark_intake.changes.place import ChangePlace


@given(some.integers(0, 10**9 - 1), some.integers(0, 2**63 - 1), some.integers(0, 10**18 - 1))
def test_a_place_comes_back_as_it_was_given_out(epoch: int, tx: int, seq: int) -> None:
    place = ChangePlace(epoch, tx, seq)
    assert ChangePlace.read(place.text()) == place


def test_nothing_is_the_beginning() -> None:
    assert ChangePlace.read("") == ChangePlace(0, 0, 0)


@pytest.mark.parametrize("text", ["x", "MTox", "MTotMTox", "é", "MToxOjE6MQ", "====", "MToxOjFcbg", " MToxOjE"])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(Refused) as no:
        ChangePlace.read(text)
    assert no.value.faults[0].pointer == "/after"


@given(some.text(max_size=40))
def test_no_text_makes_it_fail(text: str) -> None:
    try:
        ChangePlace.read(text)
    except Refused as no:
        assert no.faults
