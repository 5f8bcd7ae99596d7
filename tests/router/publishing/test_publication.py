"""Versions stand in one line: which one counts when, what a new one must come after, what can still be called off."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from waymark.errors import Refused
from waymark.words import PublicationKind
from waymark_router.publishing.draft import Who
from waymark_router.publishing.publication import (
    BaseMoved,
    Publication,
    in_force_at,
    in_order,
    may_be_called_off,
    refuse_before,
    starts,
)

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
FIRST = Publication("a", 1, PublicationKind.COUNTY_FILE, NOW - HOUR, NOW - HOUR, Who("file", "file"))
TOMORROW = replace(FIRST, version="b", number=2, kind=PublicationKind.CHANGE, effective_from=NOW + 24 * HOUR)


def test_the_version_in_force_is_the_last_that_has_begun() -> None:
    assert in_force_at([TOMORROW, FIRST], NOW) is FIRST
    assert in_force_at([FIRST, TOMORROW], TOMORROW.effective_from) is TOMORROW
    assert in_force_at([FIRST], NOW - 2 * HOUR) is None


def test_of_two_that_begin_together_the_later_published_counts() -> None:
    again = replace(FIRST, version="c", number=3)
    assert in_force_at([again, FIRST], NOW) is again


def test_what_was_called_off_never_counts() -> None:
    off = replace(TOMORROW, called_off_at=NOW)
    assert in_order([off, FIRST]) == [FIRST]
    assert in_force_at([off, FIRST], NOW + 48 * HOUR) is FIRST


def test_a_version_starts_when_wanted_but_never_before_all_can_know() -> None:
    soonest = NOW + timedelta(seconds=2)
    assert starts(None, now=NOW, lead_s=2) == soonest
    assert starts(NOW, now=NOW, lead_s=2) == soonest
    assert starts(NOW + HOUR, now=NOW, lead_s=2) == NOW + HOUR


def test_nothing_starts_before_what_already_waits() -> None:
    with pytest.raises(Refused) as refused:
        refuse_before(TOMORROW, NOW)
    assert refused.value.code == "before_scheduled"
    refuse_before(TOMORROW, TOMORROW.effective_from)
    assert BaseMoved(TOMORROW).last is TOMORROW


def test_only_what_is_far_enough_ahead_is_called_off() -> None:
    assert may_be_called_off(TOMORROW, now=NOW, lead_s=2)
    assert not may_be_called_off(FIRST, now=NOW, lead_s=2)
    assert not may_be_called_off(replace(TOMORROW, effective_from=NOW + timedelta(seconds=1)), now=NOW, lead_s=2)
    assert not may_be_called_off(replace(TOMORROW, called_off_at=NOW), now=NOW, lead_s=2)


def test_a_county_file_is_nobody() -> None:
    assert not FIRST.is_by_people()
    assert TOMORROW.is_by_people()
