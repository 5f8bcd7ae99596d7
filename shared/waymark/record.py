"""One event as it came off a bus, whichever bus that was."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Record:
    """An event with its envelope and where it stands.

    `source` is where positions are kept ("postgres:intake.referral", "kafka:<cluster>:<topic id>:<topic>:<n>");
    `position` is where a hearer stands once this record is done, opaque to everybody but the bus.
    """

    source: str
    position: str
    topic: str
    key: UUID
    event_id: UUID
    type: str
    time: datetime
    correlation: UUID
    causation: UUID | None
    traceparent: str
    body: bytes
