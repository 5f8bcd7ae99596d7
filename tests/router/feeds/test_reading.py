"""Single fields of a feed: their value, or what is noted of them."""

from typing import Any

import pytest

from waymark_router.feeds.reading import Noted, access_of, schedules_of, telephone_of, text_of


@pytest.mark.parametrize(
    ("byday", "days"),
    [("MO", ["Monday"]), ("MO,SU", ["Monday", "Sunday"]), ("XX", []), (None, []), (7, [])],
)
def test_hours_are_said_by_day(byday: Any, days: list[str]) -> None:
    part = {"byday": byday, "opens_at": "09:00Z", "closes_at": "17:30:00"}
    schedules = schedules_of("", {"schedules": [part, part]}, Noted())
    assert schedules.hours == tuple(f"{day} 09:00 to 17:30" for day in days)


def test_hours_without_an_end_are_not_said() -> None:
    assert schedules_of("", {"schedules": [{"byday": "MO", "opens_at": "09:00"}]}, Noted()).hours == ()


def test_a_place_that_is_none_is_doubtful_and_its_access_still_read() -> None:
    noted = Noted()
    where = {"latitude": "north", "accessibility": [{"description": " A lift "}, {}]}
    assert access_of("", {"service_at_locations": [{"location": where}, {}]}, noted) == ("A lift",)
    assert [one.pointer for one in noted.doubtful] == ["/service_at_locations/0/location/latitude"]


def test_text_is_plain_and_the_first_number_counts() -> None:
    noted = Noted()
    assert text_of("/x", "name", {"name": " 5 < 6 "}, noted) == "5 < 6"
    assert telephone_of("", {"phones": [{"number": ""}, {"number": "01926 000000"}]}, noted) == "01926 000000"
    assert noted.wrong == []
    text_of("/x", "name", {"name": "<a href=x>"}, noted)
    assert [one.code for one in noted.wrong] == ["markup"]
