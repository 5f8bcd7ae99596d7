"""A record is what came off a bus, and stays so."""

import dataclasses
from datetime import UTC, datetime
from uuid import UUID

import pytest

from waymark.record import Record

RECORD = Record(
    source="postgres:a.b",
    position="1:2:3",
    topic="a.b",
    key=UUID(int=1),
    event_id=UUID(int=2),
    type="x.y.v1",
    time=datetime(2026, 11, 23, tzinfo=UTC),
    correlation=UUID(int=1),
    causation=None,
    traceparent="",
    body=b"{}",
)


def test_a_record_cannot_be_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        RECORD.body = b""  # type: ignore[misc]


def test_two_records_of_one_event_at_one_place_are_equal() -> None:
    assert dataclasses.replace(RECORD) == RECORD
    assert dataclasses.replace(RECORD, position="1:2:4") != RECORD
