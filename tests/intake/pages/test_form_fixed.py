"""Pages that are kept: to the byte what their template renders, the state where it belongs, in every language."""

import pytest

from waymark.pages import written
from waymark_intake.pages import form_fixed
from waymark_intake.pages.form_fixed import PATH, Fixed
from waymark_intake.pages.form_languages import NAMES
from waymark_intake.pages.form_page import FormPage, languages_offered
from waymark_intake.pages.form_press import with_interpreter
from waymark_intake.pages.sealed_state import Lost
from waymark_intake.self_referral.answers import Answers
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
