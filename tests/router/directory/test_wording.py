"""Codes of the directory in plain words."""

from datetime import date
from typing import Any

import pytest

from tests.builders.provider import a_service
from waymark.words import Need
from waymark_router.directory.wording import (
    ages_words,
    change_words,
    day_words,
    district_name,
    line_for,
    line_words,
    need_words,
    pathway_words,
    value_words,
    wish_words,
)
from waymark_router.providers.availability import Line, Population

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


def test_a_change_is_said_field_by_field() -> None:
    change: dict[str, dict[str, Any]] = {
        "districts": {"was": [], "becomes": ["E07000220"]},
        "statuses": {"was": [], "becomes": [{"a": "paused"}]},
    }
    assert change_words(change) == [
        ("Districts", "nothing", "Rugby"),
        ("Open, paused or closed from a day on", "nothing", "paused"),
    ]
    assert value_words(["isva", "online"]) != "isva, online"


def test_codes_have_words() -> None:
    assert need_words("counselling") == "counselling"
    assert pathway_words("sav_adult") == "sexual violence, adults"
    assert wish_words("female_worker") != "female_worker"
    assert district_name("E99999999") == "E99999999"
    assert day_words(_TODAY) == "23 November 2026"
