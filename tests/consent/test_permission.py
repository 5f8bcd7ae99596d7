"""Which word of the person counts: the latest answer, and a refusal whenever there is doubt."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders.consent import NOW, TODAY, a_word
from waymark.words import Answer, Position
from waymark_consent.permission import (
    ANSWERS,
    NEXT,
    REFUSALS,
    Said,
    correction_said_at,
    counting,
    is_own_word_enough,
    may_follow,
    said_at,
    wording_code,
)

words = st.builds(
    Said,
    permission_id=st.uuids(),
    position=st.sampled_from(Position),
    explicit=st.booleans(),
    given_by=st.sampled_from(["self", "guardian"]),
    said_at=st.integers(0, 5).map(lambda hours: NOW + timedelta(hours=hours)),
)


def test_nothing_said_counts_as_nothing() -> None:
    assert counting([]) is None


def test_the_latest_answer_counts() -> None:
    no = a_word(Position.REFUSED)
    yes = a_word(said_at=NOW + timedelta(hours=1))
    assert counting([yes, no]) is yes
    assert counting([yes, no, a_word(Position.WITHDRAWN, said_at=NOW + timedelta(hours=2))]) not in {yes, no}


def test_a_question_never_undoes_an_answer() -> None:
    yes = a_word()
    assert counting([yes, a_word(Position.NOT_ASKED, said_at=NOW + timedelta(days=1))]) is yes


def test_a_yes_said_before_a_refusal_stays_behind_it_however_late_it_is_recorded() -> None:
    withdrawn = a_word(Position.WITHDRAWN)
    asked_before = said_at(NOW - timedelta(hours=1), NOW + timedelta(hours=5))
    assert counting([withdrawn, a_word(said_at=asked_before)]) is withdrawn


@given(st.lists(words, min_size=1))
def test_at_one_instant_a_refusal_wins(given_words: list[Said]) -> None:
    found = counting(given_words)
    assert found is not None
    answers = [word for word in given_words if word.position in ANSWERS]
    if not answers:
        return
    last = max(word.said_at for word in answers)
    refused_last = any(word.position in REFUSALS for word in answers if word.said_at == last)
    assert found.said_at == last
    assert (found.position in REFUSALS) is refused_last


@given(st.lists(words), st.randoms())
def test_the_order_of_recording_does_not_matter(given_words: list[Said], chance: object) -> None:
    shuffled = sorted(given_words, key=lambda word: hash((word.permission_id, id(chance))))
    assert counting(given_words) == counting(shuffled)


def test_a_word_is_never_said_after_it_was_recorded() -> None:
    assert said_at(None, NOW) == NOW
    assert said_at(NOW + timedelta(days=1), NOW) == NOW


@pytest.mark.parametrize(
    ("given_by", "child", "age", "enough"),
    [
        ("self", Answer.NO, 40, True),
        ("self", Answer.YES, 15, True),
        ("self", Answer.YES, 13, True),
        ("self", Answer.YES, 12, False),
        ("guardian", Answer.YES, 12, True),
        ("self", Answer.YES, None, True),
        ("self", Answer.NOT_KNOWN, None, True),
    ],
)
def test_a_young_child_alone_cannot_say_yes(given_by: str, child: Answer, age: int | None, *, enough: bool) -> None:
    assert is_own_word_enough(given_by=given_by, child=child, age_years=age, on=TODAY) is enough


def test_before_any_rule_no_child_is_taken_at_its_word() -> None:
    before = TODAY.replace(year=2000)
    assert not is_own_word_enough(given_by="self", child=Answer.YES, age_years=17, on=before)


@pytest.mark.parametrize("now", list(Position))
def test_a_refusal_may_always_be_recorded(now: Position) -> None:
    assert may_follow(now, Position.REFUSED)
    assert may_follow(now, Position.WITHDRAWN)
    assert Position.NOT_ASKED not in NEXT[now]


def test_who_has_answered_cannot_become_unable_to_be_asked() -> None:
    assert may_follow(Position.NOT_ASKED, Position.UNABLE_TO_ASK)
    assert not may_follow(Position.GIVEN, Position.UNABLE_TO_ASK)


@pytest.mark.parametrize(("wording", "kept"), [("leaflet/3", "leaflet/3"), ("Ann said yes", ""), ("a" * 61, "")])
def test_free_text_is_no_wording(wording: str, kept: str) -> None:
    assert wording_code(wording) == kept


def test_ties_end_the_same_way_every_time() -> None:
    one, two = a_word(permission_id=UUID(int=1)), a_word(permission_id=UUID(int=2))
    assert counting([one, two]) == counting([two, one]) == two


@given(st.lists(words, min_size=1), st.integers(0, 5))
def test_a_yes_that_a_correction_repeats_never_undoes_a_refusal(on_file: list[Said], hours: int) -> None:
    at = correction_said_at(
        None,
        position=Position.GIVEN,
        received_at=NOW + timedelta(hours=hours),
        corrected_at=NOW + timedelta(hours=9),
        said=on_file,
    )
    before, after = counting(on_file), counting([*on_file, a_word(said_at=at)])
    assert before is not None
    assert after is not None
    if before.position in REFUSALS:
        assert after.position in REFUSALS
    assert at <= max(word.said_at for word in on_file) + timedelta.resolution


def test_a_yes_that_a_correction_repeats_never_overtakes_a_refusal_that_is_told_later() -> None:
    first, corrected_at = a_word(), NOW + timedelta(hours=3)
    at = correction_said_at(None, position=Position.GIVEN, received_at=NOW, corrected_at=corrected_at, said=[first])
    refused_meanwhile = a_word(Position.REFUSED, said_at=said_at(NOW + timedelta(hours=2), NOW + timedelta(hours=4)))
    assert counting([first, a_word(said_at=at), refused_meanwhile]) is refused_meanwhile
    made_explicit = a_word(said_at=at, explicit=True)
    assert counting([first, made_explicit]) is made_explicit


def test_a_refusal_in_a_correction_counts_from_the_correction_and_a_dated_yes_from_its_asking() -> None:
    times: dict[str, Any] = {
        "received_at": NOW,
        "corrected_at": NOW + timedelta(hours=3),
        "said": [a_word(Position.REFUSED)],
    }
    assert correction_said_at(None, position=Position.REFUSED, **times) == NOW + timedelta(hours=3)
    asked_at = NOW + timedelta(hours=2)
    assert correction_said_at(asked_at, position=Position.GIVEN, **times) == asked_at
