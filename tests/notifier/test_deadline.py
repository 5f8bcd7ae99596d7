from datetime import UTC, date, datetime, timedelta

import pytest

from tests.builders.routed import MONDAY
from waymark.words import Priority
from waymark_notifier import deadline
from waymark_notifier.deadline import Timer


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (datetime(2026, 11, 23, 17, 30, tzinfo=UTC), "Decide by 17:30 today"),
        (datetime(2026, 11, 24, 9, 0, tzinfo=UTC), "Decide by 09:00 tomorrow"),
        (datetime(2026, 11, 30, 12, 15, tzinfo=UTC), "Decide by 12:15 on Mon 30 Nov"),
        (datetime(2027, 1, 4, 12, 15, tzinfo=UTC), "Decide by 12:15 on Mon 4 Jan 2027"),
        (datetime(2026, 11, 22, 9, 0, tzinfo=UTC), "Decision overdue since 09:00 yesterday"),
    ],
)
def test_what_is_due_is_said_in_words(at: datetime, words: str) -> None:
    assert deadline.in_words(Timer.SERVICE, at, MONDAY) == words


def test_times_are_those_on_the_wall_in_summer_too() -> None:
    assert (
        deadline.moment(datetime(2026, 7, 1, 16, 30, tzinfo=UTC), datetime(2026, 7, 1, 8, tzinfo=UTC)) == "17:30 today"
    )
    late = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)
    assert deadline.moment(late, datetime(2026, 7, 1, 8, tzinfo=UTC)) == "00:30 tomorrow"


@pytest.mark.parametrize("timer", [Timer.SERVICE, Timer.CONTACT, Timer.REVIEW])
@pytest.mark.parametrize("priority", list(Priority))
def test_every_clock_has_a_limit_for_every_priority(timer: Timer, priority: Priority) -> None:
    assert deadline.due(timer, priority, MONDAY) > MONDAY


def test_urgent_is_sooner() -> None:
    assert deadline.due(Timer.SERVICE, Priority.URGENT, MONDAY) == MONDAY + timedelta(hours=4)


def test_a_review_is_due_at_the_end_of_its_day() -> None:
    assert deadline.end_of_day(date(2026, 7, 1)) == datetime(2026, 7, 1, 16, 0, tzinfo=UTC)


def test_how_often_one_must_try_is_a_dated_rule() -> None:
    assert deadline.attempts_needed(MONDAY) == 3


def test_a_clock_that_does_not_run_is_never_overdue() -> None:
    assert not deadline.is_overdue(None, MONDAY)
    assert deadline.is_overdue(MONDAY - timedelta(seconds=1), MONDAY)


@pytest.mark.parametrize("timer", list(Timer))
def test_every_clock_has_its_words(timer: Timer) -> None:
    assert deadline.in_words(timer, MONDAY + timedelta(hours=1), MONDAY).endswith("by 11:00 today")
    assert "overdue since" in deadline.in_words(timer, MONDAY - timedelta(hours=1), MONDAY)


@pytest.mark.parametrize(
    ("stopped", "by"),
    [
        (datetime(2026, 11, 23, 10, 0, tzinfo=UTC), datetime(2026, 11, 25, 17, 0, tzinfo=UTC)),
        (datetime(2026, 11, 27, 23, 30, tzinfo=UTC), datetime(2026, 12, 1, 17, 0, tzinfo=UTC)),
        (datetime(2026, 12, 24, 12, 0, tzinfo=UTC), datetime(2026, 12, 30, 17, 0, tzinfo=UTC)),
        (datetime(2026, 7, 1, 23, 30, tzinfo=UTC), datetime(2026, 7, 6, 16, 0, tzinfo=UTC)),
    ],
)
def test_a_stop_is_confirmed_within_two_working_days(stopped: datetime, by: datetime) -> None:
    assert deadline.confirm_by(stopped) == by


def test_the_lead_is_reminded_when_three_quarters_of_the_time_are_gone() -> None:
    assert deadline.remind_at(MONDAY, MONDAY + timedelta(hours=4)) == MONDAY + timedelta(hours=3)


def test_what_is_escalated_is_escalated_again_after_a_day() -> None:
    assert deadline.escalated_before(MONDAY) == MONDAY - timedelta(days=1)
    assert deadline.near_breach(MONDAY) == timedelta(hours=4)
