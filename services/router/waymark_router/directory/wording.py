"""The directory's codes in plain words, as its pages say them.

Not here: values of facts (`fact_words.py`), which are said with the same words here.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

from waymark.words import CommunicationAid, InterimOffer, Need, Pathway, Preference
from waymark_router.deciding.explain import words
from waymark_router.facts.code_words import language_words
from waymark_router.facts.fact_words import WORDS_OF
from waymark_router.providers.availability import Line, Population
from waymark_router.providers.provider import DirectoryService
from waymark_router.providers.provider_part import Access, Opening, Reach, Sex

_SPOKEN = "en bfi ar bg bn cs es fa fr gu hi hu it ku lt lv pa pl ps pt ro ru sk so sq ta ti tr uk ur vi yue zh"
OFTEN_SPOKEN = tuple(_SPOKEN.split())
"""Languages to choose from, as English counties meet them; any other is kept where it is written."""
POPULATION_WORDS: Mapping[Population, str] = {
    Population.ANYONE: "anyone",
    Population.ADULTS: "adults",
    Population.CHILDREN: "children, and whoever may be one",
}
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
INTERIM_WORDS: Mapping[str, str] = {
    InterimOffer.CHECK_IN_CALLS: "somebody rings now and then and asks how they are",
    InterimOffer.GROUP_SESSIONS: "sessions in a group",
    InterimOffer.SELF_HELP_MATERIAL: "material to work through by themselves",
    InterimOffer.HELPLINE: "a helpline",
    InterimOffer.ANOTHER_SERVICE: "another service meanwhile",
    InterimOffer.NOTHING_AVAILABLE: "there is nothing to offer",
}
ACCESS_WORDS: Mapping[Access, str] = {
    Access.INTERPRETER: "an interpreter is arranged for any language",
    Access.STEP_FREE: "no steps at the entrance",
    Access.ACCESSIBLE_TOILET: "an accessible toilet",
    Access.HEARING_LOOP: "a hearing loop",
    Access.QUIET_ROOM: "a quiet room to wait in",
    Access.TRAVEL_HELP: "help with getting there",
    Access.CHILD_CARE: "somebody minds children meanwhile",
}
AID_WORDS: Mapping[str, str] = WORDS_OF[CommunicationAid]
STATUS_WORDS: Mapping[str, str] = {"open": "open", "paused": "paused", "closed": "closed"}


def need_words(need: str) -> str:
    """A need in plain words."""
    return WORDS_OF[Need].get(need, words(need))


def pathway_words(pathway: str) -> str:
    """A pathway in plain words."""
    return WORDS_OF[Pathway].get(pathway, words(pathway))


def wish_words(wish: str) -> str:
    """A wish in plain words."""
    return WORDS_OF[Preference].get(wish, words(wish))


def languages_named(*kept: str) -> list[tuple[str, str]]:
    """The languages to choose from, by name: the often spoken ones, and those that are `kept` already."""
    return sorted(((code, language_words(code)) for code in {*OFTEN_SPOKEN, *kept}), key=itemgetter(1))


def day_words(on: date) -> str:
    """A day, as 9 November 2026."""
    return f"{on.day} {on:%B %Y}"


def opening_words(opening: Sequence[Opening]) -> list[str]:
    """Opening hours, days alike together: "Monday to Friday 09:00 to 17:00", "Saturday 10:00 to 12:00"."""
    by_day: dict[int, list[str]] = {}
    for row in sorted(opening, key=lambda one: (one.day, one.opens)):
        by_day.setdefault(row.day, []).append(f"{row.opens:%H:%M} to {row.closes:%H:%M}")
    days = [(day - at, day, " and ".join(by_day[day])) for at, day in enumerate(sorted(by_day))]
    said: list[str] = []
    for (_, hours), alike in groupby(days, key=itemgetter(0, 2)):
        named = [DAY_WORDS[day - 1] for _, day, _ in alike]
        said.append(f"{named[0]} to {named[-1]} {hours}" if len(named) > 1 else f"{named[0]} {hours}")
    return said


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
