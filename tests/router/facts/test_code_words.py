import pytest

from waymark_router.facts.code_words import district_words, language_words
from waymark_router.facts.fact import CATALOGUE


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("pl", "Polish"),
        ("pa", "Punjabi"),
        ("bfi", "British Sign Language"),
        ("pt-BR", "Brazilian Portuguese"),
        ("ro-MD-x", "Romanian"),
        ("xqq", "xqq"),
        ("", ""),
    ],
)
def test_a_language_is_named_and_what_is_none_stays_its_code(code: str, said: str) -> None:
    assert language_words(code) == said


def test_a_district_is_named_and_the_beginning_of_a_code_stays() -> None:
    assert district_words("E07000222") == "Warwick"
    assert district_words("E07") == "E07"


def test_the_facts_of_the_catalogue_that_are_codes_are_said_by_name() -> None:
    assert CATALOGUE["language"].said("pl") == "Polish"
    assert CATALOGUE["district"].said("E07000222") == "Warwick"
    assert CATALOGUE["crime_district"].said("E07000222") == "Warwick"
    assert CATALOGUE["language"].said("zzz") == "zzz"
