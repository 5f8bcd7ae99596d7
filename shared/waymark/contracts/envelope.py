"""The envelope every event travels in: CloudEvents 1.0 attributes with our extensions, and the base of contracts.

The data is JSON; in the log the attributes are columns, on Kafka they are `ce_*` headers (binary mode of the
CloudEvents Kafka binding). Not here: the events themselves, one module per teller beside this one.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, ClassVar, Generic, TypeVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from waymark.ids import EventId
from waymark.personal import OPERATIONAL


class Contract(BaseModel):
    """A frozen part of an event. Readers ignore unknown fields, so that adding an optional field is no new version."""

    model_config = ConfigDict(frozen=True, extra="ignore", ser_json_bytes="base64", val_json_bytes="base64")


class Event(Contract):
    """Something that happened. `name` is noun and past tense, `topic` is `<teller>.<kind>`."""

    name: ClassVar[str]
    version: ClassVar[int] = 1
    topic: ClassVar[str]

    @classmethod
    def type(cls) -> str:
        """The CloudEvents type: name and version, as `referral.received.v1`."""
        return f"{cls.name}.v{cls.version}"

    @classmethod
    def teller(cls) -> str:
        """The service that tells this event."""
        return cls.topic.split(".", 1)[0]


class ReferralEvent(Event):
    """An event about one referral: its id is the key that keeps events in order."""

    referral_id: Annotated[UUID, OPERATIONAL]


E = TypeVar("E", bound=Event, covariant=True)


@dataclass(frozen=True, slots=True)
class Heard(Generic[E]):
    """An event as it reached a hearer: the data plus the envelope's attributes.

    `correlation` is the same for a referral's whole way, `causation` is the event that led to this one,
    `traceparent` is the W3C trace context of the teller ("" where there was none).
    """

    id: EventId
    key: UUID
    time: datetime
    correlation: UUID
    causation: UUID | None
    traceparent: str
    data: E


@dataclass(frozen=True, slots=True)
class Told:
    """An event about to be appended to the teller's log within the present transaction."""

    id: EventId
    key: UUID
    time: datetime
    correlation: UUID
    causation: UUID | None
    traceparent: str
    data: Event
