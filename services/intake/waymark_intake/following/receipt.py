"""What intake answers a sender: the receipt for a new referral and the view of one it follows. No personal data.

Not here: how it is stored, or which status code it goes with.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from waymark.contracts.referral import Correction
from waymark.errors import Kind, Refused
from waymark.ids import ReferralId
from waymark.words import AgencyRole, Group, Position, QualityFlag, ReferralState
from waymark_intake.following.attendance import only_attendance, shown
from waymark_intake.following.correction import ENDED
from waymark_intake.following.progress import HELD, Attendance, Seen, Standing, named_agency, standing
from waymark_intake.quality.advice import WHAT_TO_DO
from waymark_intake.quality.score import CLEAN, Score
from waymark_intake.referral import PoliceClock

_NOBODYS = ReferralId(UUID(int=0))
_NOBODY = str(_NOBODYS).encode()


class Reply(BaseModel):
    """Base of what is answered: closed and frozen."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Clock(Reply):
    """The police clock: reported, due (end of a local day, in UTC), and whether the referral came in time."""

    reported_at: datetime
    due_at: datetime
    on_time: bool


class Advice(Reply):
    """One thing wrong with the record, and what the sender should do about it.

    `fields` are JSON pointers into the record as it was sent, `weight` is what it costs of 100 points.
    """

    code: QualityFlag
    what_to_do: str
    fields: tuple[str, ...] = ()
    weight: int = 0


class Step(Reply):
    """Something the sender may do next, with method and address; `changes` is about all of its referrals."""

    step: Literal["follow", "history", "changes", "record_consent", "answer", "correct", "withdraw"]
    method: Literal["GET", "POST"]
    href: str


class Receipt(Reply):
    """The answer to an accepted record; the same again when the same record is sent again.

    `version` is 1 and goes up with every correction. `police_clock` is null for who is not the police.
    `quality_score` is 100 less the weights of what `quality` lists, and never below 0.
    """

    id: UUID
    version: int = 1
    state: Standing
    police_clock: Clock | None
    quality: tuple[Advice, ...]
    quality_score: int = CLEAN
    links: dict[str, str]
    allowed_next: tuple[Step, ...]

    def written(self) -> bytes:
        """The receipt as JSON, as it is kept and answered."""
        return self.__pydantic_serializer__.to_json(self)


class AllocationView(Reply):
    """One need on its way: coded; `agency` only where the person must be asked about that agency.

    Where treatment is confidential the police, probation and prisons see `attendance`, and neither state nor outcome.
    """

    id: UUID
    pathway: str
    state: str | None
    attendance: Attendance | None = None
    missing: str | None = None
    ask_of: str | None = None
    agency: str | None = None
    outcome: str | None = None
    changed_at: datetime


class ConsentView(Reply):
    """The person's position as last recorded, where it changed after the referral."""

    position: Position
    changed_at: datetime


class UnmetView(Reply):
    """A need nobody could take, and why."""

    pathway: str
    reason: str


class SignpostView(Reply):
    """A service the person is told of; no data moves there."""

    service: str
    name: str
    how: str


class CorrectionView(Reply):
    """A correction the sender made: the version it led to, when, and which parts of the record it changed."""

    version: int
    at: datetime
    groups: tuple[Group, ...]


class HistoryEntry(Reply):
    """One thing that happened: what (history.py), when, and where it applies the version, the parts of the record that
    a correction changed, the pathway, what is missing, and what came of it.
    """

    at: datetime
    what: str
    version: int | None = None
    groups: tuple[Group, ...] = ()
    pathway: str | None = None
    missing: str | None = None
    outcome: str | None = None


class ReferralView(Receipt):
    """A referral as its sender follows it."""

    received_at: datetime
    corrections: tuple[CorrectionView, ...]
    signposts: tuple[SignpostView, ...]
    outcomes: tuple[str, ...]
    allocations: tuple[AllocationView, ...]
    unmet: tuple[UnmetView, ...]
    consent: ConsentView | None


class Kept(Reply):
    """What intake keeps of a referral, as read from its tables."""

    referral_id: ReferralId
    state: ReferralState
    version: int
    received_at: datetime
    clock: Clock | None
    quality: Score
    unmet: tuple[UnmetView, ...]
    consent: ConsentView | None
    corrections: tuple[Correction, ...] = ()
    signposts: tuple[SignpostView, ...] = ()


def no_such_referral() -> Refused:
    """The same answer for a referral that is another agency's and for one that is nobody's."""
    return Refused(Kind.NOT_FOUND, "There is no such referral of your agency", code="referral_not_found")


