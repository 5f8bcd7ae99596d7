"""When keys are due and when they must be gone."""

from datetime import timedelta

import pytest

from tests.builders.consent import NOW
from waymark_consent.access.keys import Lives, destroy_at, is_due, private_place

DAY = timedelta(days=1)
LIVES = Lives(DAY, DAY / 2)


@pytest.mark.parametrize(
    ("age", "due"), [(timedelta(), False), (DAY / 2 - timedelta(seconds=1), False), (DAY / 2, True), (DAY, True)]
)
def test_the_next_key_is_due_at_half_the_window(age: timedelta, *, due: bool) -> None:
    assert is_due(NOW - age, LIVES, NOW) is due


def test_without_any_key_one_is_due() -> None:
    assert is_due(None, LIVES, NOW)


def test_a_private_key_outlives_its_window_by_what_the_log_keeps() -> None:
    assert destroy_at(NOW + LIVES.window, timedelta(days=7)) == NOW + timedelta(days=8)


@pytest.mark.parametrize(("window", "rotation"), [(DAY, DAY), (DAY, 2 * DAY), (DAY, timedelta())])
def test_keys_without_overlap_are_refused(window: timedelta, rotation: timedelta) -> None:
    with pytest.raises(ValueError, match="before their window ends"):
        Lives(window, rotation)


def test_each_private_key_has_its_own_place() -> None:
    assert len({private_place(table, key) for table in ("a", "b") for key in ("1", "2")}) == 4
