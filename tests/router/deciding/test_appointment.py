"""Continuity of care: the last moment of the twenty-first day after a release, in England."""

from datetime import UTC, date, datetime

import pytest

from waymark_router.deciding.appointment import appointment_by


@pytest.mark.parametrize(
    ("release_on", "due"),
    [
        (date(2026, 12, 3), datetime(2026, 12, 24, 23, 59, 59, tzinfo=UTC)),
        (date(2026, 6, 1), datetime(2026, 6, 22, 22, 59, 59, tzinfo=UTC)),
        (date(2026, 10, 10), datetime(2026, 10, 31, 23, 59, 59, tzinfo=UTC)),
        (date(2014, 1, 1), datetime(2014, 1, 22, 23, 59, 59, tzinfo=UTC)),
    ],
)
def test_somebody_is_seen_within_three_weeks_of_release(release_on: date, due: datetime) -> None:
    assert appointment_by(release_on) == due
