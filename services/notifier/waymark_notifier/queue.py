"""The order of a provider's queue: sections, position, and the opaque cursor of a list.

Not here: reading rows (queries.py) or what may be done with one (allocation.py).
"""

import base64
import binascii
import json
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from waymark.errors import Fault, Kind, Refused
from waymark.words import AllocationState, Priority
from waymark_notifier.allocation import Allocation
from waymark_notifier.transition import HELD

S = AllocationState


class Section(StrEnum):
    """The parts of a queue; held rows are in none a provider can open, stopped ones stand above all tabs."""

    STOP = "stop"
    DECIDE = "decide"
    ACCEPTED = "accepted"
    WAITING = "waiting"
    CLOSED = "closed"
    HELD = "held"


SECTION_OF: dict[AllocationState, Section] = {
    **dict.fromkeys(HELD, Section.HELD),
    S.OFFERED: Section.DECIDE,
    S.UNMET: Section.DECIDE,
    S.ACCEPTED: Section.ACCEPTED,
    S.CONTACTING: Section.ACCEPTED,
    S.ENGAGED: Section.ACCEPTED,
    S.WAITING: Section.WAITING,
    S.DECLINED: Section.CLOSED,
    S.LAPSED: Section.CLOSED,
    S.CLOSED: Section.CLOSED,
    S.WITHDRAWN: Section.CLOSED,
    S.TRANSFERRED: Section.CLOSED,
    S.VOIDED: Section.CLOSED,
}
READABLE = tuple(section for section in Section if section is not Section.HELD)
TABS = (Section.DECIDE, Section.ACCEPTED, Section.WAITING, Section.CLOSED)

_RANK = {Priority.URGENT: 0, Priority.HIGH: 1, Priority.STANDARD: 1}
_BAND = 10**11
_PLACES = 2**63


def section_of(allocation: Allocation) -> Section:
    """Which part of the queue a row is in: what must be confirmed first of all, then by state.

    A row that stopped and was confirmed is closed for its agency, whatever has become of it since.
    """
    if allocation.must_confirm:
        return Section.STOP
    if allocation.state in HELD and allocation.acknowledged_at is not None:
        return Section.CLOSED
    return SECTION_OF[allocation.state]


def position(allocation: Allocation) -> int:
    """Where a row stands, ascending: urgent first, then by due time; settled rows last, newest first."""
    if section_of(allocation) is Section.CLOSED:
        return 9 * _BAND - int(allocation.changed_at.timestamp())
    due_at = allocation.due_at or allocation.received_at
    return _RANK[allocation.priority] * _BAND + int(due_at.timestamp())


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last row of a page: the next one starts behind it."""

    position: int
    id: UUID

    def text(self) -> str:
        """As callers see it: opaque."""
        raw = json.dumps([self.position, str(self.id)], separators=(",", ":")).encode()
        return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def read_cursor(text: str) -> Cursor:
    """A cursor as we gave it out; Refused INVALID for anything else."""
    try:
        raw = base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
        place, last = json.loads(raw)
        return Cursor(_fitting(int(place)), UUID(last))
    except (binascii.Error, ValueError, TypeError, AttributeError, UnicodeError, OverflowError):
        fault = Fault("/after", "not_a_cursor", "use the value of next from the page before, or leave it out")
        raise Refused(Kind.INVALID, "The cursor is not one of ours", faults=(fault,)) from None


def _fitting(place: int) -> int:
    if abs(place) >= _PLACES:
        raise OverflowError("no row stands there")
    return place


@dataclass(frozen=True, slots=True)
class Filter:
    """Which rows of a queue: one section, or one state of it."""

    section: Section
    state: AllocationState | None = None


def read_filter(text: str) -> Filter:
    """A filter by section or state name; Refused INVALID for any other word."""
    if text in READABLE:
        return Filter(Section(text))
    if text in {state.value for state in AllocationState if SECTION_OF[state] is not Section.HELD}:
        state = AllocationState(text)
        return Filter(SECTION_OF[state], state)
    fault = Fault("/state", "unknown", f"use one of: {', '.join(READABLE)}, or the name of a state")
    raise Refused(Kind.INVALID, "There is no such part of a queue", faults=(fault,))
