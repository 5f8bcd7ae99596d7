"""Weeks begin on Monday at midnight in England, also when the clocks change."""

from datetime import UTC, date, datetime

from waymark_intake.week import month_of, starts_at, week_of, weeks_until


def test_a_week_is_named_by_its_monday() -> None:
    assert {week_of(date(2026, 11, day)) for day in range(23, 30)} == {date(2026, 11, 23)}
    assert week_of(date(2026, 11, 22)) == date(2026, 11, 16)


def test_sunday_evening_in_universal_time_may_be_monday_in_england() -> None:
    weeks = weeks_until(datetime(2026, 6, 14, 23, 30, tzinfo=UTC), 3)
    assert weeks == (date(2026, 6, 1), date(2026, 6, 8), date(2026, 6, 15))
    assert weeks_until(datetime(2026, 6, 14, 22, 59, tzinfo=UTC), 1) == (date(2026, 6, 8),)


def test_a_week_in_which_the_clocks_change_has_its_own_length() -> None:
    assert starts_at(date(2026, 10, 19)) == datetime(2026, 10, 18, 23, 0, tzinfo=UTC)
    assert starts_at(date(2026, 10, 26)) == datetime(2026, 10, 26, 0, 0, tzinfo=UTC)


def test_a_month_is_named_by_its_first() -> None:
    assert month_of(date(2026, 11, 30)) == date(2026, 11, 1)
