"""The code of a slip: written to be read aloud and typed, and a slip of the finger is seen."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from waymark_intake.slips.code import ALPHABET, BITS, read_code, written_code

NUMBERS = some.integers(0, 2**BITS - 1)


@given(NUMBERS)
def test_what_is_written_is_read_however_it_is_typed(bits: int) -> None:
    code = written_code(bits)
    plain = code.replace("-", "")
    assert read_code(code) == plain
    assert read_code(code.lower().replace("-", " \u2013 ") + " ") == plain
    assert read_code(plain.replace("0", "o").replace("1", "l")) == plain


@given(NUMBERS, some.integers(0, 11), some.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_seen(bits: int, place: int, other: str) -> None:
    code = written_code(bits).replace("-", "")
    wrong = code[:place] + other + code[place + 1 :]
    assert read_code(wrong) == (code if wrong == code else None)


@given(NUMBERS, some.integers(0, 10))
def test_two_swapped_characters_are_seen_but_for_first_and_last_of_the_alphabet(bits: int, place: int) -> None:
    code = written_code(bits).replace("-", "")
    pair = code[place : place + 2]
    swapped = code[:place] + pair[::-1] + code[place + 2 :]
    if swapped != code and set(pair) != {ALPHABET[0], ALPHABET[-1]}:
        assert read_code(swapped) is None


@pytest.mark.parametrize("typed", ["", "ABC", "U" * 12, "Ω" * 12, "0" * 13, "000000000001"])
def test_what_is_no_code_is_none(typed: str) -> None:
    assert read_code(typed) is None


def test_two_numbers_never_share_a_code() -> None:
    assert len({written_code(bits) for bits in (*range(2_000), 2**BITS - 1, 2**54)}) == 2_002
