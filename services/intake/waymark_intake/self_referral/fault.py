"""What is wrong with an answer of the public form and what to do about it, in words that can be translated.

Not here: reading answers (answers.py).
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from waymark.reference.telephone import is_usable_number
from waymark.safe_contact import is_usable_contact, is_usable_email
from waymark_intake.records.age import AgeLimits, limits_on
from waymark_intake.self_referral.answers import FIELDS, TICKS, Answers, asked_help, digits_of, longest, steps_of
from waymark_intake.self_referral.marked import marked
from waymark_intake.self_referral.step import ForWhom, Step


@dataclass(frozen=True, slots=True)
class FormFault:
    """What is wrong with one answer and what to do, in words; `name` is the field where the page shows it.

    `values` are put into the words once they are translated.
    """

    name: str
    words: str
    values: Mapping[str, object] = field(default_factory=dict)


_PHONE = re.compile(r"\+?[0-9]{7,15}", re.ASCII)
_AGE = re.compile(r"[0-9]{1,3}", re.ASCII)
_YOUNG_BY_GROUP = {"under_18": True, "adult": False}


def faults_of(step: Step, answers: Answers, *, day: date) -> tuple[FormFault, ...]:
    """What is wrong on one page, by the ages that count on `day`."""
    own = _FAULTS.get(step, _no_faults)
    return (*_too_long(step, answers), *own(answers, limits_on(day)))


def first_faulty(answers: Answers, *, day: date) -> Step | None:
    """The first page with something wrong on it, of those that count; None where all is well."""
    return next((step for step in steps_of(answers) if faults_of(step, answers, day=day)), None)


def _too_long(step: Step, answers: Answers) -> Iterator[FormFault]:
    for name in FIELDS[step]:
        if name not in TICKS and len(getattr(answers, name)) > longest(name):
            yield FormFault(name, marked("Shorten this to %(most)s characters"), {"most": longest(name)})


def _who_faults(answers: Answers, _: AgeLimits) -> Iterator[FormFault]:
    if not answers.for_whom and not answers.only_call:
        yield FormFault("for_whom", marked("Say who needs help"))


def _asker_faults(answers: Answers, _: AgeLimits) -> Iterator[FormFault]:
    if answers.for_whom == ForWhom.OTHER and not answers.told:
        yield FormFault("told", marked("Say whether they know and agree"))
    if answers.helper_contact and not is_usable_contact(answers.helper_contact):
        yield FormFault("helper_contact", marked("Write a whole telephone number or e-mail address"))
    if answers.helper_contact and not answers.helper_safe:
        yield FormFault("helper_safe", marked("Say whether it is safe to contact you"))


def _situation_faults(answers: Answers, _: AgeLimits) -> Iterator[FormFault]:
    if not answers.situations and not answers.only_call:
        yield FormFault("situations", marked("Tick what fits best; if nothing does, tick the last line"))


def _age_faults(answers: Answers, limits: AgeLimits) -> Iterator[FormFault]:
    if not answers.age_group:
        yield FormFault("age_group", marked("Choose an age group; “not sure” is fine"))
    if not answers.age:
        return
    if not (_AGE.fullmatch(answers.age) and int(answers.age) < limits.impossible):
        yield FormFault("age", marked("Write the age as a number, such as 16, or leave it empty"))
    elif (int(answers.age) >= limits.adult) is _YOUNG_BY_GROUP.get(answers.age_group):
        yield FormFault("age", marked("Age group and age do not fit together: correct one of them"))


def _phone_faults(answers: Answers) -> Iterator[FormFault]:
    if answers.phone and not (_PHONE.fullmatch(digits_of(answers.phone)) and is_usable_number(answers.phone)):
        yield FormFault("phone", marked("Check the telephone number: write all its digits, such as 07700 900123"))
    if answers.phone and not answers.call_safe:
        yield FormFault("call_safe", marked("Say whether it is safe to call this number"))
    if not answers.phone and "yes" in {answers.call_safe, answers.text_safe, answers.voicemail_safe}:
        yield FormFault("phone", marked("Write the telephone number that is safe, or choose “No”"))


def _contact_faults(answers: Answers, _: AgeLimits) -> Iterator[FormFault]:
    yield from _phone_faults(answers)
    if answers.email and not is_usable_email(answers.email):
        yield FormFault("email", marked("Write the whole e-mail address, such as name@example.org"))
    if answers.trusted_contact and not is_usable_contact(answers.trusted_contact):
        yield FormFault("trusted_contact", marked("Write a whole telephone number or e-mail address"))
    for name, safe in (("email", "email_safe"), ("post", "post_safe"), ("trusted_contact", "trusted_safe")):
        if getattr(answers, name) and not getattr(answers, safe):
            yield FormFault(safe, marked("Say whether this way is safe"))
        if not getattr(answers, name) and getattr(answers, safe) == "yes":
            yield FormFault(name, marked("Fill in the way that is safe, or choose “No”"))


def _careful_faults(answers: Answers, _: AgeLimits) -> Iterator[FormFault]:
    if answers.no_reply == "trusted" and not answers.trusted_contact:
        yield FormFault("no_reply", marked("You have not named a trusted person: go back, or choose another answer"))


def _consent_faults(answers: Answers, _: AgeLimits) -> Iterator[FormFault]:
    for kind in asked_help(answers):
        if kind not in {*answers.help_yes, *answers.help_no}:
            yield FormFault(f"help_{kind}", marked("Choose “Yes” or “No” for each kind of help"))


def _call_faults(answers: Answers, limits: AgeLimits) -> Iterator[FormFault]:
    if not answers.phone:
        yield FormFault("phone", marked("Write the telephone number we may call"))
    yield from _phone_faults(answers) if answers.phone else ()
    yield from _age_faults(answers, limits)
    yield from _consent_faults(answers, limits)


def _no_faults(_: Answers, __: AgeLimits) -> Iterator[FormFault]:
    return iter(())


_FAULTS: Mapping[Step, Callable[[Answers, AgeLimits], Iterator[FormFault]]] = {
    Step.WHO: _who_faults,
    Step.HELPER: _asker_faults,
    Step.SITUATION: _situation_faults,
    Step.ABOUT: _age_faults,
    Step.CONTACT: _contact_faults,
    Step.CAREFUL: _careful_faults,
    Step.CONSENT: _consent_faults,
    Step.CALL: _call_faults,
}
