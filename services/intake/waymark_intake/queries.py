"""What the sender's door may ask about its referrals. Takes a Reader, so that it cannot write."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from waymark.db import Reader
from waymark.words import AllocationState, QualityFlag, ReferralState
from waymark_intake.progress import Seen
from waymark_intake.receipt import Clock, ConsentView, Kept, UnmetView
from waymark_intake.tables import allocations_seen, referrals


async def find_referral(reader: Reader, referral_id: UUID) -> Kept | None:
    """What is kept of a referral of the reader's own agency; None where there is none (row security decides)."""
    row = await reader.row(select(referrals).where(referrals.c.referral_id == referral_id))
    if row is None:
        return None
    consent = ConsentView(position=row.position, changed_at=row.position_changed_at) if row.position else None
    return Kept(
        referral_id=row.referral_id,
        state=ReferralState(row.state),
        received_at=row.received_at,
        clock=Clock(
            reported_at=row.reported_at, due_at=row.police_due_at, on_time=row.received_at <= row.police_due_at
        ),
        quality=tuple(QualityFlag(flag) for flag in row.quality),
        unmet=tuple(UnmetView(**need) for need in row.unmet),
        consent=consent,
    )


async def list_allocations(reader: Reader, referral_id: UUID) -> Sequence[Seen]:
    """What was heard of the referral's allocations, the oldest news first."""
    of_referral = select(allocations_seen).where(allocations_seen.c.referral_id == referral_id)
    rows = await reader.rows(of_referral.order_by(allocations_seen.c.changed_at, allocations_seen.c.allocation_id))
    return [
        Seen(
            allocation_id=row.allocation_id,
            pathway=row.pathway,
            agency=row.agency,
            state=AllocationState(row.state),
            missing=row.missing,
            ask_of=row.ask_of,
            outcome=row.outcome,
            changed_at=row.changed_at,
        )
        for row in rows
    ]
