"""Slips as they are kept: made, used once. Decides nothing."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import LargeBinary, Uuid, insert
from sqlalchemy.dialects.postgresql import TIMESTAMP

from waymark.db import Transaction, typed
from waymark.ids import AgencyId
from waymark.words import OffenceClass
from waymark_intake.slips.slip import Context, NewSlip
from waymark_intake.slips.tables import slips

# One statement decides: of two that come at once the second waits for the row, and then finds it used.
_USE = typed(
    "update slips set used_at = :now, used_by = :submission, told = :told where code_hash = :code"
    " and expires_at > :now and (used_at is null or used_by = :submission) returning offence_class, district",
    code=LargeBinary(),
    submission=Uuid(),
    now=TIMESTAMP(timezone=True),
)
_FORGET = typed("delete from slips where expires_at < :before", before=TIMESTAMP(timezone=True))


async def add_slip(tx: Transaction, slip: NewSlip, *, agency: AgencyId, expires_at: datetime) -> None:
    """Keep a new slip."""
    context = slip.context
    await tx.run(
        insert(slips).values(
            slip_id=slip.slip_id,
            code_hash=slip.code_hash,
            agency=agency,
            offence_class=context.offence_class.value if context.offence_class else None,
            district=context.district,
            made_at=tx.now,
            expires_at=expires_at,
            told=False,
        )
    )


async def use_slip(tx: Transaction, code_hash: bytes, *, submission: UUID, told: bool) -> Context | None:
    """Mark the slip as used by that submission; None where it is not there, out of date, or another's."""
    row = await tx.row(_USE, {"code": code_hash, "submission": submission, "told": told, "now": tx.now})
    if row is None:
        return None
    return Context(OffenceClass(row.offence_class) if row.offence_class else None, row.district)


async def delete_slips(tx: Transaction, before: datetime) -> None:
    """Forget slips that ended before then."""
    await tx.run(_FORGET, {"before": before})
