"""Pages of the public form that are the same for everybody who has answered nothing: rendered once, then only filled.

What differs from press to press is the sealed state, put in where the template puts it. Not here: which page a press
leads to (form_gate.py, form.py), pages on which somebody has answered something, which are never kept.
"""

from dataclasses import dataclass
from functools import lru_cache

from starlette.responses import HTMLResponse, Response

from waymark.pages import written
from waymark.pages.catalogue import ENGLISH
from waymark_intake.pages.form_beside import County
from waymark_intake.pages.form_page import FormPage, languages_offered
from waymark_intake.pages.form_press import PATH, with_interpreter
from waymark_intake.self_referral.answers import EQUALITY, FIELDS, Answers
from waymark_intake.self_referral.step import Step

# In all languages, for everybody the form asks differently.
_MOST_KEPT = 1000
# Stands for the state while the page is rendered; no word of the form looks like it.
_HERE = "sealed-state-stands-here"


@dataclass(frozen=True, slots=True)
class Fixed:
    """A page as bytes, before and after the one place where its state stands; `after` is empty where it has none."""

    status: int
    before: bytes
    after: bytes = b""

    def answer(self, state: str = "") -> Response:
        """The page with that sealed state in it."""
        return HTMLResponse(self.before + state.encode() + self.after, self.status)


@lru_cache
def begin(language: str = ENGLISH, *, with_state: bool = False) -> Fixed:
    """The page before the form; with a state where a language was chosen on it."""
    return _fixed("form_start.html", language, state=_HERE if with_state else "")


@lru_cache
def safe(language: str = ENGLISH, *, with_state: bool = False) -> Fixed:
    """How to stay safe online; with a state where somebody came from a page of the form and goes back to it."""
    return _fixed("form_safe.html", language, state=_HERE if with_state else "")


@lru_cache
def about(name: str, county: County, *, with_state: bool = False) -> Fixed:
    """The page on privacy or accessibility, in English; with a state where somebody goes back to the form from it."""
    return _fixed(f"form_{name}.html", ENGLISH, state=_HERE if with_state else "", county=county)


@lru_cache
def over(why: str, status: int, language: str = ENGLISH) -> Fixed:
    """The form cannot go on, and why."""
    return _fixed("form_over.html", language, status=status, why=why)


def first_step(areas: tuple[str, ...]) -> Fixed:
    """The first page that asks anything, in English."""
    return _unanswered(Step.WHO, Answers(), areas, ENGLISH, is_published=True)


def unanswered(view: FormPage) -> Fixed | None:
    """A step on which nobody has said anything yet, without its state; None where something is answered or wrong."""
    decides = _decides(view.step, view.answers)
    if decides is None or view.faults or view.step is Step.CHECK:
        return None
    return _unanswered(view.step, decides, view.areas, view.language, is_published=view.is_published)


@lru_cache(maxsize=_MOST_KEPT)
def _unanswered(step: Step, decides: Answers, areas: tuple[str, ...], language: str, *, is_published: bool) -> Fixed:
    return _step(FormPage(step, decides, _HERE, areas, language=language, is_published=is_published))


def _decides(step: Step, answers: Answers) -> Answers | None:
    """What of the answers decides how that page asks: a few codes, which name nobody; None where it was answered."""
    asks_consent = step in {Step.CONSENT, Step.CALL}
    own = (*FIELDS[step], *(("help_yes", "help_no") if asks_consent else ()))
    if any(getattr(answers, name) for name in own):
        return None
    return Answers(
        only_call=answers.only_call,
        for_whom=answers.for_whom,
        told=answers.told,
        situations=answers.situations if step is Step.CONSENT else (),
        wishes=(EQUALITY,) if EQUALITY in answers.wishes else (),
    )


@lru_cache
def call_with_interpreter(language: str, areas: tuple[str, ...]) -> Fixed:
    """The one page of a language in which the form is not shown yet."""
    answers = with_interpreter(Answers(), language)
    page = FormPage(Step.CALL, answers, _HERE, areas, language=language, is_published=False)
    return _step(page)


def _step(view: FormPage) -> Fixed:
    return _fixed("form_step.html", view.language, view=view, errors=view.errors)


def _fixed(template: str, language: str, *, status: int = 200, **values: object) -> Fixed:
    shown = {"errors": {}, "languages": languages_offered(language), "status": status, "language": language, **values}
    before, _, after = written(template, "intake", path=PATH, **shown).partition(_HERE)
    return Fixed(status, before.encode(), after.encode())
