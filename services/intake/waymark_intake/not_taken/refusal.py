"""A record that was refused, as it is counted: whose it was, in which week, and with which faults. Pure.

A fault is counted by the field of the format, its code and what to do: none of them quotes what was sent (Fault). Not
here: storing the counts (store.py), and which refusals count at a door (api/counted.py).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from waymark.errors import Fault, Kind, Refused
from waymark_intake.week import week_of
from waymark_intake.working_day import local_date

LONGEST_FIX, LONGEST_FIELD = 300, 200
_COUNTED = frozenset({Kind.INVALID, Kind.MALFORMED, Kind.TOO_LARGE, Kind.UNSUPPORTED})
_OF_THE_SENDER = frozenset({"kind_not_yours", "sender_not_police"})
_NUMBER = re.compile(r"/[0-9]+(?=/|$)")
_TEAM = re.compile(rb'"team"\s*:\s*"([A-Za-z0-9][A-Za-z0-9-]{0,39})"')


@dataclass(frozen=True, slots=True)
class Sending:
    """Who sent something when: agency, member or client, the record's own team ("" where it names none), the week."""

    agency: str
    subject: str
    team: str
    week: date


@dataclass(frozen=True, slots=True)
class Refusal:
    """One refused record with its faults, each kind of fault once."""

    sending: Sending
    faults: tuple[Fault, ...]


def is_counted(refused: Refused) -> bool:
    """Whether it says something of the record: not that somebody is unknown, or that two meet at the same moment."""
    return refused.kind in _COUNTED or refused.code in _OF_THE_SENDER


def refusal_of(refused: Refused, sending: Sending) -> Refusal:
    """The refusal as it is counted: places in lists without their number, and each kind of fault once."""
    faults = refused.faults or (Fault("", refused.code, refused.title),)
    return Refusal(sending, tuple({(fault.pointer, fault.code): fault for fault in _plain(faults)}.values()))


def sending_of(agency: str, subject: str, at: datetime, *, team: str = "") -> Sending:
    """Who sent something, in the local week of that instant."""
    return Sending(agency, subject, team, week_of(local_date(at)))


def team_in(raw: bytes) -> str:
    """The team that a record names which could not be read as a whole; "" where none is to be found."""
    found = _TEAM.search(raw)
    return found[1].decode() if found else ""


def _plain(faults: tuple[Fault, ...]) -> Iterator[Fault]:
    for fault in faults:
        field = _NUMBER.sub("", fault.pointer)[:LONGEST_FIELD]
        yield Fault(field, fault.code, fault.fix[:LONGEST_FIX])
