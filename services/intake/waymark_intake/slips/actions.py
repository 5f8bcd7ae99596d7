"""Making and using a slip, one verb each in the transaction that is handed in. Not here: the code and its hash."""

from datetime import datetime
from uuid import UUID

from waymark.db import Transaction
from waymark.ids import AgencyId
from waymark_intake.slips import store
from waymark_intake.slips.slip import Context, NewSlip, expires_at


async def make_slip(tx: Transaction, slip: NewSlip, *, agency: AgencyId, subject: str) -> datetime:
    """Keep a new slip of that agency; answers until when it is good (UTC)."""
    until = expires_at(tx.now)
    await store.add_slip(tx, slip, agency=agency, expires_at=until)
    tx.audit("slip.made", about=slip.slip_id, actor=subject)
    return until


async def use_slip(tx: Transaction, code_hash: bytes, *, submission: UUID, told: bool) -> Context | None:
    """Use a slip for one submission, once: the same submission again gets the same answer, another one None.

    `told` lets the agency that handed it out know that it was used.
    """
    return await store.use_slip(tx, code_hash, submission=submission, told=told)


async def forget_slips(tx: Transaction, *, ended_before: datetime) -> None:
    """Forget slips whose time ended before then, used or not."""
    await store.delete_slips(tx, ended_before)
