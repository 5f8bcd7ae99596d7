"""The counts of what became no referral name a week, a team and a fault, and have no place for anybody."""

from dataclasses import fields

from waymark_intake.not_taken.counts import NotTaken, Reason


def test_they_hold_codes_and_numbers_only() -> None:
    assert {one.name for one in fields(NotTaken)} == {"week", "team", "refused", "repeated"}
    assert {one.name for one in fields(Reason)} == {"week", "team", "field", "code", "fix", "count"}
