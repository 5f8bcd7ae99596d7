"""What is wrong with an answer is said at its field, in words that can be translated."""

from datetime import date
from typing import Any

import pytest

from waymark_intake.self_referral.answers import Answers, steps_of
from waymark_intake.self_referral.fault import faults_of, first_faulty
from waymark_intake.self_referral.step import Step

DAY = date(2026, 11, 23)
COMPLETE = Answers(for_whom="me", situations=("hurt",), age_group="adult", help_yes=("support",))


def _fields(step: Step, **answers: Any) -> list[str]:
    return [fault.name for fault in faults_of(step, Answers(**answers), day=DAY)]


@pytest.mark.parametrize(
    ("group", "age", "fields"),
    [
        ("adult", "34", []),
        ("under_18", "17", []),
        ("not_sure", "17", []),
        ("adult", "17", ["age"]),
        ("under_18", "18", ["age"]),
        ("adult", "130", ["age"]),
        ("adult", "12345", ["age"]),
        ("adult", "00009999", ["age"]),
        ("adult", "-3", ["age"]),
        ("adult", "²", ["age"]),
        ("", "34", ["age_group"]),
        ("", "", ["age_group"]),
    ],
)
def test_age_and_age_group_fit_together(group: str, age: str, fields: list[str]) -> None:
    assert _fields(Step.ABOUT, age_group=group, age=age) == fields


@pytest.mark.parametrize(
    ("answers", "fields"),
    [
        ({}, []),
        ({"phone": "07700 900123", "call_safe": "no"}, []),
        ({"phone": "(01926) 400-000", "call_safe": "yes"}, []),
        ({"phone": "0770", "call_safe": "yes"}, ["phone"]),
        ({"phone": "the one of my sister", "call_safe": "yes"}, ["phone"]),
        ({"phone": "07700 900123"}, ["call_safe"]),
        ({"text_safe": "yes"}, ["phone"]),
        ({"email": "x", "email_safe": "no"}, ["email"]),
        ({"email": "x@y.example"}, ["email_safe"]),
        ({"email_safe": "yes"}, ["email"]),
        ({"post": "1 Road"}, ["post_safe"]),
        ({"post_safe": "yes"}, ["post"]),
        ({"trusted_contact": "07700 900123"}, ["trusted_safe"]),
        ({"trusted_contact": "x", "trusted_safe": "yes"}, []),
        ({"trusted_contact": "123", "trusted_safe": "yes"}, ["trusted_contact"]),
        ({"trusted_safe": "yes"}, ["trusted_contact"]),
    ],
)
def test_a_way_that_is_safe_can_be_used(answers: dict[str, str], fields: list[str]) -> None:
    assert _fields(Step.CONTACT, **answers) == fields


def test_who_wants_a_call_gives_a_number_an_age_group_and_a_word() -> None:
    assert _fields(Step.CALL, only_call=True) == ["phone", "age_group", "help_support"]
    whole = {"phone": "07700 900123", "call_safe": "yes", "age_group": "adult", "help_yes": ("support",)}
    assert _fields(Step.CALL, only_call=True, **whole) == []


def test_the_first_page_with_something_wrong_is_found_on_the_way_that_was_chosen() -> None:
    assert first_faulty(COMPLETE, day=DAY) is None
    assert first_faulty(Answers(), day=DAY) is Step.WHO
    assert first_faulty(Answers(for_whom="me"), day=DAY) is Step.SITUATION
    assert first_faulty(COMPLETE.model_copy(update={"email": "x"}), day=DAY) is Step.CONTACT
    assert first_faulty(Answers(only_call=True), day=DAY) is Step.CALL
    assert Step.CONTACT not in steps_of(Answers(only_call=True))


@pytest.mark.parametrize(
    ("step", "answers", "fields"),
    [
        (Step.WHO, {}, ["for_whom"]),
        (Step.WHO, {"for_whom": "me"}, []),
        (Step.HELPER, {"for_whom": "other"}, ["told"]),
        (Step.HELPER, {"for_whom": "other", "told": "no"}, []),
        (Step.HELPER, {"for_whom": "child"}, []),
        (Step.HELPER, {"for_whom": "child", "helper_contact": "07700 900123"}, ["helper_safe"]),
        (Step.HELPER, {"for_whom": "child", "helper_contact": "12", "helper_safe": "yes"}, ["helper_contact"]),
        (Step.CAREFUL, {"no_reply": "trusted"}, ["no_reply"]),
        (Step.CAREFUL, {"no_reply": "trusted", "trusted_contact": "07700 900123"}, []),
        (Step.NEEDS, {}, []),
        (Step.EQUALITY, {}, []),
    ],
)
def test_only_what_is_needed_is_asked_for_again(step: Step, answers: dict[str, str], fields: list[str]) -> None:
    assert _fields(step, **answers) == fields


def test_a_text_that_is_too_long_says_how_long_it_may_be() -> None:
    (fault,) = faults_of(Step.CAREFUL, Answers(avoid="x" * 81), day=DAY)
    assert fault.words % fault.values == "Shorten this to 80 characters"
