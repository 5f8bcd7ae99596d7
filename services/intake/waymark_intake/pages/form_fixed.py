"""Pages of the public form that are the same for everybody who has answered nothing: rendered once, then only filled.

What differs from press to press is the sealed state, put in where the template puts it. Not here: which page a press
leads to (form_gate.py, form.py), pages with anybody's answers, which are never kept.
"""

from dataclasses import dataclass
from functools import lru_cache

from starlette.responses import HTMLResponse, Response

from waymark.pages import written
from waymark.pages.catalogue import ENGLISH
from waymark_intake.pages.form_page import FormPage, languages_offered
from waymark_intake.pages.form_press import with_interpreter
from waymark_intake.self_referral.answers import Answers
from waymark_intake.self_referral.step import Step

PATH = "/intake/form"
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
def over(why: str, status: int, language: str = ENGLISH) -> Fixed:
    """The form cannot go on, and why."""
    return _fixed("form_over.html", language, status=status, why=why)


@lru_cache
def first_step(areas: tuple[str, ...]) -> Fixed:
    """The first page that asks anything, in English."""
    return _step(FormPage(step=Step.WHO, answers=Answers(), state=_HERE, areas=areas))


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
