import base64
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders.allocation import an_allocation
from tests.builders.routed import MONDAY
from waymark.errors import Refused
from waymark.words import AllocationState, Priority
from waymark_notifier.queue import SECTION_OF, Cursor, Filter, Section, position, read_cursor, read_filter

S = AllocationState


def test_urgent_comes_first_then_what_is_due_first() -> None:
    due_soon = an_allocation()
    due_later = replace(due_soon, respond_by=MONDAY + timedelta(days=9))
    urgent = replace(due_later, priority=Priority.URGENT)
    high = replace(due_soon, priority=Priority.HIGH, respond_by=MONDAY + timedelta(days=5))
    assert sorted([due_later, high, due_soon, urgent], key=position) == [urgent, due_soon, high, due_later]


def test_settled_rows_come_newest_first() -> None:
    older = an_allocation(state=S.CLOSED)
    newer = replace(older, changed_at=MONDAY + timedelta(hours=1))
    assert sorted([older, newer], key=position) == [newer, older]


def test_every_state_has_its_place() -> None:
    assert set(SECTION_OF) == set(S)


@given(place=st.integers(-1, 10**12))
def test_a_cursor_reads_as_it_was_written(place: int) -> None:
    cursor = Cursor(place, uuid4())
    assert read_cursor(cursor.text()) == cursor


@given(text=st.text(max_size=60))
def test_any_other_cursor_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="invalid"):
        read_cursor(text)


@pytest.mark.parametrize("place", ["1e400", str(2**63), str(-(2**63))])
def test_a_cursor_beyond_every_row_is_refused(place: str) -> None:
    forged = base64.urlsafe_b64encode(f'[{place},"{uuid4()}"]'.encode()).decode()
    with pytest.raises(Refused, match="invalid"):
        read_cursor(forged)


def test_a_queue_is_filtered_by_section_or_state() -> None:
    assert read_filter("decide") == Filter(Section.DECIDE)
    assert read_filter("engaged") == Filter(Section.ACCEPTED, S.ENGAGED)


@pytest.mark.parametrize("word", ["held", "held_consent", "", "everything"])
def test_held_rows_cannot_be_asked_for(word: str) -> None:
    with pytest.raises(Refused):
        read_filter(word)
