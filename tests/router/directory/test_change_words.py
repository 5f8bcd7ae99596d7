from typing import Any

import pytest

from waymark_router.directory.change_words import (
    ONE_SEX_ONLY,
    change_lines,
    hours_words,
    value_words,
)
from waymark_router.directory.request import CHANGEABLE
from waymark_router.directory.wording import REACH_WORDS, SEX_WORDS
from waymark_router.providers.provider_part import Reach, Sex


def test_a_change_is_said_field_by_field() -> None:
    change: dict[str, dict[str, Any]] = {
        "districts": {"was": [], "becomes": ["E07000220"]},
        "statuses": {"was": [], "becomes": [{"valid_from": "2026-12-01", "status": "paused"}]},
        "caseload_cap": {"was": None, "becomes": 40},
    }
    assert [(one.what, one.was, one.becomes, one.is_eligibility) for one in change_lines(change)] == [
        ("Districts", "anywhere", "Rugby", True),
        ("Open, paused or closed from a day on", "no dates", "paused from 1 December 2026", True),
        ("Most people at once", "no limit", "40", False),
    ]


def test_whoever_makes_it_one_for_one_sex_only_is_told_what_that_means() -> None:
    [line] = change_lines({"sexes": {"was": [], "becomes": ["female"]}})
    assert (line.was, line.becomes, line.note) == ("everybody", "women and girls", ONE_SEX_ONLY)
    [back] = change_lines({"sexes": {"was": ["female"], "becomes": []}})
    assert back.note == ""


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("languages", ["pl", "bfi"], "Polish, British Sign Language"),
        ("works_in", ["ur"], "Urdu"),
        ("opening", [{"day": 1, "opens": "09:00:00", "closes": "17:30:00"}], "Monday 09:00 to 17:30"),
        ("leads", [{"post": "Team lead", "contact": "01926 000000"}], "Team lead (01926 000000)"),
        ("sexes", ["female"], "women and girls"),
        ("contact_by", ["code_word"], "telephone with a code word"),
        ("youngest", 17.5, "17.5"),
        ("about", "Talks.", "Talks."),
        ("website", "", "not said"),
        ("oldest", 130, "any"),
        ("checked_on", "2026-11-23", "23 November 2026"),
        ("checked_on", None, "no day yet"),
        (
            "access",
            ["step_free", "interpreter"],
            "no steps at the entrance, an interpreter is arranged for any language",
        ),
        ("interim", ["check_in_calls"], "somebody rings now and then and asks how they are"),
        ("needs", [], "everything of its pathway"),
    ],
)
def test_each_kind_of_value_has_its_words(name: str, value: Any, said: str) -> None:
    assert value_words(name, value) == said


def test_hours_of_a_day_name_the_day() -> None:
    assert hours_words({"day": 7, "opens": "10:00:00", "closes": "12:00:00"}) == "Sunday 10:00 to 12:00"


def test_no_way_of_contact_and_no_sex_is_without_words() -> None:
    assert set(REACH_WORDS) == set(Reach)
    assert set(SEX_WORDS) == set(Sex)
    assert "opening" in CHANGEABLE
