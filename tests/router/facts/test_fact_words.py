"""Values in plain words: complete, and readable after the label of their fact."""

from waymark_router.facts.fact import CATALOGUE
from waymark_router.facts.fact_words import OF_DERIVED, WORDS_OF


def test_every_closed_list_is_in_words_whole() -> None:
    for kind, words in WORDS_OF.items():
        assert set(words) == {member.value for member in kind}, kind.__name__


def test_derived_facts_are_known_facts_and_whole() -> None:
    for name, words in OF_DERIVED.items():
        assert set(words) == set(CATALOGUE[name].domain), name


def test_words_are_short_and_never_end_as_a_sentence() -> None:
    said = [words for each in (*WORDS_OF.values(), *OF_DERIVED.values()) for words in each.values()]
    assert not [words for words in said if len(words) > 60 or words.endswith(".")]
