"""The canonical referral does not print the person it holds."""

from datetime import UTC, datetime

from tests.builders.police_record import a_police_record
from waymark_intake.police.canonical import normalise
from waymark_intake.working_day import bank_holidays


def test_a_canonical_referral_prints_nothing_of_the_person() -> None:
    canonical = normalise(
        a_police_record(), received_at=datetime(2026, 11, 23, 10, 0, tzinfo=UTC), days_off=bank_holidays()
    )
    assert "Iris" not in repr(canonical)
