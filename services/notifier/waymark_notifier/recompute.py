"""Computes a row's clocks again from its timeline and the dated limits, and reads its timeline for gaps.

Pure: rows in, findings out, so that it can be done offline on any copy. Not here: reading them (queries/account.py).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from waymark.words import AllocationState, Priority
from waymark_notifier import deadline
from waymark_notifier.allocation import Allocation
from waymark_notifier.deadline import Timer
from waymark_notifier.transition import ONLY_TELLS, Verb


@dataclass(frozen=True, slots=True)
class Written:
    """One line of a timeline; `priority` is the row's at that time, `due_at` when the clock it started runs out."""

    source: str
    target: str
    verb: str
    priority: Priority | None
    due_at: datetime | None
    version: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with one row: the invariant's id, and what."""

    invariant: str
    what: str


def found_in(row: Allocation, lines: Sequence[Written]) -> Iterator[Wrong]:
    """Everything wrong with one row and its timeline, which is oldest first."""
    yield from (Wrong("I8", what) for what in _order(row, lines))
    yield from (Wrong("I7", what) for what in _clocks(row, lines))


def _order(row: Allocation, lines: Sequence[Written]) -> Iterator[str]:
    if not lines:
        yield "it has no timeline"
        return
    if lines[0].source or lines[0].version != 1:
        yield "its timeline does not begin at the beginning"
    for before, after in pairwise(lines):
        if after.source != before.target:
            yield f"it left {after.source} without having come there from {before.target}"
        if after.version != before.version + (after.verb not in ONLY_TELLS):
            yield f"version {after.version} follows version {before.version}"
        if after.at < before.at:
            yield f"version {after.version} is older than version {before.version}"
    last = lines[-1]
    if (last.version, last.target) != (row.version, row.state):
        yield f"it is {row.state} in version {row.version}, its timeline ends {last.target} in version {last.version}"


_STARTS_CONTACT = frozenset({Verb.ACCEPT.value})
_STARTS_REVIEW = frozenset({Verb.CONTACT.value, Verb.ENGAGE.value, Verb.UNMET.value, Verb.HOLD.value})
_STARTS_ANSWER = frozenset({Verb.OFFER.value})


def _clocks(row: Allocation, lines: Sequence[Written]) -> Iterator[str]:
    if row.state is AllocationState.OFFERED:
        yield from _answer_clock(row, _last(lines, _STARTS_ANSWER))
    if row.state is AllocationState.ACCEPTED:
        yield from _limit(Timer.CONTACT, row.contact_by, _last(lines, _STARTS_CONTACT))
    if row.timer is Timer.REVIEW and row.state is not AllocationState.WAITING:
        yield from _limit(Timer.REVIEW, row.review_by, _last(lines, _STARTS_REVIEW))
    for line in _since_offered(lines):
        if line.verb == Verb.LAPSE and row.respond_by is not None and line.at < row.respond_by:
            yield "it lapsed before its time was over"


def _since_offered(lines: Sequence[Written]) -> Sequence[Written]:
    """The timeline from its last offer on: what lapsed before that had the time of an earlier one."""
    offers = [at for at, line in enumerate(lines) if line.verb in _STARTS_ANSWER]
    return lines[offers[-1] :] if offers else lines


def _answer_clock(row: Allocation, offered: Written | None) -> Iterator[str]:
    """The router gives the time to answer; afterwards it may only become shorter."""
    if row.respond_by is None:
        yield "it is offered without a time to answer"
    elif offered is not None and offered.due_at is not None and row.respond_by > offered.due_at:
        yield "its time to answer has become longer since it was offered"


def _limit(timer: Timer, due_at: datetime | None, started: Written | None) -> Iterator[str]:
    if started is None or started.priority is None:
        return
    if due_at != deadline.due(timer, started.priority, started.at):
        yield f"its {timer} clock is not what its start and the limit of that day make it"


def _last(lines: Sequence[Written], verbs: frozenset[str]) -> Written | None:
    return next((line for line in reversed(lines) if line.verb in verbs), None)
