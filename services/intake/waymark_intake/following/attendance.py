"""Which senders learn of drug and alcohol treatment only whether the person came, and what that comes to.

Not here: where a referral stands for everybody else (progress.py).
"""

from dataclasses import dataclass, replace
from datetime import date, datetime

from waymark.words import AgencyRole, AllocationState, CloseOutcome, DeclinedBy, Pathway
from waymark_intake.following.progress import Attendance, Seen

_A = AllocationState
_WENT = frozenset({CloseOutcome.COMPLETED.value, CloseOutcome.COMPLETED_PARTLY.value})
_STAYED_AWAY = frozenset(
    {
        CloseOutcome.UNABLE_TO_CONTACT.value,
        CloseOutcome.DECLINED_BY_PERSON.value,
        f"declined_by_{DeclinedBy.PERSON}",
    }
)
_AHEAD = frozenset({_A.OFFERED, _A.ACCEPTED, _A.WAITING, _A.CONTACTING})


@dataclass(frozen=True, slots=True)
class Confidential:
    """From `valid_from` on, these senders see of these pathways whether the person came, and no more."""

    valid_from: date
    senders: frozenset[AgencyRole]
    pathways: frozenset[str]


CONFIDENTIAL: tuple[Confidential, ...] = (
    Confidential(
        date(2021, 4, 1),
        senders=frozenset({AgencyRole.POLICE, AgencyRole.PROBATION, AgencyRole.PRISON}),
        pathways=frozenset({Pathway.SUBSTANCE_ADULT.value, Pathway.SUBSTANCE_CHILD.value}),
    ),
)
"""Treatment detail is health data under the common-law duty of confidence; attendance and compliance may go back."""


def only_attendance(sender: AgencyRole, received_at: datetime) -> frozenset[str]:
    """The pathways of which that sender sees attendance only, for a referral received at `received_at` (UTC)."""
    in_force = [row for row in CONFIDENTIAL if row.valid_from <= received_at.date()] or [CONFIDENTIAL[0]]
    return in_force[-1].pathways if sender in in_force[-1].senders else frozenset()


def shown(seen: Seen) -> Seen:
    """The allocation with attendance in the place of state, outcome and their time, as far as they tell of treatment.

    Whoever was ever engaged has attended, whatever came of it. An end that says nothing about the person's coming
    (not eligible, moved away, no capacity ...) is an end without its reason: it must not look like staying away.
    """
    attendance = _attendance(seen)
    over = attendance in {Attendance.ATTENDED, Attendance.NOT_ATTENDED}
    return replace(
        seen,
        state=_A.CLOSED if over else seen.state,
        outcome="",
        attendance=attendance,
        changed_at=seen.engaged_at or seen.changed_at,
    )


def _attendance(seen: Seen) -> Attendance | None:
    if seen.engaged_at is not None or seen.state is _A.ENGAGED or seen.outcome in _WENT:
        return Attendance.ATTENDED
    if seen.outcome in _STAYED_AWAY:
        return Attendance.NOT_ATTENDED
    return Attendance.AWAITED if seen.state in _AHEAD else None
