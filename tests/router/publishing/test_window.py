"""Uses are counted for a quarter, today among its days."""

from datetime import UTC, date, datetime

from waymark_router.publishing.window import days_counted, first_day

NOW = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)


def test_the_window_is_ninety_days_with_today() -> None:
    assert days_counted(NOW) == 90
    assert first_day(NOW) == date(2026, 8, 26)
    assert (NOW.date() - first_day(NOW)).days + 1 == 90
