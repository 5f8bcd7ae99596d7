"""Working days against the published holidays and the twelve vectors."""

import csv
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tests.open_data import open_data
from waymark_intake.working_day import (
    POLICE_LIMITS,
    Limit,
    add_working_days,
    bank_holidays,
    limit_on,
    local_date,
    police_due_at,
    working_days_left,
)

DAYS_OFF = bank_holidays()


def _rows(name: str) -> list[dict[str, str]]:
    with open_data(f"bank_holidays/{name}").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_all_published_bank_holidays_are_days_off() -> None:
    published = [date.fromisoformat(row["date"]) for row in _rows("england_wales_bank_holidays.csv")]
    assert len(published) == 83
    assert all(day in DAYS_OFF for day in published)


def test_no_other_weekday_of_those_years_is_a_day_off() -> None:
    published = {date.fromisoformat(row["date"]) for row in _rows("england_wales_bank_holidays.csv")}
    days = (date(2019, 1, 1) + timedelta(days=n) for n in range((date(2029, 1, 1) - date(2019, 1, 1)).days))
    assert {day for day in days if day in DAYS_OFF and day.weekday() < 5} <= published


def test_the_twelve_vectors() -> None:
    rows = _rows("working_day_test_vectors.csv")
    assert len(rows) == 12
    for row in rows:
        start = date.fromisoformat(row["start_date"])
        for count in (1, 2, 5):
            assert add_working_days(start, count, DAYS_OFF).isoformat() == row[f"plus_{count}_wd"]


@pytest.mark.parametrize(
    ("reported", "due"),
    [("2026-12-24", "2026-12-30"), ("2027-12-24", "2027-12-30"), ("2026-04-02", "2026-04-08")],
)
def test_due_days_of_the_domain_cases(reported: str, due: str) -> None:
    due_at = police_due_at(datetime.fromisoformat(f"{reported}T12:00:00+00:00"), DAYS_OFF)
    assert local_date(due_at) == date.fromisoformat(due)


def test_due_at_is_the_end_of_the_local_day_in_winter_and_in_summer() -> None:
    winter = police_due_at(datetime(2026, 11, 23, 12, 0, tzinfo=UTC), DAYS_OFF)
    summer = police_due_at(datetime(2026, 6, 15, 12, 0, tzinfo=UTC), DAYS_OFF)
    assert winter == datetime(2026, 11, 25, 23, 59, 59, tzinfo=UTC)
    assert summer == datetime(2026, 6, 17, 22, 59, 59, tzinfo=UTC)


def test_the_report_counts_on_its_local_day_even_when_that_is_another_day_in_utc() -> None:
    just_before = police_due_at(datetime(2026, 6, 15, 22, 59, tzinfo=UTC), DAYS_OFF)
    just_after = police_due_at(datetime(2026, 6, 15, 23, 0, tzinfo=UTC), DAYS_OFF)
    assert (local_date(just_before), local_date(just_after)) == (date(2026, 6, 17), date(2026, 6, 18))


def test_the_limit_is_looked_up_by_date() -> None:
    limits = (*POLICE_LIMITS, Limit(valid_from=date(2027, 1, 1), working_days=1))
    assert limit_on(date(2026, 12, 31), limits).working_days == 2
    assert limit_on(date(2027, 1, 1), limits).working_days == 1
    assert limit_on(date(1999, 1, 1), limits).working_days == 2


@given(some.dates(date(2000, 1, 1), date(2060, 1, 1)), some.integers(1, 30))
def test_the_result_is_a_working_day_and_one_more_is_later(start: date, count: int) -> None:
    day = add_working_days(start, count, DAYS_OFF)
    assert day.weekday() < 5
    assert day not in DAYS_OFF
    assert add_working_days(start, count + 1, DAYS_OFF) > day
    assert add_working_days(start, count, DAYS_OFF) == add_working_days(
        add_working_days(start, count - 1, DAYS_OFF), 1, DAYS_OFF
    )


@pytest.mark.parametrize(
    ("reported", "received", "left"),
    [
        ("2026-11-26T12:00", "2026-11-26T13:00", 3),
        ("2026-11-26T12:00", "2026-11-27T13:00", 2),
        ("2026-11-26T12:00", "2026-11-28T13:00", 1),
        ("2026-11-26T12:00", "2026-11-30T23:59", 1),
        ("2026-11-26T12:00", "2026-12-01T00:01", 0),
        ("2026-12-24T12:00", "2026-12-24T12:00", 3),
        ("2026-12-24T12:00", "2026-12-26T12:00", 2),
        ("2026-11-28T12:00", "2026-11-28T12:00", 2),
    ],
)
def test_the_working_days_left_count_today_and_no_day_off(reported: str, received: str, left: int) -> None:
    due_at = police_due_at(datetime.fromisoformat(f"{reported}:00+00:00"), DAYS_OFF)
    assert working_days_left(due_at, DAYS_OFF, at=datetime.fromisoformat(f"{received}:00+00:00")) == left
