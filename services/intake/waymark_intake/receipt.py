"""What intake answers a sender: the receipt for a new referral and the view of one it follows. No personal data.

Not here: how it is stored, or which status code it goes with.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from waymark.ids import ReferralId
from waymark.words import Position, QualityFlag, ReferralState
from waymark_intake.progress import HELD, Seen, Standing, named_agency, standing
from waymark_intake.quality import WHAT_TO_DO
from waymark_intake.referral import PoliceClock


class Reply(BaseModel):
    """Base of what is answered: closed and frozen."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Clock(Reply):
    """The police clock: reported, due (end of a local day, in UTC), and whether the referral came in time."""

    reported_at: datetime
    due_at: datetime
    on_time: bool


class Advice(Reply):
    """One thing wrong with the record, and what the sender should do about it."""

    code: QualityFlag
    what_to_do: str


class Step(Reply):
    """Something the sender may do next, with method and address."""

    step: Literal["follow", "record_consent"]
    method: Literal["GET", "POST"]
    href: str


class Receipt(Reply):
    """The answer to an accepted record; the same again when the same record is sent again."""

    id: UUID
    state: Standing
    police_clock: Clock
    quality: tuple[Advice, ...]
    links: dict[str, str]
    allowed_next: tuple[Step, ...]


class AllocationView(Reply):
    """One need on its way: coded; `agency` only where the person must be asked about that agency."""

    id: UUID
    pathway: str
    state: str
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


class ReferralView(Receipt):
    """A referral as its sender follows it."""

    received_at: datetime
    outcomes: tuple[str, ...]
    allocations: tuple[AllocationView, ...]
    unmet: tuple[UnmetView, ...]
    consent: ConsentView | None


class Kept(Reply):
    """What intake keeps of a referral, as read from its tables."""

    referral_id: ReferralId
    state: ReferralState
    received_at: datetime
    clock: Clock
    quality: tuple[QualityFlag, ...]
    unmet: tuple[UnmetView, ...]
    consent: ConsentView | None


def receipt_of(referral_id: ReferralId, clock: PoliceClock, quality: Sequence[QualityFlag]) -> Receipt:
    """The receipt for a referral that was just accepted."""
    return Receipt(
        id=referral_id,
        state=Standing.RECEIVED,
        police_clock=Clock(reported_at=clock.reported_at, due_at=clock.due_at, on_time=clock.on_time),
        quality=_advice(quality),
        links=_links(referral_id),
        allowed_next=_steps(referral_id),
    )


def view_of(kept: Kept, allocations: Sequence[Seen]) -> ReferralView:
    """The referral as its sender may see it now."""
    outcomes = {seen.outcome: None for seen in allocations if seen.outcome}
    return ReferralView(
        id=kept.referral_id,
        state=standing(kept.state, allocations, unmet=bool(kept.unmet)),
        police_clock=kept.clock,
        quality=_advice(kept.quality),
        links=_links(kept.referral_id),
        allowed_next=_steps(kept.referral_id),
        received_at=kept.received_at,
        outcomes=tuple(outcomes),
        allocations=tuple(_allocation(seen) for seen in allocations),
        unmet=kept.unmet,
        consent=kept.consent,
    )


def _allocation(seen: Seen) -> AllocationView:
    is_held = seen.state in HELD
    return AllocationView(
        id=seen.allocation_id,
        pathway=seen.pathway,
        state=seen.state,
        missing=(seen.missing or None) if is_held else None,
        ask_of=(seen.ask_of or None) if is_held else None,
        agency=named_agency(seen),
        outcome=seen.outcome or None,
        changed_at=seen.changed_at,
    )


def _advice(quality: Sequence[QualityFlag]) -> tuple[Advice, ...]:
    return tuple(Advice(code=flag, what_to_do=WHAT_TO_DO[flag]) for flag in quality)


def _links(referral_id: ReferralId) -> dict[str, str]:
    return {"self": _self(referral_id), "consent": _consent(referral_id)}


def _steps(referral_id: ReferralId) -> tuple[Step, ...]:
    return (
        Step(step="follow", method="GET", href=_self(referral_id)),
        Step(step="record_consent", method="POST", href=_consent(referral_id)),
    )


def _self(referral_id: ReferralId) -> str:
    return f"/intake/v1/referrals/{referral_id}"


def _consent(referral_id: ReferralId) -> str:
    return f"/consent/v1/referrals/{referral_id}/consent"
