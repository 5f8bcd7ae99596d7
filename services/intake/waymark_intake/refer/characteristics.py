"""Protected characteristics, as the partner's form asks them: on a page of its own that nobody has to open.

The answers are those of the official lists in force, and each can be “not asked” or “prefers not to say”. They are for
showing who is reached and who is not, and never used for routing. Not here: how a code is put into words
(records/characteristic.py), sex and pronouns (questions.py), and health needs.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from waymark.reference.lists import CodeList, code_lists
from waymark_intake.partner.kind import PartnerKind
from waymark_intake.refer.answers import ReferAnswers
from waymark_intake.refer.question import HARM, Look, Option, Question

_NOT_ASKED = Option("", "Not asked")
_PREFERS_NOT = Option("Prefers not to say", "Prefers not to say")
_NOT_HERE = frozenset(PartnerKind) - HARM
"""Where the page about who is around the person does not ask for the nationality already."""
_ONE = ("ethnicity", "nationality", "religion", "sexual_orientation", "gender_identity", "disability")
_LISTED: Mapping[str, tuple[CodeList, str, str]] = {
    "ethnicity": (CodeList.ETHNICITY, "Ethnic group, as they say it", "Never what you think you see."),
    "religion": (CodeList.RELIGION, "Religion or belief", ""),
    "sexual_orientation": (CodeList.SEXUAL_ORIENTATION, "Sexual orientation", ""),
    "gender_identity": (CodeList.GENDER_IDENTITY, "Is their gender the same as the sex registered at birth?", ""),
}


def characteristics(day: date) -> Iterator[Question]:
    """The questions of the page, with the codes in force on a day; each says by itself that it was not asked."""
    for name, (listed, words, hint) in _LISTED.items():
        yield Question(name, Look.SELECT, words, hint, options=(_NOT_ASKED, *_options(listed, day)))
    yield Question(
        "disability",
        Look.SELECT,
        "Do they see themselves as disabled?",
        options=(_NOT_ASKED, Option("Yes", "Yes"), Option("No", "No"), _PREFERS_NOT),
    )
    yield Question(
        "impairments",
        Look.TICKS,
        "If so, what does it affect?",
        "Leave it empty where you have not asked.",
        options=tuple(_options(CodeList.IMPAIRMENT, day)),
    )
    yield Question(
        "nationality",
        Look.LINE,
        "Nationality, as they say it",
        "Leave it empty where you have not asked.",
        kinds=_NOT_HERE,
    )


def equality_told(answers: ReferAnswers) -> dict[str, Any]:
    """What was answered, in the shape the record takes; what was not asked has no entry."""
    told: dict[str, Any] = {name: answers.one(name) for name in _ONE if answers.one(name)}
    return told | ({"impairments": list(answers.many("impairments"))} if answers.many("impairments") else {})


def _options(listed: CodeList, day: date) -> Iterable[Option]:
    return (Option(one.code, one.words) for one in code_lists()[listed] if one.in_force(day))
