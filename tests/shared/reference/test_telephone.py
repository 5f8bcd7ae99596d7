"""What can be a telephone number is used and has one form; what cannot be one is no channel."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as some

from waymark.reference.telephone import e164_of, is_usable_number, without_extension

_SIGNS = some.sampled_from("0123456789 ()+-./\u00a0\u2011\u202e\x00extor\u0667\ud800😀")


@pytest.mark.parametrize(
    ("text", "one_form"),
    [
        ("07700 900123", "+447700900123"),
        ("+44 (0)7700 900123", "+447700900123"),
        ("0044 7700 900123", "+447700900123"),
        ("447700900123", "+447700900123"),
        ("01926 555 012", "+441926555012"),
        ("07700900123 ext 731904628501", "+447700900123"),
        ("07700 900123 (her sister)", "+447700900123"),
        ("ring 07700900123 after 6pm", "+447700900123"),
        ("07700 900123 or 01926 555012", "+447700900123"),
        ("07700900123/07700900124", "+447700900123"),
        ("+48 22 555 01 23", "+48225550123"),
        ("00 48 22 555 01 23", "+48225550123"),
        ("07700-900123", "+447700900123"),
        ("07700\u00a0900\u2011123", "+447700900123"),
        ("\u202a07700 900123\u202c", "+447700900123"),
        ("٠٧٧٠٠٩٠٠١٢٣", "+447700900123"),
        ("01926 55501", "+44192655501"),
        ("0800 1111", "+448001111"),
        ("555 01234", None),
    ],
)
def test_what_can_be_a_number_is_used_and_has_one_form(text: str, one_form: str | None) -> None:
    assert is_usable_number(text)
    assert e164_of(text) == one_form


@pytest.mark.parametrize(
    "text",
    [
        "0000000",
        "00000000000",
        "unknown",
        "n/a",
        "",
        "-",
        "07700",
        "077009001234",
        "1234567890",
        "01234567890",
        "+44 1234567890",
        "07777777777",
        "999999999",
        "x12345678",
        "1" * 16,
        "07700 9001",
        "+44 7700 9001",
        "+48 123",
        "999",
        "12/11/1990",
        "07700 900123" * 20,
    ],
)
def test_what_cannot_be_a_number_is_none(text: str) -> None:
    assert not is_usable_number(text)
    assert e164_of(text) is None


def test_an_extension_is_no_part_of_the_number() -> None:
    assert without_extension("01926 555012 ext. 12") == "01926 555012 "
    assert without_extension("by her school") == "by her school"


@given(some.text(_SIGNS, max_size=220) | some.text(max_size=220))
def test_no_text_breaks_it_and_one_form_is_its_own_form(text: str) -> None:
    found = e164_of(text)
    if found is not None:
        assert is_usable_number(text)
        assert e164_of(found) == found


@given(some.integers(1_000_000_00, 9_999_999_99).filter(lambda n: len(set(str(n)[-7:])) > 1 and n != 123456789))
def test_every_nine_digit_number_behind_the_country_code_is_used(digits: int) -> None:
    assert e164_of(f"+44 {digits}") == f"+44{digits}"


@given(
    some.integers(7_400_000_000, 7_999_999_999).filter(lambda n: len(set(str(n)[-7:])) > 1),
    some.sampled_from(
        ["0{0}", "+44{0}", "0044{0}", "+44 (0){0}", "0{1} {2} {3}", "+44-{1}-{2}-{3}", "tel: 0{0}", "0{0}x9"]
    ),
)
def test_a_mobile_number_is_the_same_however_it_is_written(number: int, way: str) -> None:
    digits = str(number)
    assert e164_of(way.format(digits, digits[:4], digits[4:7], digits[7:])) == f"+44{digits}"


@example("01234567890")
@example("+441234567890")
@example("+44-1-2345 67890")
@example("+44 7700 999 999 9")
@given(some.from_regex(r"(0|\+44[ -]?)[1-9]([ -]?[0-9]){9}", fullmatch=True))
def test_the_usual_way_to_write_a_number_reads_as_the_same_number_written_otherwise(text: str) -> None:
    assert e164_of(text) == e164_of(f"({text})")
    assert is_usable_number(text) == is_usable_number(f"{text},")
