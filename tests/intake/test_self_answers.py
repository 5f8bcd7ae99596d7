"""Reading the form's pages: as typed, within limits, with words for what is wrong."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from waymark_intake.self_answers import (
    LONGEST_LINE,
    Answers,
    Step,
    asked_help,
    digits_of,
    faults_of,
    first_faulty,
    read_step,
    steps_of,
)
from waymark_intake.self_situation import HelpKind

DAY = date(2026, 11, 23)
AREAS = ("E07000220", "E07000222")
COMPLETE = Answers(situations=("hurt",), age_group="adult", help_yes=("support",))


def _read(step: Step, before: Answers | None = None, **sent: Any) -> Answers:
    lists = {name: [value] if isinstance(value, str) else value for name, value in sent.items()}
    return read_step(step, lists, before or Answers(), areas=AREAS)


def _fields(step: Step, **answers: Any) -> list[str]:
    return [fault.field for fault in faults_of(step, Answers(**answers), day=DAY)]


def test_a_page_reads_its_own_answers_and_leaves_the_others() -> None:
    answers = _read(Step.ABOUT, COMPLETE, name="  Robin ", age_group="under_18", area="E07000220", phone="07")
    assert (answers.name, answers.age_group, answers.area) == ("Robin", "under_18", "E07000220")
    assert answers.phone == ""
    assert answers.situations == ("hurt",)


def test_a_choice_that_is_not_on_the_page_counts_as_none() -> None:
    answers = _read(Step.ABOUT, age_group="ancient", area="E07999999")
    assert (answers.age_group, answers.area) == ("", "")
    assert _read(Step.SITUATION, situations=["hurt", "nonsense"], safe_now="maybe").situations == ("hurt",)


def test_an_answer_taken_back_is_gone() -> None:
    before = Answers(situations=("hurt",), safe_now="no", words="x")
    after = _read(Step.SITUATION, before, situations=["taken"])
    assert (after.situations, after.safe_now, after.words) == (("taken",), "", "")


def test_a_line_has_no_breaks_and_a_text_keeps_them() -> None:
    assert _read(Step.ABOUT, name="Ro\r\nbin\x00\x1b\t!").name == "Ro bin !"
    assert _read(Step.SITUATION, words="one\r\ntwo").words == "one\ntwo"


@given(some.text(max_size=1000))
def test_whatever_is_typed_can_be_kept(text: str) -> None:
    answers = _read(Step.CONTACT, times=text, post=text)
    assert len(answers.times) <= 2 * LONGEST_LINE
    assert Answers.model_validate_json(answers.model_dump_json()) == answers


def test_too_long_a_line_is_said_and_nearly_all_of_it_kept() -> None:
    answers = _read(Step.CONTACT, times="x" * 250)
    assert len(answers.times) == 250
    assert [fault.field for fault in faults_of(Step.CONTACT, answers, day=DAY)] == ["times"]


def test_help_is_agreed_to_kind_by_kind() -> None:
    answers = _read(Step.CONSENT, COMPLETE, help_support="yes", help_home="no", help_tricked="perhaps")
    assert (answers.help_yes, answers.help_no) == (("support",), ("home",))


def test_only_the_kinds_of_help_that_are_called_for_are_asked_about() -> None:
    assert asked_help(Answers(situations=("sexual", "alcohol"))) == (
        HelpKind.SUPPORT,
        HelpKind.UNWANTED_SEX,
        HelpKind.SUBSTANCES,
    )
    assert asked_help(Answers(situations=("alcohol",))) == (HelpKind.SUBSTANCES,)
    assert asked_help(Answers(only_call=True)) == (HelpKind.SUPPORT,)


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
    ],
)
def test_a_way_that_is_safe_can_be_used(answers: dict[str, str], fields: list[str]) -> None:
    assert _fields(Step.CONTACT, **answers) == fields


def test_who_wants_a_call_gives_a_number_an_age_group_and_a_word() -> None:
    assert _fields(Step.CALL, only_call=True) == ["age_group", "phone", "help_support"]
    whole = {"phone": "07700 900123", "call_safe": "yes", "age_group": "adult", "help_yes": ("support",)}
    assert _fields(Step.CALL, only_call=True, **whole) == []


def test_the_first_page_with_something_wrong_is_found_on_the_way_that_was_chosen() -> None:
    assert first_faulty(COMPLETE, day=DAY) is None
    assert first_faulty(Answers(), day=DAY) is Step.SITUATION
    assert first_faulty(COMPLETE.model_copy(update={"email": "x"}), day=DAY) is Step.CONTACT
    assert first_faulty(Answers(only_call=True), day=DAY) is Step.CALL
    assert Step.CONTACT not in steps_of(Answers(only_call=True))


def test_digits_are_what_is_left_of_a_number() -> None:
    assert digits_of("(01926) 400-000") == "01926400000"


def test_answers_print_nothing() -> None:
    assert "hurt" not in f"{COMPLETE!r}{COMPLETE!s}"
