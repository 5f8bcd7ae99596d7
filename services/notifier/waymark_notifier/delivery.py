"""Telling a provider that something waits: what an alert may say, when it is tried again, when we give up.

An alert can say nothing else, because its type has no other fields. Not here: the way out (clients/).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import urlsplit
from uuid import UUID

from waymark.errors import Fault, Kind, Refused
from waymark_notifier.deadline import moment


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


@dataclass(frozen=True, slots=True)
class Alert:
    """What leaves the house: an opaque reference, a due time in words, a link that demands sign-in, the agency's name.

    Never in it: anything about the person, the crime, the pathway or the place (web-and-alerts.md 6).
    """

    reference: str
    due: str
    link: str
    agency_name: str


@dataclass(frozen=True, slots=True)
class ChannelOf:
    """Where an agency wants to be told."""

    agency: str
    agency_name: str
    channel: Channel
    address: str


@dataclass(frozen=True, slots=True)
class DueAlert:
    """An alert whose turn it is, leased to one sender; `attempts` counts this one."""

    id: UUID
    allocation_id: UUID
    agency: str
    attempts: int
    due_at: datetime | None
    to: ChannelOf | None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of one attempt; `accepted` means that the next hop has taken the message."""

    alert_id: UUID
    accepted: bool
    attempts: int


_LONGEST_NAME = 100
_LONGEST_ADDRESS = 200
WAITS_MINUTES: tuple[int, ...] = (1, 5, 15, 60, 240, 720)


def reference_of(allocation_id: UUID) -> str:
    """An opaque reference, as A1B2-C3D4: from the random end of the id, so that it tells no time and no order."""
    tail = allocation_id.hex[-8:].upper()
    return f"{tail[:4]}-{tail[4:]}"


def alert_for(due: DueAlert, *, public_url: str, now: datetime) -> Alert:
    """The alert of a row; its link leads to a page that asks who you are."""
    return Alert(
        reference=reference_of(due.allocation_id),
        due=moment(due.due_at, now) if due.due_at else "",
        link=f"{public_url.rstrip('/')}/notifier/allocations/{due.allocation_id}",
        agency_name=due.to.agency_name if due.to else "",
    )


def subject(alert: Alert) -> str:
    """One neutral line, safe on a locked screen."""
    return f"Decision needed by {alert.due} ({alert.reference})" if alert.due else f"Waiting ({alert.reference})"


def body(alert: Alert) -> str:
    """The message in plain text."""
    by = f"by {alert.due}" if alert.due else "when you can"
    return (
        f"For the duty worker at {alert.agency_name}.\n\n"
        f"Something in your queue needs a decision {by}.\n"
        f"Reference: {alert.reference}\n\n"
        f"Sign in to see it: {alert.link}\n\n"
        "This message was sent by a machine. Please do not reply to it.\n"
    )


def after_failure(attempts: int, now: datetime) -> tuple[AlertState, datetime]:
    """What follows a failed attempt number `attempts` (from 1): a next time, or giving up so that a human sees it."""
    if attempts > len(WAITS_MINUTES):
        return AlertState.FAILED, now
    return AlertState.QUEUED, now + timedelta(minutes=WAITS_MINUTES[attempts - 1])


def read_channel(name: str, entry: object) -> ChannelOf:
    """A county file's entry for one agency; Refused INVALID in one line that names the entry."""
    if not isinstance(entry, dict) or set(entry) != {"name", "email"}:
        raise _wrong(name, "give it exactly name and email")
    agency_name, address = entry["name"], entry["email"]
    if not isinstance(agency_name, str) or not agency_name.isprintable() or not 0 < len(agency_name) <= _LONGEST_NAME:
        raise _wrong(name, "name must be one line of text")
    if not isinstance(address, str) or not _is_address(address):
        raise _wrong(name, "email must be one plain address")
    return ChannelOf(name, agency_name, Channel.EMAIL, address)


def _is_address(text: str) -> bool:
    local, at, domain = text.partition("@")
    plain = text.isascii() and text.isprintable() and not set(text) & set(' <>,;:"\\()')
    return bool(
        at and local and plain and len(text) <= _LONGEST_ADDRESS and urlsplit(f"//{domain}").hostname == domain.lower()
    )


def _wrong(name: str, fix: str) -> Refused:
    title = f"notifier.channels.{name}: {fix}"
    return Refused(Kind.INVALID, title, code="channel_invalid", faults=(Fault(f"/channels/{name}", "invalid", fix),))
