"""Days and times as typed: read in the county's time, or said at their field to be none."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from waymark_intake.refer.answers import ReferAnswers
from waymark_intake.refer.moment import NotRead, day_of, moment_of


def typed(day: str = "", month: str = "", year: str = "", time: str = "") -> ReferAnswers:
    fields = {"at-day": (day,), "at-month": (month,), "at-year": (year,), "at-time": (time,)}
    return ReferAnswers().put(fields)


def test_nothing_typed_is_no_day_and_no_moment() -> None:
    assert day_of(typed(), "at") is None
    assert moment_of(typed(), "at") is None


def test_a_day_and_a_time_are_read_in_the_countys_time() -> None:
    assert day_of(typed("7", "6", "2026"), "at") == date(2026, 6, 7)
    found = moment_of(typed("7", "6", "2026", "9.05"), "at")
    assert found is not None
    assert found.isoformat() == "2026-06-07T09:05:00+01:00"


@pytest.mark.parametrize("parts", [("31", "2", "2026"), ("1", "", "2026"), ("a", "2", "2026"), ("1", "2", "0")])
def test_what_is_no_day_is_said_at_its_first_field(parts: tuple[str, str, str]) -> None:
    with pytest.raises(NotRead) as caught:
        day_of(typed(*parts), "at")
    assert caught.value.field == "at-day"


@pytest.mark.parametrize(
    ("parts", "field"),
    [(("1", "2", "2026", ""), "at-time"), (("1", "2", "2026", "25:00"), "at-time"), (("", "", "", "9:00"), "at-day")],
)
def test_half_a_moment_is_said_where_the_other_half_is_missing(parts: tuple[str, ...], field: str) -> None:
    with pytest.raises(NotRead) as caught:
        moment_of(typed(*parts), "at")
    assert caught.value.field == field


_TYPED = some.text(some.characters(codec="utf-8"), max_size=6) | some.text("0123456789 :.-\u0661", max_size=6)


@given(_TYPED, _TYPED, _TYPED, _TYPED)
def test_whatever_is_typed_is_read_or_said_to_be_none(day: str, month: str, year: str, time: str) -> None:
    for read in (day_of, moment_of):
        try:
            read(typed(day, month, year, time), "at")
        except NotRead as no:
            assert no.words.startswith("Enter")
