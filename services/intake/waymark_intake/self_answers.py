"""The answers of the public form, step by step: read as typed, kept as typed, and what is wrong with them in words.

Not here: what the answers come to (self_referral.py), and how the questions look (pages/).
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from waymark_intake.age import AgeLimits, limits_on
from waymark_intake.record import RecordPart
from waymark_intake.safe_contact import is_usable_email
from waymark_intake.self_situation import BY_CODE, TALK, HelpKind, chosen, kinds_of_help
from waymark_intake.telephone import is_usable_number


class Step(StrEnum):
    """One page of the form; CALL stands alone for who only wants to be called back."""

    SITUATION = "situation"
    ABOUT = "about"
    CONTACT = "contact"
    CONSENT = "consent"
    CALL = "call"
    CHECK = "check"


class Answers(RecordPart):
    """Everything answered so far, as typed; "" where nothing was said. It prints nothing.

    `safe_now` is yes, no or not_sure; `age_group` under_18, adult or not_sure; `area` a district's code, elsewhere or
    not_said; each `..._safe` yes or no; `help_yes` and `help_no` are kinds of help agreed to and not.
    """

    only_call: bool = False
    situations: tuple[str, ...] = ()
    safe_now: str = ""
    words: str = ""
    name: str = ""
    age_group: str = ""
    age: str = ""
    area: str = ""
    phone: str = ""
    call_safe: str = ""
    text_safe: str = ""
    voicemail_safe: str = ""
    email: str = ""
    email_safe: str = ""
    post: str = ""
    post_safe: str = ""
    times: str = ""
    code_word: str = ""
    avoid: str = ""
    help_yes: tuple[str, ...] = ()
    help_no: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FormFault:
    """What is wrong with one answer and what to do, in words; `field` is where the page shows it."""

    field: str
    words: str


Sent = Mapping[str, Sequence[str]]
YES_NO = ("yes", "no")
ELSEWHERE, NOT_SAID = "elsewhere", "not_said"
LONGEST_LINE, LONGEST_TEXT, LONGEST_ADDRESS = 200, 5_000, 600
_CHOICES: Mapping[str, tuple[str, ...]] = {
    "safe_now": ("yes", "no", "not_sure"),
    "age_group": ("under_18", "adult", "not_sure"),
    "call_safe": YES_NO,
    "text_safe": YES_NO,
    "voicemail_safe": YES_NO,
    "email_safe": YES_NO,
    "post_safe": YES_NO,
}
_LONG: Mapping[str, int] = {"words": LONGEST_TEXT, "post": LONGEST_ADDRESS}
_FIELDS: Mapping[Step, tuple[str, ...]] = {
    Step.SITUATION: ("safe_now", "words"),
    Step.ABOUT: ("name", "age_group", "age", "area"),
    Step.CONTACT: (
        "phone",
        "call_safe",
        "text_safe",
        "voicemail_safe",
        "email",
        "email_safe",
        "post",
        "post_safe",
        "times",
        "code_word",
        "avoid",
    ),
    Step.CONSENT: (),
    Step.CALL: ("name", "age_group", "phone", "call_safe", "voicemail_safe", "times", "code_word"),
    Step.CHECK: (),
}
_NOT_TEXT = re.compile(r"[\x00-\x09\x0B-\x1F\x7F\ud800-\udfff]")
_PHONE = re.compile(r"\+?[0-9]{7,15}", re.ASCII)
_AGE = re.compile(r"[0-9]{1,3}", re.ASCII)


def steps_of(answers: Answers) -> tuple[Step, ...]:
    """The pages in order, for who answers all of it or only wants to be called back."""
    if answers.only_call:
        return (Step.SITUATION, Step.CALL, Step.CHECK)
    return (Step.SITUATION, Step.ABOUT, Step.CONTACT, Step.CONSENT, Step.CHECK)


def read_step(step: Step, sent: Sent, before: Answers, *, areas: Sequence[str]) -> Answers:
    """The answers with those of one page put in; a choice that is not on the page counts as none."""
    read = {name: _choice_or_text(name, sent, areas) for name in _FIELDS[step]}
    news: dict[str, object] = dict(read)
    if step is Step.SITUATION:
        news["situations"] = tuple(code for code in BY_CODE if code in sent.get("situations", ()))
    if step in {Step.CONSENT, Step.CALL}:
        news |= {f"help_{word}": _help(sent, word) for word in YES_NO}
    return before.model_copy(update=news)


def counted(answers: Answers) -> Answers:
    """The answers that are sent: who only wants a call sends that page, and whether they are safe, and nothing else."""
    if not answers.only_call:
        return answers
    kept = ("only_call", "safe_now", "help_yes", "help_no", *_FIELDS[Step.CALL])
    return Answers().model_copy(update={name: getattr(answers, name) for name in kept})


def asked_help(answers: Answers) -> tuple[HelpKind, ...]:
    """The kinds of help this person is asked about by name."""
    return kinds_of_help(chosen((TALK,) if answers.only_call else answers.situations))


def digits_of(phone: str) -> str:
    """A telephone number without what people write between its digits."""
    return re.sub(r"[\s().-]", "", phone)


def faults_of(step: Step, answers: Answers, *, day: date) -> tuple[FormFault, ...]:
    """What is wrong on one page, by the ages that count on `day`."""
    return (*_too_long(step, answers), *_FAULTS[step](answers, limits_on(day)))


def first_faulty(answers: Answers, *, day: date) -> Step | None:
    """The first page with something wrong on it, of those that count; None where all is well."""
    return next((step for step in steps_of(answers) if faults_of(step, answers, day=day)), None)


def _choice_or_text(name: str, sent: Sent, areas: Sequence[str]) -> str:
    typed = next(iter(sent.get(name, ())), "")
    if name in _CHOICES or name == "area":
        allowed = _CHOICES.get(name) or (*areas, ELSEWHERE, NOT_SAID)
        return typed if typed in allowed else ""
    limit = _LONG.get(name)
    text = _NOT_TEXT.sub("", typed.replace("\r\n", "\n").replace("\t", " "))
    text = text if limit else text.replace("\n", " ")
    return text.strip()[: 2 * (limit or LONGEST_LINE)]


def _help(sent: Sent, word: str) -> tuple[str, ...]:
    return tuple(kind for kind in HelpKind if next(iter(sent.get(f"help_{kind}", ())), "") == word)


def _too_long(step: Step, answers: Answers) -> Iterator[FormFault]:
    for name in _FIELDS[step]:
        limit = _LONG.get(name, LONGEST_LINE)
        if len(getattr(answers, name)) > limit:
            yield FormFault(name, f"Shorten this to {limit} characters")


def _situation_faults(answers: Answers, _: AgeLimits) -> Iterator[FormFault]:
    if not answers.situations and not answers.only_call:
        yield FormFault("situations", "Tick what fits best; if nothing does, tick the last line")


def _age_faults(answers: Answers, limits: AgeLimits) -> Iterator[FormFault]:
    if not answers.age_group:
        yield FormFault("age_group", "Choose an age group; “not sure” is fine")
    if not answers.age:
        return
    if not (_AGE.fullmatch(answers.age) and int(answers.age) < limits.impossible):
        yield FormFault("age", "Write the age as a number, such as 16, or leave it empty")
    elif (int(answers.age) >= limits.adult) is {"under_18": True, "adult": False}.get(answers.age_group):
        yield FormFault("age", "Age group and age do not fit together: correct one of them")


def _phone_faults(answers: Answers) -> Iterator[FormFault]:
    if answers.phone and not (_PHONE.fullmatch(digits_of(answers.phone)) and is_usable_number(answers.phone)):
        yield FormFault("phone", "Check the telephone number: write all its digits, such as 07700 900123")
    if answers.phone and not answers.call_safe:
        yield FormFault("call_safe", "Say whether it is safe to call this number")
    if not answers.phone and "yes" in {answers.call_safe, answers.text_safe, answers.voicemail_safe}:
        yield FormFault("phone", "Write the telephone number that is safe, or choose “No”")


def _contact_faults(answers: Answers, _: AgeLimits) -> Iterator[FormFault]:
    yield from _phone_faults(answers)
    if answers.email and not is_usable_email(answers.email):
        yield FormFault("email", "Write the whole e-mail address, such as name@example.org")
    for name, words in (("email", "e-mail address"), ("post", "postal address")):
        value, is_safe = getattr(answers, name), getattr(answers, f"{name}_safe")
        if value and not is_safe:
            yield FormFault(f"{name}_safe", f"Say whether it is safe to write to this {words}")
        if not value and is_safe == "yes":
            yield FormFault(name, f"Write the {words} that is safe, or choose “No”")


def _consent_faults(answers: Answers, _: AgeLimits) -> Iterator[FormFault]:
    for kind in asked_help(answers):
        if kind not in {*answers.help_yes, *answers.help_no}:
            yield FormFault(f"help_{kind}", "Choose “Yes” or “No” for each kind of help")


def _call_faults(answers: Answers, limits: AgeLimits) -> Iterator[FormFault]:
    yield from _age_faults(answers, limits)
    if not answers.phone:
        yield FormFault("phone", "Write the telephone number we may call")
    yield from _phone_faults(answers) if answers.phone else ()
    yield from _consent_faults(answers, limits)


def _no_faults(_: Answers, __: AgeLimits) -> Iterator[FormFault]:
    return iter(())


_FAULTS: Mapping[Step, Callable[[Answers, AgeLimits], Iterator[FormFault]]] = {
    Step.SITUATION: _situation_faults,
    Step.ABOUT: _age_faults,
    Step.CONTACT: _contact_faults,
    Step.CONSENT: _consent_faults,
    Step.CALL: _call_faults,
    Step.CHECK: _no_faults,
}
