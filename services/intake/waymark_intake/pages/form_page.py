"""How the public form's pages look from inside: what a template is given, and the answers as a list to check.

Not here: what happens when a button is pressed (form.py).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from waymark.reference import districts
from waymark_intake.self_answers import ELSEWHERE, NOT_SAID, Answers, FormFault, Step, asked_help, counted, steps_of
from waymark_intake.self_referral import has_safe_way
from waymark_intake.self_situation import HELP_WORDS, SITUATIONS, chosen

SAFE_NOW = (("yes", "Yes"), ("no", "No"), ("not_sure", "I am not sure"))
AGE_GROUPS = (("under_18", "Under 18"), ("adult", "18 or over"), ("not_sure", "Not sure, or I would rather not say"))
YES_NO_WORDS = (("yes", "Yes"), ("no", "No"))
_OTHER_AREAS = ((ELSEWHERE, "Somewhere else"), (NOT_SAID, "I would rather not say"))
_SAFE_NOW, _AGE_GROUPS, _YES_NO = dict(SAFE_NOW), dict(AGE_GROUPS), dict(YES_NO_WORDS)


@dataclass(frozen=True, slots=True)
class Row:
    """One answer as it is read back, and the page where it is changed."""

    label: str
    value: str
    step: Step


@dataclass(frozen=True, slots=True)
class FormPage:
    """What every step's template is given; `faults` say what is wrong, `errors` the same by field."""

    step: Step
    number: int
    total: int
    answers: Answers
    state: str
    areas: tuple[tuple[str, str], ...]
    faults: tuple[FormFault, ...] = ()

    @property
    def errors(self) -> Mapping[str, str]:
        """The first thing wrong with each field."""
        return {fault.field: fault.words for fault in reversed(self.faults)}

    @property
    def situations(self) -> Sequence[tuple[str, str]]:
        """The lines to tick."""
        return [(situation.code, situation.words) for situation in SITUATIONS]

    @property
    def help_kinds(self) -> Sequence[tuple[str, str, str]]:
        """The kinds of help asked about: field, words, and what was answered."""
        said = {**dict.fromkeys(self.answers.help_yes, "yes"), **dict.fromkeys(self.answers.help_no, "no")}
        return [(f"help_{kind}", HELP_WORDS[kind], said.get(kind, "")) for kind in asked_help(self.answers)]

    @property
    def rows(self) -> Sequence[Row]:
        """The answers to check before sending."""
        return list(_rows(counted(self.answers), dict(self.areas)))

    @property
    def is_safe_to_contact(self) -> bool:
        """Whether any way of making contact was said to be safe."""
        return has_safe_way(self.answers)

    @property
    def agreed(self) -> bool:
        """Whether any kind of help was agreed to."""
        return bool(set(asked_help(self.answers)) & set(self.answers.help_yes))


def page_of(answers: Answers, step: Step, *, state: str, areas: Sequence[str]) -> FormPage:
    """The page of that step."""
    steps = steps_of(answers)
    return FormPage(
        step=step,
        number=steps.index(step) + 1 if step in steps else 1,
        total=len(steps),
        answers=answers,
        state=state,
        areas=(*((code, name_of(code)) for code in areas), *_OTHER_AREAS),
    )


def name_of(code: str) -> str:
    """A district's name; its code where nobody knows one."""
    found = districts.districts().get(code)
    return found.name if found else code


def _rows(answers: Answers, areas: Mapping[str, str]) -> Iterator[Row]:
    for situation in chosen(answers.situations):
        yield Row("What happens", situation.words, Step.SITUATION)
    yield from _said(
        Step.SITUATION, (("Safe right now", _SAFE_NOW.get(answers.safe_now, "")), ("In your words", answers.words))
    )
    about = Step.CALL if answers.only_call else Step.ABOUT
    group = _AGE_GROUPS.get(answers.age_group, "")
    yield from _said(about, (("Name", answers.name), ("Age group", group), ("Age", answers.age)))
    if answers.area:
        yield Row("Where you live", areas.get(answers.area, answers.area), Step.ABOUT)
    contact = Step.CALL if answers.only_call else Step.CONTACT
    yield from _said(contact, _contact(answers))
    consent = Step.CALL if answers.only_call else Step.CONSENT
    for kind in asked_help(answers):
        yield Row(HELP_WORDS[kind], "Yes" if kind in answers.help_yes else "No", consent)


def _contact(answers: Answers) -> Iterator[tuple[str, str]]:
    if answers.phone:
        yield "Telephone", answers.phone
        yield "Safe to call", _YES_NO.get(answers.call_safe, "")
        yield "Safe to text", _YES_NO.get(answers.text_safe, "")
        yield "Safe to leave a message", _YES_NO.get(answers.voicemail_safe, "")
    if answers.email:
        yield "E-mail", answers.email
        yield "Safe to e-mail", _YES_NO.get(answers.email_safe, "")
    if answers.post:
        yield "Postal address", answers.post
        yield "Safe to write", _YES_NO.get(answers.post_safe, "")
    yield "Best times", answers.times
    yield "Code word", answers.code_word
    yield "Please avoid", answers.avoid


def _said(step: Step, answers: Iterator[tuple[str, str]] | Sequence[tuple[str, str]]) -> Iterator[Row]:
    for label, value in answers:
        if value:
            yield Row(label, value, step)
