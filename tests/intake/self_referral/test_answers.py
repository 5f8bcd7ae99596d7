"""Reading the form's pages: as typed, within limits, with words for what is wrong."""

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as some

from waymark_intake.self_referral.answers import (
    CHOICES,
    FIELDS,
    LONGEST_LINE,
    TICKS,
    Answers,
    asked_help,
    counted,
    digits_of,
    read_step,
)
from waymark_intake.self_referral.fault import faults_of
from waymark_intake.self_referral.situation import HelpKind
from waymark_intake.self_referral.step import Step

DAY = date(2026, 11, 23)
AREAS = ("E07000220", "E07000222")
COMPLETE = Answers(for_whom="me", situations=("hurt",), age_group="adult", help_yes=("support",))


def _read(step: Step, before: Answers | None = None, **sent: Any) -> Answers:
    lists = {name: [value] if isinstance(value, str) else value for name, value in sent.items()}
    return read_step(step, lists, before or Answers(), areas=AREAS, languages=("en", "pl"))


def test_a_page_reads_its_own_answers_and_leaves_the_others() -> None:
    answers = _read(Step.ABOUT, COMPLETE, name="  Robin ", age_group="under_18", area="E07000220", phone="07")
    assert (answers.name, answers.age_group, answers.area) == ("Robin", "under_18", "E07000220")
    assert answers.phone == ""
    assert answers.situations == ("hurt",)


def test_a_choice_that_is_not_on_the_page_counts_as_none() -> None:
    answers = _read(Step.ABOUT, age_group="ancient", area="E07999999")
    assert (answers.age_group, answers.area) == ("", "")
    assert _read(Step.SITUATION, situations=["hurt", "nonsense"]).situations == ("hurt",)
    assert _read(Step.WHO, for_whom="nobody", safe_now="maybe") == Answers()


def test_an_answer_taken_back_is_gone() -> None:
    before = Answers(situations=("hurt",), days=("sunday",), words="x")
    after = _read(Step.SITUATION, before, situations=["taken"])
    assert (after.situations, after.words) == (("taken",), "")
    assert _read(Step.CAREFUL, after).days == ()


def test_a_line_has_no_breaks_and_a_text_keeps_them() -> None:
    assert _read(Step.ABOUT, name="Ro\r\nbin\x00\x1b\t!").name == "Ro bin !"
    assert _read(Step.SITUATION, words="one\r\ntwo").words == "one\ntwo"


@given(some.text(max_size=1000))
def test_whatever_is_typed_can_be_kept(text: str) -> None:
    answers = _read(Step.CONTACT, trusted_name=text, post=text)
    assert len(answers.trusted_name) <= 2 * LONGEST_LINE
    assert Answers.model_validate_json(answers.model_dump_json()) == answers


def test_too_long_a_line_is_said_and_nearly_all_of_it_kept() -> None:
    answers = _read(Step.CONTACT, trusted_name="x" * 250)
    assert len(answers.trusted_name) == 250
    assert [fault.name for fault in faults_of(Step.CONTACT, answers, day=DAY)] == ["trusted_name"]


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


def test_digits_are_what_is_left_of_a_number() -> None:
    assert digits_of("(01926) 400-000") == "01926400000"


def test_answers_print_nothing() -> None:
    assert "hurt" not in f"{COMPLETE!r}{COMPLETE!s}"


def test_who_is_or_looks_after_a_child_need_not_say_the_age_group() -> None:
    assert _read(Step.WHO, for_whom="young").age_group == "under_18"
    assert _read(Step.WHO, for_whom="child").age_group == "under_18"
    assert _read(Step.WHO, for_whom="me").age_group == ""


def test_what_was_typed_on_a_page_that_is_no_longer_shown_is_not_sent() -> None:
    left = COMPLETE.model_copy(update={"helper_name": "zq", "ethnicity": "zq", "told": "no"})
    assert counted(left) == COMPLETE


def test_every_field_is_on_a_page_and_every_choice_is_of_a_field() -> None:
    on_pages = {name for names in FIELDS.values() for name in names}
    assert on_pages == set(Answers.model_fields) - {"only_call", "help_yes", "help_no"}
    assert {*CHOICES, *TICKS} <= on_pages