def receipt_of(referral_id: ReferralId, clock: PoliceClock | None, quality: Score, *, version: int = 1) -> Receipt:
    """The receipt for a referral that was just accepted or corrected."""
    return Receipt(
        id=referral_id,
        version=version,
        state=Standing.RECEIVED,
        police_clock=_shown(clock) if clock else None,
        quality=_advice(quality),
        quality_score=quality.points,
        links=_links(referral_id),
        allowed_next=_steps(referral_id),
    )


def written_receipt(referral_id: UUID, clock: PoliceClock | None, quality: Score, *, version: int = 1) -> bytes:
    """What `receipt_of(...).written()` is, without building anew what is the same in thousands of receipts."""
    before, after = _written_around(quality, version)
    told = _shown(clock) if clock else None
    written = told.__pydantic_serializer__.to_json(told) if told else b"null"
    named = str(referral_id).encode()
    return b"".join((before.replace(_NOBODY, named), written, after.replace(_NOBODY, named)))


@lru_cache(maxsize=512)
def _written_around(quality: Score, version: int) -> tuple[bytes, bytes]:
    """A receipt of nobody's, as it stands before and after the police clock."""
    whole = receipt_of(_NOBODYS, None, quality, version=version).written()
    before, mark, after = whole.partition(b'"police_clock":')
    return before + mark, after.removeprefix(b"null")


def _shown(clock: PoliceClock) -> Clock:
    return Clock(reported_at=clock.reported_at, due_at=clock.due_at, on_time=clock.on_time)


def view_of(kept: Kept, allocations: Sequence[Seen], *, seen_by: AgencyRole) -> ReferralView:
    """The referral as its sender, an agency of that role, may see it now."""
    confidential = only_attendance(seen_by, kept.received_at)
    # A provider's news may come before the router's answer: of what nobody knows the pathway, no more is told.
    withheld = confidential | {""} if confidential else confidential
    known = [shown(seen) if seen.pathway in withheld else seen for seen in allocations]
    outcomes = {seen.outcome: None for seen in known if seen.outcome}
    return ReferralView(
        id=kept.referral_id,
        version=kept.version,
        state=standing(kept.state, known, unmet=bool(kept.unmet)),
        police_clock=kept.clock,
        quality=_advice(kept.quality),
        quality_score=kept.quality.points,
        links=_links(kept.referral_id),
        allowed_next=_steps(kept.referral_id, has_ended=kept.state in ENDED),
        received_at=kept.received_at,
        corrections=tuple(CorrectionView(version=c.version, at=c.at, groups=c.groups) for c in kept.corrections),
        signposts=kept.signposts,
        outcomes=tuple(outcomes),
        allocations=tuple(_allocation(seen) for seen in known),
        unmet=kept.unmet,
        consent=kept.consent,
    )


def _allocation(seen: Seen) -> AllocationView:
    is_held = seen.state in HELD
    return AllocationView(
        id=seen.allocation_id,
        pathway=seen.pathway,
        state=None if seen.attendance else seen.state,
        attendance=seen.attendance,
        missing=(seen.missing or None) if is_held else None,
        ask_of=(seen.ask_of or None) if is_held else None,
        agency=named_agency(seen),
        outcome=seen.outcome or None,
        changed_at=seen.changed_at,
    )


def _advice(quality: Score) -> tuple[Advice, ...]:
    return tuple(
        Advice(code=item.code, what_to_do=WHAT_TO_DO[item.code], fields=item.fields, weight=item.weight)
        for item in quality.items
    )


def _links(referral_id: UUID) -> dict[str, str]:
    return {"self": address_of(referral_id), "consent": _consent(referral_id)}


def _steps(referral_id: UUID, *, has_ended: bool = False) -> tuple[Step, ...]:
    here = address_of(referral_id)
    follow = Step(step="follow", method="GET", href=here)
    history = Step(step="history", method="GET", href=f"{here}/history")
    changes = Step(step="changes", method="GET", href="/intake/v1/referrals/changes")
    if has_ended:
        return (follow, history, changes)
    return (
        follow,
        history,
        changes,
        Step(step="record_consent", method="POST", href=_consent(referral_id)),
        Step(step="answer", method="POST", href=f"{here}:answer"),
        Step(step="correct", method="POST", href=f"{here}:correct"),
        Step(step="withdraw", method="POST", href=f"{here}:withdraw"),
    )


def address_of(referral_id: UUID) -> str:
    """Where a referral is followed."""
    return f"/intake/v1/referrals/{referral_id}"


def _consent(referral_id: UUID) -> str:
    return f"/consent/v1/referrals/{referral_id}/consent"
