"""An entry of the directory and a change that a provider asks for, in words: what it is about, what it was, what then.

Not here: what may be changed at all (`request.py`), single codes (`wording.py`).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from waymark.words import Need, Preference
from waymark_router.deciding.explain import words
from waymark_router.directory.request import CHANGEABLE, ELIGIBILITY
from waymark_router.directory.wording import (
    ACCESS_WORDS,
    AID_WORDS,
    DAY_WORDS,
    INTERIM_WORDS,
    REACH_WORDS,
    SEX_WORDS,
    STATUS_WORDS,
    day_words,
)
from waymark_router.facts.code_words import district_words, language_words
from waymark_router.facts.fact import OLDEST
from waymark_router.facts.fact_words import WORDS_OF

_NOTHING = "not said"
# What it means where a field of whom a service takes says nothing.
_UNSAID: Mapping[str, str] = {
    "sexes": "everybody",
    "districts": "anywhere",
    "languages": "any language",
    "needs": "everything of its pathway",
    "statuses": "no dates",
    "caseload_cap": "no limit",
    "most_a_week": "no limit",
    "by_and_for": "everybody's",
    "checked_on": "no day yet",
}
ONE_SEX_ONLY = (
    "Routing does not know anybody's sex: rules never choose a service for one sex only, and the triage desk places"
    " people there by hand."
)
"""What whoever makes a service one for one sex only must know."""


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One field of a change in words; `is_eligibility` where it decides whom the service takes at all."""

    what: str
    was: str
    becomes: str
    is_eligibility: bool
    note: str = ""


def change_lines(change: Mapping[str, Mapping[str, Any]]) -> list[ChangeLine]:
    """Each field of a change, in words."""
    return [
        ChangeLine(
            what=CHANGEABLE[name],
            was=value_words(name, both["was"]),
            becomes=value_words(name, both["becomes"]),
            is_eligibility=name in ELIGIBILITY,
            note=ONE_SEX_ONLY if name == "sexes" and both["becomes"] else "",
        )
        for name, both in change.items()
    ]


def value_words(name: str, value: object) -> str:
    """The value of a field of an entry in words; a list one after another."""
    if value is None or value in ("", []):
        return _UNSAID.get(name, _NOTHING)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(value_words(name, one) for one in value)
    return _SAID.get(name, str)(value)


def hours_words(row: Mapping[str, Any]) -> str:
    """Opening hours of one day: "Monday 09:00 to 17:00"."""
    return f"{DAY_WORDS[row['day'] - 1]} {row['opens'][:5]} to {row['closes'][:5]}"


def _age(years: object) -> str:
    return "any" if years in (0, OLDEST) else str(years)


def _status_from(row: Mapping[str, Any]) -> str:
    return f"{STATUS_WORDS[row['status']]} from {day_words(date.fromisoformat(row['valid_from']))}"


def _lead(row: Mapping[str, Any]) -> str:
    return f"{row['post']} ({row['contact']})"


def _of(spoken: Mapping[Any, str]) -> Callable[[Any], str]:
    return lambda code: spoken.get(code, words(code))


_SAID: Mapping[str, Callable[[Any], str]] = {
    "statuses": _status_from,
    "checked_on": lambda day: day_words(date.fromisoformat(day)),
    "youngest": _age,
    "oldest": _age,
    "opening": hours_words,
    "leads": _lead,
    "status": _of(STATUS_WORDS),
    "sexes": _of(SEX_WORDS),
    "contact_by": _of(REACH_WORDS),
    "needs": _of(WORDS_OF[Need]),
    "offers": _of(WORDS_OF[Preference]),
    "aids": _of(AID_WORDS),
    "access": _of(ACCESS_WORDS),
    "interim": _of(INTERIM_WORDS),
    "districts": district_words,
    "bases": district_words,
    "languages": language_words,
    "works_in": language_words,
}
