"""Limits of a trial are those in force on the day."""

from datetime import date

import pytest

from waymark_router.trial.limit import REASON_ABOVE, ReasonAbove, ShownFrom, age_band, in_force, needs_reason

_ON = date(2026, 11, 2)


def test_more_than_the_set_share_needs_a_reason_and_just_the_share_does_not() -> None:
    assert not needs_reason(5, 100, _ON)
    assert needs_reason(6, 100, _ON)
    assert not needs_reason(0, 0, _ON)


def test_the_row_in_force_is_the_last_one_reached_and_the_first_before_its_time() -> None:
    rows = (*REASON_ABOVE, ReasonAbove(date(2027, 1, 1), 1))
    assert in_force(rows, date(2020, 1, 1)).percent == 5
    assert in_force(rows, _ON).percent == 5
    assert in_force(rows, date(2027, 1, 1)).percent == 1


@pytest.mark.parametrize(
    ("age", "band"), [(0, "0 to 9"), (10, "10 to 15"), (17, "16 to 17"), (65, "65 and over"), (None, "not known")]
)
def test_every_age_has_its_band(age: int | None, band: str) -> None:
    assert age_band(age, _ON) == band


@pytest.mark.parametrize(("number", "told"), [(0, None), (4, None), (5, 5), (7, 5), (8, 10), (13, 15)])
def test_a_count_of_few_is_held_back_and_others_are_rounded(number: int, told: int | None) -> None:
    assert ShownFrom(_ON, people=5, step=5).told(number) == told


def test_a_count_that_is_told_is_never_told_as_nobody() -> None:
    assert ShownFrom(_ON, people=2, step=10).told(3) == 10
