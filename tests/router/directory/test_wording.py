"""Codes of the directory in plain words."""

from datetime import date, time

import pytest

from tests.builders.provider import a_service
from waymark.words import Need
from waymark_router.directory.wording import (
    ages_words,
    day_words,
    languages_named,
    line_for,
    line_words,
    need_words,
    opening_words,
    pathway_words,
    wish_words,
)
from waymark_router.providers.availability import Line, Population
from waymark_router.providers.provider_part import Opening

_TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("ages", "said"),
    [
        ({}, "any age"),
        ({"youngest": 18}, "from 18"),
        ({"oldest": 17}, "up to 17"),
        ({"youngest": 17.5, "oldest": 25}, "17 1/2 to 25"),
    ],
)
def test_ages_are_said_as_people_say_them(ages: dict[str, float], said: str) -> None:
    assert ages_words(a_service(**ages)) == said


def test_a_line_says_what_by_whom_and_whether_it_still_counts() -> None:
    line = Line(Population.ADULTS, Need.COUNSELLING, 1, 6, date(2026, 11, 9))
    assert line_words(line, "Lantern", _TODAY) == "1 place, 6 weeks, as Lantern said on 9 November 2026"
    old = Line(Population.ANYONE, None, 2, None, date(2026, 10, 9))
    assert line_words(old, "Lantern", _TODAY).endswith("too old to count, so not known")
    assert (line_for(line), line_for(old)) == ("counselling, adults", "whatever it does, anyone")


def test_codes_have_words() -> None:
    assert need_words("counselling") == "counselling"
    assert pathway_words("sav_adult") == "sexual violence, adults"
    assert wish_words("female_worker") != "female_worker"
    assert day_words(_TODAY) == "23 November 2026"


def test_languages_to_choose_from_are_named_in_order_and_hold_what_is_kept() -> None:
    named = languages_named("cy", "pl")
    assert ("cy", "Welsh") in named
    assert ("bfi", "British Sign Language") in named
    assert [words for _, words in named] == sorted(words for _, words in named)
    assert len(named) == len({code for code, _ in named})


def test_days_that_are_open_alike_are_said_together() -> None:
    def hours(*days: int, opens: str = "09:00", closes: str = "17:00") -> list[Opening]:
        return [Opening(day=day, opens=time.fromisoformat(opens), closes=time.fromisoformat(closes)) for day in days]

    assert opening_words(hours(1, 2, 3, 5)) == ["Monday to Wednesday 09:00 to 17:00", "Friday 09:00 to 17:00"]
    split = [*hours(6, closes="12:00"), *hours(6, opens="13:00"), *hours(7)]
    assert opening_words(split) == ["Saturday 09:00 to 12:00 and 13:00 to 17:00", "Sunday 09:00 to 17:00"]
    assert opening_words([]) == []
