from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID, uuid4

import pytest
from cloudevents.core.bindings.kafka import KafkaMessage, from_binary_event
from hypothesis import given
from hypothesis import strategies as st

from waymark.bus.kafka import headers
from waymark.record import Record

SOURCE = "kafka:cluster:topic:intake.referral:2"


def a_record(**over: object) -> Record:
    values = {
        "source": SOURCE,
        "position": "8",
        "topic": "intake.referral",
        "key": uuid4(),
        "event_id": uuid4(),
        "type": "referral.received.v1",
        "time": datetime(2026, 11, 23, 10, 0, tzinfo=UTC),
        "correlation": uuid4(),
        "causation": None,
        "traceparent": "",
        "body": b"{}",
    }
    return Record(**{**values, **over})  # type: ignore[arg-type]


@given(
    st.uuids(),
    st.none() | st.uuids(),
    st.datetimes(timezones=st.just(UTC)),
    st.sampled_from(["", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"]),
    st.binary(),
)
def test_an_event_comes_back_as_it_was_written(
    key: UUID, causation: UUID | None, time: datetime, traceparent: str, body: bytes
) -> None:
    record = a_record(key=key, causation=causation, time=time, traceparent=traceparent, body=body)
    assert headers.read(headers.write(record), body, source=SOURCE, position="8") == record


def test_times_travel_in_utc() -> None:
    local = datetime(2026, 7, 1, 12, 0, tzinfo=timezone(timedelta(hours=1)))
    assert dict(headers.write(a_record(time=local)))["ce_time"] == b"2026-07-01T11:00:00Z"


def test_the_headers_are_cloudevents_binary_mode() -> None:
    record = a_record(causation=uuid4(), traceparent="00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
    message = KafkaMessage(headers=dict(headers.write(record)), key=str(record.key).encode(), value=b'{"a": 1}')
    event = from_binary_event(message)
    assert event.get_id() == str(record.event_id)
    assert event.get_source() == "/waymark/intake"
    assert event.get_type() == "referral.received.v1"
    assert event.get_subject() == str(record.key)
    assert event.get_extension("correlation") == str(record.correlation)
    assert event.get_extension("dataclassification") == "official-sensitive"


@pytest.mark.parametrize(
    ("name", "value", "complaint"),
    [
        ("ce_id", None, "header ce_id is missing"),
        ("ce_id", b"7", "header ce_id is no UUID"),
        ("ce_type", b"\xff", "header ce_type is not UTF-8"),
        ("ce_time", b"yesterday", "header ce_time is no RFC 3339 time"),
        ("ce_time", b"2026-11-23T10:00:00", "header ce_time has no time zone"),
        ("ce_correlation", b"x", "header ce_correlation is no UUID"),
    ],
)
def test_what_is_no_event_of_ours_says_which_header_is_wrong(name: str, value: bytes | None, complaint: str) -> None:
    found = dict(headers.write(a_record()))
    if value is None:
        del found[name]
    else:
        found[name] = value
    with pytest.raises(headers.Unreadable, match=f"^{complaint}$"):
        headers.read(list(found.items()), b"{}", source=SOURCE, position="8")


def test_a_stand_in_has_the_same_ids_each_time() -> None:
    at = datetime(2026, 11, 23, tzinfo=UTC)
    one = headers.stand_in(b"?", source=SOURCE, position="8", at=at)
    assert one == headers.stand_in(b"?", source=SOURCE, position="8", at=at)
    assert one != headers.stand_in(b"?", source=SOURCE, position="9", at=at)
    assert (one.topic, one.type, one.body) == ("intake.referral", "unreadable", b"?")
