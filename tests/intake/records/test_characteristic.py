"""Codes become words, and nobody's own word is changed."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from waymark.reference.lists import CodeList, words_of
from waymark_intake.records.characteristic import in_words
from waymark_intake.records.record import Equality


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ("W1", "White: British"),
        ("W1 - White British", "White: British"),
        ("W3", "White: Gypsy or Irish Traveller"),
        ("A4", "Asian: Chinese"),
        ("O1", "Chinese or other: Chinese"),
        ("NS", "Not stated"),
        ("Roma", "White: Roma"),
        ("gypsy or irish traveller", "White: Gypsy or Irish Traveller"),
        ("African", "Black: African"),
        ("Romany Gypsy", "Romany Gypsy"),
        ("White British", "White: British"),
        ("White - British", "White: British"),
        ("W7", "W7"),
        ("13", "13"),
    ],
)
def test_ethnicity_is_said_in_words(sent: str, words: str) -> None:
    assert in_words(Equality(ethnicity=sent)).ethnicity == words


@pytest.mark.parametrize("sent", ["IC3", "IC3: black", "IC3 - Black"])
def test_what_an_officer_saw_is_never_what_the_person_said(sent: str) -> None:
    told = in_words(Equality(ethnicity=sent))
    assert (told.ethnicity, told.ethnicity_seen) == (None, "Black")


def test_what_was_seen_is_kept_where_both_fields_hold_it() -> None:
    told = in_words(Equality(ethnicity="IC1", ethnicity_seen="IC4"))
    assert (told.ethnicity, told.ethnicity_seen) == (None, "South Asian")


def test_said_and_seen_stay_apart() -> None:
    told = in_words(Equality(ethnicity="M1", ethnicity_seen="IC3"))
    assert (told.ethnicity, told.ethnicity_seen) == ("Mixed: White and Black Caribbean", "Black")


def test_the_other_answers_are_worded_by_their_own_lists() -> None:
    told = in_words(
        Equality(
            nationality="VN",
            second_nationality="Poland",
            religion="none",
            sexual_orientation="gay_or_lesbian",
            gender_identity="Prefer not to say",
            impairments=("vision", "", "epilepsy"),
        )
    )
    assert (told.nationality, told.second_nationality) == ("Vietnamese", "Polish")
    assert (told.religion, told.sexual_orientation) == ("No religion", "Gay or lesbian")
    assert told.gender_identity == "Prefers not to say"
    assert told.impairments == ("Seeing", "epilepsy")


def test_nothing_asked_stays_nothing() -> None:
    assert in_words(Equality()) == Equality()
    assert in_words(Equality(ethnicity="", religion="")) == Equality()


@pytest.mark.parametrize("said", ["Black", "South Asian", "Not known"])
def test_a_word_that_officers_use_too_is_the_persons_own_where_they_said_it(said: str) -> None:
    told = in_words(Equality(ethnicity=said))
    assert (told.ethnicity, told.ethnicity_seen) == (said, None)


def test_a_code_nobody_knows_is_still_what_an_officer_saw() -> None:
    told = in_words(Equality(ethnicity="IC8"))
    assert (told.ethnicity, told.ethnicity_seen) == (None, "IC8")


@given(some.text(max_size=40))
def test_wording_twice_changes_nothing_and_a_text_on_no_list_stays_as_it_was_sent(text: str) -> None:
    told = Equality.model_construct(religion=text, ethnicity=text, nationality=text, impairments=(text,))
    once = in_words(told)
    assert in_words(once) == once
    assert once.religion == (words_of(CodeList.RELIGION, text) or text or None)


@given(some.text(some.sampled_from("IC0139WNS:- "), max_size=8))
def test_no_officers_code_ever_stands_as_the_persons_word(text: str) -> None:
    told = in_words(Equality.model_construct(ethnicity=text))
    assert not (told.ethnicity or "").lstrip().startswith(tuple(f"IC{digit} " for digit in range(10)))
    assert (told.ethnicity or "").strip() not in {f"IC{digit}" for digit in range(10)}
