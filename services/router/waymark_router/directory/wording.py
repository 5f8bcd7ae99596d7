"""The directory's codes in plain words, as its pages say them.

Not here: values of facts (`fact_words.py`), which are said with the same words here.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from waymark.reference import districts
from waymark.words import CommunicationAid, Need, Pathway, Preference
from waymark_router.deciding.explain import words
from waymark_router.directory.request import CHANGEABLE
from waymark_router.facts.fact_words import WORDS_OF
from waymark_router.providers.availability import Line, Population
from waymark_router.providers.provider import DirectoryService

POPULATION_WORDS: Mapping[Population, str] = {
    Population.ANYONE: "anyone",
    Population.ADULTS: "adults",
    Population.CHILDREN: "children, and whoever may be one",
}
STATUS_WORDS: Mapping[str, str] = {"open": "open", "paused": "paused", "closed": "closed"}
_WAYS = {Need: WORDS_OF[Need], Preference: WORDS_OF[Preference], CommunicationAid: WORDS_OF[CommunicationAid]}


def need_words(need: str) -> str:
    """A need in plain words."""
    return WORDS_OF[Need].get(need, words(need))


def pathway_words(pathway: str) -> str:
    """A pathway in plain words."""
    return WORDS_OF[Pathway].get(pathway, words(pathway))


def wish_words(wish: str) -> str:
    """A wish in plain words."""
    return WORDS_OF[Preference].get(wish, words(wish))


def district_name(code: str) -> str:
    """A district by its name, or its code where it has none here."""
    known = districts.districts()
    return known[code].name if code in known else code


def day_words(on: date) -> str:
    """A day, as 9 November 2026."""
    return f"{on.day} {on:%B %Y}"


def line_words(line: Line, told_by: str, today: date) -> str:
    """A line in one sentence: "2 places, 6 weeks, as Lantern said on 9 November 2026"."""
    said: list[str] = []
    if line.vacancies is not None:
        said.append(f"{line.vacancies} place{'' if line.vacancies == 1 else 's'}")
    if line.weeks is not None:
        said.append(f"{line.weeks} week{'' if line.weeks == 1 else 's'}")
    source = f"as {told_by} said on {day_words(line.as_of)}"
    stale = "" if line.is_known(today) else "; too old to count, so not known"
    return f"{', '.join(said)}, {source}{stale}"


def line_for(line: Line) -> str:
    """What a line is for: "counselling, adults"."""
    what = need_words(line.intervention) if line.intervention else "whatever it does"
    return f"{what}, {POPULATION_WORDS[line.population]}"


def ages_words(service: DirectoryService) -> str:
    """The ages a service takes: "from 18", "up to 17", "13 to 17 1/2", "any age"."""
    youngest, oldest = _age(service.youngest), _age(service.oldest)
    if service.youngest == 0:
        return "any age" if service.oldest >= _OLDEST else f"up to {oldest}"
    return f"from {youngest}" if service.oldest >= _OLDEST else f"{youngest} to {oldest}"


_OLDEST = 130


def _age(age: Any) -> str:  # noqa: ANN401 - a whole number or a decimal
    return f"{int(age)} 1/2" if age % 1 == 0.5 else str(age)  # noqa: PLR2004 - half a year


def change_words(change: Mapping[str, Mapping[str, Any]]) -> list[tuple[str, str, str]]:
    """Each change as what changes, what it was and what it shall be."""
    return [(CHANGEABLE[name], value_words(both["was"]), value_words(both["becomes"])) for name, both in change.items()]


def value_words(value: object) -> str:
    """A value of an entry in words; a list one after another."""
    if value is None or value in ("", []):
        return "nothing"
    if isinstance(value, Mapping):
        return " ".join(value_words(part) for part in value.values())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(value_words(one) for one in value)
    text = str(value)
    for spoken in _WAYS.values():
        if text in spoken:
            return spoken[text]
    return district_name(text)
