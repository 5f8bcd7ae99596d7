"""Telephone numbers: which text can be one, and the one form of it for comparing (E.164). Not here: which is safe.

Lengths and country codes are those of the `phonenumbers` library; without a country code a number is read as from
the United Kingdom. Only what cannot be a number is told: a wrong one that looks right is found by whoever calls it,
so numbers kept free for drama count too. What is shown and called stays as the sender wrote it, words and all.
"""

import re
from collections.abc import Iterator

from phonenumbers import (
    Leniency,
    PhoneNumber,
    PhoneNumberFormat,
    PhoneNumberMatch,
    PhoneNumberMatcher,
    ValidationResult,
    format_number,
    is_possible_number_with_reason,
)

_REGION, _UK = "GB", 44
# A whole number of the United Kingdom as nearly every record has it: the library would say the same, 20 times slower.
_USUAL = re.compile(r"(?:0|\+44[ -]?)[1-9](?:[ -]?[0-9]){9}")
_EXTENSION = re.compile(r"(?:\bext(?:ension)?|\bx)[.: ]*\d+\s*$", re.IGNORECASE)
_LONGEST = 200  # characters of a field; what is longer is an account of something
_LEAST_LOCAL_DIGITS = 7
_NATIONAL_DIGITS = 10
_SAME_IN_A_ROW = 7
_COUNTED_UP = frozenset({"1234567890", "01234567890", "12345678901", "0123456789"})


def without_extension(text: str) -> str:
    """The text without an extension at its end."""
    return _EXTENSION.sub("", text)


def is_usable_number(text: str) -> bool:
    """Whether there is a telephone number in this text: long enough, and not one digit over and over.

    Words beside it and a second number are fine; a local number without its area code still counts.
    """
    if _USUAL.fullmatch(text):
        return not _is_usual_stand_in(text)
    return any(_is_usable(found) for found in _found(text))


def e164_of(text: str) -> str | None:
    """The first number in the text in one form (`+447700900123`); None where there is none or no area code."""
    if _USUAL.fullmatch(text):
        return None if _is_usual_stand_in(text) else f"+{_UK}{_digits_of(text)[-_NATIONAL_DIGITS:]}"
    for found in _found(text):
        if _is_usable(found) and is_possible_number_with_reason(found.number) == ValidationResult.IS_POSSIBLE:
            return format_number(found.number, PhoneNumberFormat.E164)
    return None


def _found(text: str) -> Iterator[PhoneNumberMatch]:
    if len(text) <= _LONGEST:
        yield from PhoneNumberMatcher(without_extension(text), _REGION, leniency=Leniency.POSSIBLE)


def _digits_of(text: str) -> str:
    return "".join(character for character in text if character.isdecimal())


def _is_stand_in(digits: str) -> bool:
    return digits in _COUNTED_UP or len(set(digits[-_SAME_IN_A_ROW:])) == 1


def _is_usual_stand_in(text: str) -> bool:
    digits = _digits_of(text)
    return _is_stand_in(digits) or digits[-_NATIONAL_DIGITS:] in _COUNTED_UP


def _is_usable(found: PhoneNumberMatch) -> bool:
    digits = _digits_of(found.raw_string)
    if _is_stand_in(digits) or str(found.number.national_number) in _COUNTED_UP or _keeps_its_zero(found.number):
        return False
    is_local = is_possible_number_with_reason(found.number) == ValidationResult.IS_POSSIBLE_LOCAL_ONLY
    return not is_local or (len(digits) >= _LEAST_LOCAL_DIGITS and "+" not in found.raw_string)


def _keeps_its_zero(number: PhoneNumber) -> bool:
    """Whether a leading 0 is left in a number of the United Kingdom: it is then too short for its area code."""
    return number.country_code == _UK and bool(number.italian_leading_zero)
