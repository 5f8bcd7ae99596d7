"""What happened to a referral, in order of time, as far as its sender may know. Pure.

Where treatment is confidential, the steps of it come to attendance and no more (attendance.py). Not here: where it
stands now (receipt.py).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from waymark.words import AgencyRole, AllocationState, ReferralState
from waymark_intake.following.attendance import only_attendance, shown
from waymark_intake.following.progress import HELD, Attendance, Seen
from waymark_intake.following.receipt import HistoryEntry, Kept

_A = AllocationState


class Happened(StrEnum):
    """What a sender is told happened."""

    RECEIVED = "received"
    CORRECTED = "corrected"
    CONSENT_RECORDED = "consent_recorded"
    ASKED = "asked"
    PASSED_ON = "passed_on"
    ACCEPTED = "accepted"
    WAITING = "waiting"
    CONTACTING = "contacting"
    WORK_BEGAN = "work_began"
    GIVEN_BACK = "given_back"
    UNMET = "unmet"
    CLOSED = "closed"
    ENDED = "ended"
    ATTENDED = "attended"
    NOT_ATTENDED = "not_attended"
    WITHDRAWN = "withdrawn"


_OF_STATE: Mapping[AllocationState, Happened] = MappingProxyType(
    {
        **dict.fromkeys(HELD, Happened.ASKED),
        _A.OFFERED: Happened.PASSED_ON,
        _A.ACCEPTED: Happened.ACCEPTED,
        _A.WAITING: Happened.WAITING,
        _A.CONTACTING: Happened.CONTACTING,
        _A.ENGAGED: Happened.WORK_BEGAN,
        _A.DECLINED: Happened.GIVEN_BACK,
        _A.LAPSED: Happened.GIVEN_BACK,
        _A.UNMET: Happened.UNMET,
        _A.CLOSED: Happened.CLOSED,
    }
)
_OF_ATTENDANCE: Mapping[Attendance, Happened] = MappingProxyType(
    {
        Attendance.AWAITED: Happened.PASSED_ON,
        Attendance.ATTENDED: Happened.ATTENDED,
        Attendance.NOT_ATTENDED: Happened.NOT_ATTENDED,
    }
)


@dataclass(frozen=True, slots=True)
class Stepped:
    """One step of an allocation, as it was heard; its pathway is "" as long as the router has not said it."""

    allocation_id: UUID
    pathway: str
    state: AllocationState
    outcome: str
    missing: str
    at: datetime


def history_of(
    kept: Kept, steps: Sequence[Stepped], *, withdrawn_at: datetime | None, seen_by: AgencyRole
) -> tuple[HistoryEntry, ...]:
    """Everything that happened, the oldest first, as the sender, an agency of that role, may know it."""
    entries = [
        HistoryEntry(at=kept.received_at, what=Happened.RECEIVED, version=1),
        *(
            HistoryEntry(at=one.at, what=Happened.CORRECTED, version=one.version, groups=one.groups)
            for one in kept.corrections
        ),
        *_steps(steps, only_attendance(seen_by, kept.received_at)),
    ]
    if kept.consent is not None:
        entries.append(HistoryEntry(at=kept.consent.changed_at, what=Happened.CONSENT_RECORDED))
    if kept.state is ReferralState.WITHDRAWN and withdrawn_at is not None:
        entries.append(HistoryEntry(at=withdrawn_at, what=Happened.WITHDRAWN))
    return tuple(sorted(entries, key=lambda entry: entry.at))


def _steps(steps: Sequence[Stepped], confidential: frozenset[str]) -> Iterator[HistoryEntry]:
    """The steps of all allocations, those left out that say nothing new."""
    withheld = confidential | {""} if confidential else confidential
    told: dict[UUID, list[Happened]] = {}
    engaged = {one.allocation_id: one.at for one in reversed(steps) if one.state is _A.ENGAGED}
    for step in sorted(steps, key=lambda one: one.at):
        is_withheld = step.pathway in withheld
        what = _attended(step, engaged.get(step.allocation_id)) if is_withheld else _OF_STATE.get(step.state)
        what = what or Happened.ENDED
        before = told.setdefault(step.allocation_id, [])
        if not _is_new(what, before, once=is_withheld):
            continue
        before.append(what)
        yield HistoryEntry(
            at=step.at,
            what=what,
            pathway=step.pathway or None,
            missing=(step.missing or None) if what is Happened.ASKED else None,
            outcome=(step.outcome or None) if not is_withheld else None,
        )


def _is_new(what: Happened, before: Sequence[Happened], *, once: bool) -> bool:
    """Whether that is told after what was told of the allocation; of confidential steps each thing `once`.

    The router says again that somebody has it whenever its answer changes: that is told only where it is passed on.
    """
    if once:
        return what not in before and Happened.ATTENDED not in before
    last = before[-1] if before else None
    if what is Happened.PASSED_ON:
        return last in {None, Happened.ASKED, Happened.GIVEN_BACK, Happened.ENDED}
    return what is not last


def _attended(step: Stepped, engaged_at: datetime | None) -> Happened | None:
    """What of a confidential step may be told: that it is asked for, passed on, and whether the person came."""
    has_begun = engaged_at is not None and engaged_at <= step.at
    seen = shown(
        Seen(
            allocation_id=step.allocation_id,
            pathway=step.pathway,
            agency="",
            state=step.state,
            missing=step.missing,
            ask_of="",
            outcome=step.outcome,
            changed_at=step.at,
            engaged_at=engaged_at if has_begun else None,
        )
    )
    if seen.attendance is not None:
        return _OF_ATTENDANCE[seen.attendance]
    return Happened.ASKED if step.state in HELD else None
