"""What the pages are given: where one is, what was answered, what is wrong."""

from dataclasses import replace

from waymark_intake.pages.form_page import name_of, page_of
from waymark_intake.self_answers import Answers, FormFault, Step

AREAS = ("E07000220", "E07000222")
ANSWERS = Answers(
    situations=("hurt", "alcohol"),
    safe_now="not_sure",
    name="Robin",
    age_group="adult",
    area="E07000220",
    phone="07700 900123",
    call_safe="yes",
    help_yes=("support",),
    help_no=("substances",),
)


def test_a_page_says_which_step_of_how_many() -> None:
    page = page_of(ANSWERS, Step.CONTACT, state="s", areas=AREAS)
    call = page_of(Answers(only_call=True), Step.CALL, state="s", areas=AREAS)
    assert (page.number, page.total) == (3, 5)
    assert (call.number, call.total) == (2, 3)


def test_areas_have_names_and_two_ways_out() -> None:
    page = page_of(ANSWERS, Step.ABOUT, state="s", areas=AREAS)
    assert [words for _, words in page.areas] == ["Rugby", "Warwick", "Somewhere else", "I would rather not say"]
    assert name_of("E07999999") == "E07999999"


def test_every_answer_is_read_back_with_the_page_where_it_is_changed() -> None:
    rows = {(row.label, row.value): row.step for row in page_of(ANSWERS, Step.CHECK, state="s", areas=AREAS).rows}
    assert rows["Safe right now", "I am not sure"] is Step.SITUATION
    assert rows["Where you live", "Rugby"] is Step.ABOUT
    assert rows["Safe to call", "Yes"] is Step.CONTACT
    assert rows["A drug and alcohol service", "No"] is Step.CONSENT


def test_who_wants_a_call_changes_everything_on_that_page() -> None:
    answers = Answers(only_call=True, phone="07700 900123", age_group="adult", help_yes=("support",))
    left_behind = answers.model_copy(update={"words": "He waits outside", "situations": ("hurt",), "area": "E07000220"})
    rows = page_of(left_behind, Step.CHECK, state="s", areas=AREAS).rows
    assert {row.step for row in rows} == {Step.CALL}


def test_the_first_thing_wrong_with_a_field_stands_beside_it() -> None:
    page = page_of(ANSWERS, Step.CONTACT, state="s", areas=AREAS)
    wrong = replace(page, faults=(FormFault("phone", "first"), FormFault("phone", "second")))
    assert wrong.errors == {"phone": "first"}
    assert page.errors == {}


def test_help_is_shown_with_what_was_said() -> None:
    page = page_of(ANSWERS, Step.CONSENT, state="s", areas=AREAS)
    assert [(field, said) for field, _, said in page.help_kinds] == [("help_support", "yes"), ("help_substances", "no")]
    assert page.agreed
    assert page.is_safe_to_contact
