"""Telling an agency that something waits: which alerts there are, who gets them, when they are tried again.

Not here: what a message says (letter.py), and the way out (clients/).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from waymark.errors import Fault, Kind, Refused
from waymark.reference.mail_address import is_address


class AlertState(StrEnum):
    """How far an alert is."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Channel(StrEnum):
    """The ways an agency can be told."""

    EMAIL = "email"


class AlertKind(StrEnum):
    """What an alert asks for. It never says what for."""

    DECIDE = "decide"
    CHANGED = "changed"
    STOP = "stop"
    REMINDER = "reminder"
    OVERDUE = "overdue"
    LAPSED = "lapsed"
    RULES_OFF = "rules_off"
    RULES_ON = "rules_on"


class Audience(StrEnum):
    """Who is told: an agency's duty worker, its lead, or the desk that looks after what others left undone."""

    DUTY = "duty"
    LEAD = "lead"
    DESK = "desk"


@dataclass(frozen=True, slots=True)
class Notice:
    """An alert to be queued: for whom and about which row; `at_once` ones never wait for a digest.

    One about the rules names the act of publishing them in place of a row.
    """

    agency: str
    allocation_id: UUID
    kind: AlertKind
    audience: Audience
    due_at: datetime | None
    at_once: bool


@dataclass(frozen=True, slots=True)
class ChannelOf:
    """Where an agency wants to be told, and where its lead; one agency is the desk that others' silence goes to."""

    agency: str
    agency_name: str
    channel: Channel
    address: str
    lead_address: str = ""
    is_desk: bool = False

    def address_for(self, audience: Audience) -> str:
        """The address of an audience; who names no lead is told at the duty address."""
        return self.lead_address or self.address if audience is Audience.LEAD else self.address


@dataclass(frozen=True, slots=True)
class DueAlert:
    """An alert whose turn it is, leased to one sender; `attempts` counts this one."""

    id: UUID
    allocation_id: UUID
    agency: str
    attempts: int
    due_at: datetime | None
    to: ChannelOf | None
    kind: AlertKind = AlertKind.DECIDE
    audience: Audience = Audience.DUTY
    at_once: bool = True


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of one attempt; `accepted` means that the next hop has taken the message."""

    alert_id: UUID
    accepted: bool
    attempts: int


_LONGEST_NAME = 100
WAITS_MINUTES: tuple[int, ...] = (1, 5, 15, 60, 240, 720)


def reference_of(allocation_id: UUID) -> str:
    """An opaque reference, as A1B2-C3D4: from the random end of the id, so that it tells no time and no order."""
    tail = allocation_id.hex[-8:].upper()
    return f"{tail[:4]}-{tail[4:]}"


def after_failure(attempts: int, now: datetime) -> tuple[AlertState, datetime]:
    """What follows a failed attempt number `attempts` (from 1): a next time, or giving up so that a human sees it."""
    if attempts > len(WAITS_MINUTES):
        return AlertState.FAILED, now
    return AlertState.QUEUED, now + timedelta(minutes=WAITS_MINUTES[attempts - 1])


def read_channel(name: str, entry: object) -> ChannelOf:
    """A county file's entry for one agency; Refused INVALID in one line that names the entry."""
    if not isinstance(entry, dict) or not {"name", "email"} <= set(entry) <= {"name", "email", "lead_email"}:
        raise _wrong(name, "give it name and email, lead_email where there is one, and nothing else")
    agency_name, address = entry["name"], entry["email"]
    if not isinstance(agency_name, str) or not agency_name.isprintable() or not 0 < len(agency_name) <= _LONGEST_NAME:
        raise _wrong(name, "name must be one line of text")
    if not isinstance(address, str) or not is_address(address):
        raise _wrong(name, "email must be one plain address")
    lead = entry.get("lead_email", "")
    if not isinstance(lead, str) or (lead and not is_address(lead)):
        raise _wrong(name, "lead_email must be one plain address")
    return ChannelOf(name, agency_name, Channel.EMAIL, address, lead)


def read_channels(part: Mapping[str, object]) -> list[ChannelOf]:
    """The notifier's part of a county file: channels by agency, and which of them gets what others left undone."""
    channels, desk = part.get("channels", {}), part.get("escalate_to", "")
    if set(part) - {"channels", "escalate_to"} or not isinstance(channels, Mapping):
        title = "notifier: give it a table called channels, escalate_to, and nothing else"
        raise Refused(Kind.INVALID, title, code="part_invalid")
    read = [read_channel(str(name), entry) for name, entry in channels.items()]
    if desk and desk not in channels:
        raise Refused(Kind.INVALID, "notifier.escalate_to: name one of the channels", code="part_invalid")
    return [replace(one, is_desk=True) if one.agency == desk else one for one in read]


def _wrong(name: str, fix: str) -> Refused:
    title = f"notifier.channels.{name}: {fix}"
    return Refused(Kind.INVALID, title, code="channel_invalid", faults=(Fault(f"/channels/{name}", "invalid", fix),))
