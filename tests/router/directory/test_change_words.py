from typing import Any

import pytest

from waymark_router.directory.change_words import REACH_WORDS, SEX_WORDS, change_words, hours_words, value_words
from waymark_router.directory.request import CHANGEABLE
from waymark_router.providers.provider_part import Reach, Sex


def test_a_change_is_said_field_by_field() -> None:
    change: dict[str, dict[str, Any]] = {
        "districts": {"was": [], "becomes": ["E07000220"]},
        "statuses": {"was": [], "becomes": [{"valid_from": "2026-12-01", "status": "paused"}]},
        "caseload_cap": {"was": None, "becomes": 40},
    }
    assert change_words(change) == [
        ("Districts", "nothing", "Rugby"),
        ("Open, paused or closed from a day on", "nothing", "paused from 1 December 2026"),
        ("Most people at once", "nothing", "40"),
    ]


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
        ("website", "", "nothing"),
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
