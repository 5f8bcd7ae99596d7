"""Languages by name."""

import pytest

from waymark_intake.refer.language import language_named


@pytest.mark.parametrize(
    ("name", "code"),
    [("Polish", "pl"), (" punjabi ", "pa"), ("pl", "pl"), ("British Sign Language", "bfi"), ("Gujarati", "gu")],
)
def test_a_language_is_found_by_its_name_or_code(name: str, code: str) -> None:
    assert language_named(name) == code


@pytest.mark.parametrize("name", ["Klingonish", "", "zzz9", "the usual"])
def test_what_nobody_knows_is_none(name: str) -> None:
    assert language_named(name) is None
