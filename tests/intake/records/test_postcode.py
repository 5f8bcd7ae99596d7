"""A postcode is read as Royal Mail writes it, or not at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from waymark_intake.records.postcode import NO_FIXED_ABODE, is_no_place, postcode_of


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("CV32 4AA", "CV32 4AA"),
        ("cv324aa", "CV32 4AA"),
        (" Cv32  4aA ", "CV32 4AA"),
        ("CV1 1AA", "CV1 1AA"),
        ("CV32-4AA", "CV32 4AA"),
        ("cv32\u00a04aa", "CV32 4AA"),
        ("\uff23\uff36\uff13\uff12 \uff14\uff21\uff21", "CV32 4AA"),
        ("CV32 OAA", "CV32 0AA"),
        ("CV32 IAA", "CV32 1AA"),
        ("M1 1AE", "M1 1AE"),
        ("B33 8TH", "B33 8TH"),
        ("CR2 6XH", "CR2 6XH"),
        ("DN55 1PT", "DN55 1PT"),
        ("W1A 0AX", "W1A 0AX"),
        ("EC1A 1BB", "EC1A 1BB"),
        ("gir 0aa", "GIR 0AA"),
        ("ZZ99 3VZ", NO_FIXED_ABODE),
    ],
)
def test_a_postcode_is_written_as_royal_mail_does(text: str, written: str) -> None:
    assert postcode_of(text) == written


@pytest.mark.parametrize(
    "text",
    [
        "",
        "CV32",
        "4AA",
        "CV32 4A",
        "CV32 4AAA",
        "CV32 4AC",
        "QV32 4AA",
        "VC32 4AA",
        "CJ1 1AA",
        "C\u0421V1 1AA",
        "none",
        "no fixed abode",
        "90210",
        "75008",
        "D02 X285",
        "CV32 4A\x00A4",
        "12345678",
        "1ZZ 9AA",
    ],
)
def test_what_is_no_postcode_is_none(text: str) -> None:
    assert postcode_of(text) is None


def test_codes_for_nowhere_are_told_from_places() -> None:
    assert is_no_place(NO_FIXED_ABODE)
    assert is_no_place("ZZ99 3WZ")
    assert not is_no_place("CV32 4AA")


@given(some.text(max_size=40) | some.text(some.sampled_from("CVZ9O0I1 a\x00\u202e\ud800😀"), max_size=12))
def test_no_text_breaks_it_and_what_is_written_reads_as_itself(text: str) -> None:
    written = postcode_of(text)
    if written is not None:
        assert postcode_of(written) == written
        assert postcode_of(written.lower().replace(" ", "")) == written
