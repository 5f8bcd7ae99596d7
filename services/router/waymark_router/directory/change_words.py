"""A change that a provider asks for, in words: what it is about, what it was, and what it shall be.

Not here: what may be changed at all (`request.py`), single codes (`wording.py`).
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from waymark.words import CommunicationAid, InterimOffer, Need, Preference
from waymark_router.deciding.explain import words
from waymark_router.directory.request import CHANGEABLE
from waymark_router.directory.wording import STATUS_WORDS, day_words
from waymark_router.facts.code_words import district_words, language_words
from waymark_router.facts.fact_words import WORDS_OF
from waymark_router.providers.provider_part import Reach, Sex

DAY_WORDS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
REACH_WORDS: Mapping[Reach, str] = {
    Reach.TELEPHONE: "telephone",
    Reach.TEXT: "text message",
    Reach.EMAIL: "e-mail",
    Reach.POST: "letter",
    Reach.THIRD_PERSON: "through somebody the person trusts",
    Reach.IN_PERSON: "in person",
    Reach.WITHHELD_NUMBER: "telephone without showing its number",
    Reach.CODE_WORD: "telephone with a code word",
}
SEX_WORDS: Mapping[Sex, str] = {Sex.FEMALE: "women and girls", Sex.MALE: "men and boys"}
_NOTHING = "nothing"


def change_words(change: Mapping[str, Mapping[str, Any]]) -> list[tuple[str, str, str]]:
    """Each change as what changes, what it was and what it shall be."""
    return [
        (CHANGEABLE[name], value_words(name, both["was"]), value_words(name, both["becomes"]))
        for name, both in change.items()
    ]


def value_words(name: str, value: object) -> str:
    """The value of a field of an entry in words; a list one after another."""
    if value is None or value in ("", []):
        return _NOTHING
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(value_words(name, one) for one in value)
    return _SAID.get(name, str)(value)


def hours_words(row: Mapping[str, Any]) -> str:
    """Opening hours of one day: "Monday 09:00 to 17:00"."""
    return f"{DAY_WORDS[row['day'] - 1]} {row['opens'][:5]} to {row['closes'][:5]}"


def _status_from(row: Mapping[str, Any]) -> str:
    return f"{STATUS_WORDS[row['status']]} from {day_words(date.fromisoformat(row['valid_from']))}"


def _lead(row: Mapping[str, Any]) -> str:
    return f"{row['post']} ({row['contact']})"


def _of(spoken: Mapping[Any, str]) -> Callable[[Any], str]:
    return lambda code: spoken.get(code, words(code))


_SAID: Mapping[str, Callable[[Any], str]] = {
    "statuses": _status_from,
    "opening": hours_words,
    "leads": _lead,
    "status": _of(STATUS_WORDS),
    "sexes": _of(SEX_WORDS),
    "contact_by": _of(REACH_WORDS),
    "needs": _of(WORDS_OF[Need]),
    "offers": _of(WORDS_OF[Preference]),
    "aids": _of(WORDS_OF[CommunicationAid]),
    "interim": _of(WORDS_OF.get(InterimOffer, {})),
    "districts": district_words,
    "bases": district_words,
    "languages": language_words,
    "works_in": language_words,
}
