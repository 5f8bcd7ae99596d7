"""Dated limits: each list begins with one that was always in force, and goes on in order."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

import pytest

from waymark_router.facts.limits import (
    ADULT_FROM,
    FORENSIC_WINDOWS,
    INCIDENT_BANDS,
    RELEASE_BANDS,
    TRANSITION_FROM,
)


class _Dated(Protocol):
    @property
    def valid_from(self) -> date: ...


@pytest.mark.parametrize("rows", [ADULT_FROM, FORENSIC_WINDOWS, INCIDENT_BANDS, RELEASE_BANDS, TRANSITION_FROM])
def test_limits_are_in_order_of_their_days_and_the_first_is_older_than_any_referral(rows: Sequence[_Dated]) -> None:
    days = [row.valid_from for row in rows]
    assert days == sorted(set(days))
    assert days[0] <= date(2015, 1, 1)


def test_bands_go_from_short_to_long() -> None:
    for limits in [bands.limits for bands in INCIDENT_BANDS] + [bands.limits for bands in RELEASE_BANDS]:
        assert [most for most, _ in limits] == sorted({most for most, _ in limits})


def test_a_childs_window_is_never_shorter_than_an_adults() -> None:
    assert all(row.child_days >= row.adult_days for row in FORENSIC_WINDOWS)
