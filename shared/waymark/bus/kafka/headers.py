"""An event as a Kafka record: CloudEvents 1.0 binary mode, attributes as `ce_*` headers, data as the value.

Not here: which topic and partition; the producer hashes the key.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from waymark.record import Record

Headers = list[tuple[str, bytes]]
# Coded facts and sealed groups about victims of crime: the Government Security Classifications' marking.
_CLASSIFICATION = "official-sensitive"


class Unreadable(Exception):  # noqa: N818
    """A record on one of our topics that is no event of ours; says which header is wrong, never what it holds."""


def write(record: Record) -> Headers:
    """The headers of an event."""
    headers = {
        "ce_specversion": "1.0",
        "ce_id": str(record.event_id),
        "ce_source": f"/waymark/{record.topic.split('.', 1)[0]}",
        "ce_type": record.type,
        "ce_subject": str(record.key),
        "ce_time": record.time.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "content-type": "application/json",
        "ce_dataclassification": _CLASSIFICATION,
        "ce_correlation": str(record.correlation),
    }
    if record.causation:
        headers["ce_causation"] = str(record.causation)
    if record.traceparent:
        # The first is CloudEvents' tracing extension, the second what tools that follow traces look for.
        headers["ce_traceparent"] = headers["traceparent"] = record.traceparent
    return [(name, value.encode()) for name, value in headers.items()]


def read(headers: Sequence[tuple[str, bytes]], body: bytes, *, source: str, position: str) -> Record:
    """The event of a record read from `source`; raises Unreadable."""
    found = dict(headers)
    causation = found.get("ce_causation")
    return Record(
        source=source,
        position=position,
        topic=source.split(":")[3],
        key=_id(found, "ce_subject"),
        event_id=_id(found, "ce_id"),
        type=_words(found, "ce_type"),
        time=_time(found),
        correlation=_id(found, "ce_correlation"),
        causation=_id(found, "ce_causation") if causation else None,
        traceparent=_words(found, "ce_traceparent") if "ce_traceparent" in found else "",
        body=body,
    )


def stand_in(body: bytes, *, source: str, position: str, at: datetime) -> Record:
    """A record to set aside in place of one that is unreadable, with ids made from where it stood."""
    own = uuid5(NAMESPACE_URL, f"{source}@{position}")
    return Record(
        source=source,
        position=position,
        topic=source.split(":")[3],
        key=own,
        event_id=own,
        type="unreadable",
        time=at,
        correlation=own,
        causation=None,
        traceparent="",
        body=body,
    )


def time_of(headers: Sequence[tuple[str, bytes]]) -> datetime:
    """When the event of these headers was told; raises Unreadable."""
    return _time(dict(headers))


def _words(found: Mapping[str, bytes], name: str) -> str:
    if name not in found:
        raise Unreadable(f"header {name} is missing")
    try:
        return found[name].decode()
    except UnicodeDecodeError:
        raise Unreadable(f"header {name} is not UTF-8") from None


def _id(found: Mapping[str, bytes], name: str) -> UUID:
    words = _words(found, name)
    try:
        return UUID(words)
    except ValueError:
        raise Unreadable(f"header {name} is no UUID") from None


def _time(found: Mapping[str, bytes]) -> datetime:
    words = _words(found, "ce_time")
    try:
        time = datetime.fromisoformat(words)
    except ValueError:
        raise Unreadable("header ce_time is no RFC 3339 time") from None
    if time.tzinfo is None:
        raise Unreadable("header ce_time has no time zone")
    return time
