"""What the pages are given: where one is, what is asked and in which words, what was answered, what is wrong."""

from dataclasses import replace
from typing import Any

import pytest

from waymark_intake.pages.form_page import FormPage, languages_offered, name_of
from waymark_intake.self_referral.answers import Answers
from waymark_intake.self_referral.fault import FormFault
from waymark_intake.self_referral.step import Step

AREAS = ("E07000220", "E07000222")
ANSWERS = Answers(
    for_whom="me",
    situations=("hurt", "alcohol"),
    safe_now="not_sure",
    name="Robin",
    age_group="adult",
    area="E07000220",
    phone="07700 900123",
    call_safe="yes",
    days=("weekdays", "sunday"),
    speaks="pl",
    help_yes=("support",),
    help_no=("substances",),
)


def a_page(step: Step, answers: Answers = ANSWERS, **over: Any) -> FormPage:
    return FormPage(step=step, answers=answers, state="s", areas=AREAS, **over)


def asked(page: FormPage) -> dict[str, str]:
    return {one.name: one.label for one in page.asked}


def test_a_page_says_which_step_of_how_many() -> None:
    page = a_page(Step.CONTACT)
    call = a_page(Step.CALL, Answers(only_call=True))
    assert (page.number, page.total) == (4, 8)
    assert (call.number, call.total) == (1, 2)


def test_areas_have_names_and_two_ways_out() -> None:
    area = next(one for one in a_page(Step.ABOUT).asked if one.name == "area")
    assert [words for _, words in area.options] == ["Rugby", "Warwick", "Somewhere else", "I would rather not say"]
    assert name_of("E07999999") == "E07999999"


@pytest.mark.parametrize("whom", ["child", "other"])
def test_of_another_it_is_asked_in_other_words(whom: str) -> None:
    page = a_page(Step.ABOUT, ANSWERS.model_copy(update={"for_whom": whom}))
    assert page.heading == "About the person"
    assert asked(page)["name"] == "What should we call them?"
    situations = a_page(Step.SITUATION, page.answers).asked[0]
    assert dict(situations.options)["hurt"].startswith("Someone hurt them")


def test_the_young_are_asked_in_simpler_words() -> None:
    young = ANSWERS.model_copy(update={"for_whom": "young"})
    assert a_page(Step.CONTACT, young).heading == "How can we talk to you safely?"
    assert a_page(Step.SITUATION, young).says[0].startswith("You are not in trouble")
    assert a_page(Step.CONSENT, young).says[0].startswith("You choose who reads this")
    assert not any(one.startswith("You are not in trouble") for one in a_page(Step.SITUATION).says)


def test_who_said_it_already_is_not_asked_again() -> None:
    young, child = (ANSWERS.model_copy(update={"for_whom": whom}) for whom in ("young", "child"))
    assert "age_group" not in asked(a_page(Step.ABOUT, young))
    assert set(asked(a_page(Step.HELPER, child))) == {"helper_name", "helper_contact", "helper_safe"}
    assert asked(a_page(Step.CAREFUL, young))["not_to_know"] == "Who must not know about this?"


def test_where_the_form_is_not_in_the_language_an_interpreter_goes_without_asking() -> None:
    call = Answers(only_call=True, speaks="pa", interpreter="spoken")
    assert {"speaks", "interpreter"} <= set(asked(a_page(Step.CALL, call)))
    assert not {"speaks", "interpreter"} & set(asked(a_page(Step.CALL, call, language="pa", is_published=False)))


def test_every_answer_is_read_back_with_the_page_where_it_is_changed() -> None:
    rows = {(row.label, row.value): row.step for row in a_page(Step.CHECK).rows}
    assert rows["Are you safe right now?", "I am not sure"] is Step.WHO
    assert rows["In which area do you live?", "Rugby"] is Step.ABOUT
    assert rows["Is it safe to call this number?", "Yes"] is Step.CONTACT
    assert rows["Which days are safer?", "Monday to Friday; Sunday"] is Step.CAREFUL
    assert rows["The language you speak best", "Polish"] is Step.NEEDS
    assert rows["A drug and alcohol service", "No"] is Step.CONSENT


def test_who_wants_a_call_changes_everything_on_that_page() -> None:
    answers = Answers(only_call=True, phone="07700 900123", age_group="adult", help_yes=("support",))
    left_behind = answers.model_copy(update={"words": "He waits outside", "situations": ("hurt",), "area": "E07000220"})
    assert {row.step for row in a_page(Step.CHECK, left_behind).rows} == {Step.CALL}


def test_the_first_thing_wrong_with_a_field_stands_beside_it() -> None:
    page = a_page(Step.CONTACT)
    wrong = replace(page, faults=(FormFault("phone", "first %(n)s", {"n": 1}), FormFault("phone", "second")))
    assert wrong.errors == {"phone": "first 1"}
    assert page.errors == {}


def test_help_is_shown_explained_with_what_was_said() -> None:
    page = a_page(Step.CONSENT)
    assert [(one.name, one.said) for one in page.help_kinds] == [("help_support", "yes"), ("help_substances", "no")]
    assert all(one.hint for one in page.help_kinds)
    assert page.agreed
    assert page.is_safe_to_contact


def test_the_other_languages_are_offered_by_their_own_names() -> None:
    offered = dict(languages_offered("pl"))
    assert offered["en-GB"] == "English"
    assert offered["pa"] == "ਪੰਜਾਬੀ"
    assert "pl" not in offered
