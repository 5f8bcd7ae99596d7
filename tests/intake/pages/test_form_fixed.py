"""Pages that are kept: to the byte what their template renders, the state where it belongs, in every language."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from waymark.pages import written
from waymark.pages.catalogue import ENGLISH
from waymark_intake.pages import form_fixed
from waymark_intake.pages.form_beside import ABOUT, County
from waymark_intake.pages.form_fixed import Fixed
from waymark_intake.pages.form_languages import NAMES
from waymark_intake.pages.form_page import FormPage, languages_offered
from waymark_intake.pages.form_press import PATH, with_interpreter
from waymark_intake.pages.sealed_state import Lost
from waymark_intake.self_referral.answers import CHOICES, FIELDS, TICKS, Answers
from waymark_intake.self_referral.fault import FormFault
from waymark_intake.self_referral.step import Step

STATE = "Zm9yIHRlc3Rz-_9=="
AREAS = ("E07000218", "E07000219")


def _plain(template: str, language: str, **values: object) -> bytes:
    shown = {"errors": {}, "languages": languages_offered(language), "language": language, **values}
    return written(template, "intake", path=PATH, **shown).encode()


def _filled(page: Fixed, state: str = STATE) -> bytes:
    return bytes(page.answer(state).body)


@pytest.mark.parametrize("language", NAMES)
def test_what_is_kept_is_to_the_byte_what_is_rendered(language: str) -> None:
    plain = {"form_start.html": form_fixed.begin, "form_safe.html": form_fixed.safe}
    for template, kept in plain.items():
        assert _filled(kept(language, with_state=True)) == _plain(template, language, state=STATE)
        assert _filled(kept(language), "") == _plain(template, language, state="")
    county = County("Somebody", "", "", 400, 60)
    for name in ABOUT:
        assert _filled(form_fixed.about(name, county, with_state=True)) == _plain(
            f"form_{name}.html", ENGLISH, state=STATE, county=county
        )
    for why in (*(lost.value for lost in Lost), "too_many", "busy"):
        assert _filled(form_fixed.over(why, 422, language), "") == _plain("form_over.html", language, why=why)


@pytest.mark.parametrize("language", NAMES)
def test_the_first_page_and_the_call_are_to_the_byte_what_is_rendered(language: str) -> None:
    first = FormPage(step=Step.WHO, answers=Answers(), state=STATE, areas=AREAS)
    assert _filled(form_fixed.first_step(AREAS)) == _plain("form_step.html", "en-GB", view=first)
    answers = with_interpreter(Answers(), language)
    call = FormPage(Step.CALL, answers, STATE, AREAS, language=language, is_published=False)
    assert _filled(form_fixed.call_with_interpreter(language, AREAS)) == _plain("form_step.html", language, view=call)


def test_a_state_stands_once_and_a_page_without_one_has_no_place_for_it() -> None:
    assert _filled(form_fixed.first_step(AREAS)).count(STATE.encode()) == 1
    assert form_fixed.begin().after == b""
    assert b'name="state"' not in form_fixed.begin().before


SOME_STEP = some.sampled_from([step for step in Step if step is not Step.CHECK])
SOME_ANSWERS = some.builds(
    Answers,
    **{name: some.sampled_from(["", *codes]) for name, codes in CHOICES.items()},
    **{name: some.lists(some.sampled_from(codes), unique=True).map(tuple) for name, codes in TICKS.items()},
    only_call=some.booleans(),
    words=some.sampled_from(["", "secretwords"]),
    name=some.sampled_from(["", "Robin"]),
    speaks=some.sampled_from(["", "pl"]),
    help_yes=some.sampled_from([(), ("support",)]),
)


@settings(max_examples=150, deadline=None)
@given(SOME_STEP, SOME_ANSWERS, some.sampled_from(sorted(NAMES)), some.booleans())
def test_a_page_nobody_answered_is_to_the_byte_what_is_rendered(
    step: Step, answers: Answers, language: str, is_published: bool
) -> None:
    view = FormPage(step, answers, STATE, AREAS, language=language, is_published=is_published)
    kept = form_fixed.unanswered(view)
    said = [getattr(answers, name) for name in FIELDS[step]]
    asks_consent = step in {Step.CONSENT, Step.CALL}
    assert (kept is None) == (any(said) or (asks_consent and bool(answers.help_yes)))
    if kept:
        assert _filled(kept) == _plain("form_step.html", language, view=view, errors=view.errors)


def test_no_page_with_an_answer_or_a_fault_is_kept() -> None:
    view = FormPage(Step.SITUATION, Answers(words="secretwords"), STATE, AREAS)
    assert form_fixed.unanswered(view) is None
    assert form_fixed.unanswered(replace(view, answers=Answers(), faults=(FormFault("words", "no"),))) is None
    assert form_fixed.unanswered(replace(view, answers=Answers(), step=Step.CHECK)) is None
