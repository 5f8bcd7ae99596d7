"""Identifiers are UUIDv7: they sort by the time they were made and never repeat."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from waymark.ids import uuid7

AT = datetime(2026, 11, 23, tzinfo=UTC)


def test_an_id_is_a_version_7_uuid() -> None:
    made = uuid7(AT)
    assert (made.version, made.variant) == (7, "specified in RFC 4122")


@given(st.integers(1, 10**9))
def test_a_later_id_sorts_after_an_earlier_one(milliseconds: int) -> None:
    assert uuid7(AT) < uuid7(AT + timedelta(milliseconds=milliseconds))


def test_ids_of_one_instant_differ() -> None:
    assert len({uuid7(AT) for _ in range(2000)}) == 2000
