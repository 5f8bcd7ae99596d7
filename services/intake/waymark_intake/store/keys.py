"""Idempotency keys: claimed once, whoever comes second waits and is told what is kept. Decides nothing.

A key lives as long as its referral: it goes with it (migration 0006) and with nothing else.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from waymark.db import Transaction, typed
from waymark_intake.records.answered import AnswerSubmission
from waymark_intake.referral import Submission
from waymark_intake.store.arrays import BYTES, TEXTS
from waymark_intake.tables import idempotency

_FIND_KEYS = typed(
    "select i.agency, i.key_hash, i.fingerprint, i.referral_id, i.reply from idempotency i"
    " join unnest(:agencies, :keys) as u(a, k) on i.agency = u.a and i.key_hash = u.k",
    agencies=TEXTS,
    keys=BYTES,
)


@dataclass(frozen=True, slots=True)
class KeptKey:
    """An idempotency key as first used: the fingerprint of its record, the referral, and what was answered."""

    fingerprint: bytes
    referral_id: UUID
    reply: bytes


Keyed = Submission | AnswerSubmission
"""What comes under an idempotency key."""


async def claim_key(tx: Transaction, submission: Keyed, reply: bytes) -> bool:
    """Claim the submission's idempotency key; answers whether it was still free.

    Waits for another writer that is claiming the same key, until that one has committed or rolled back.
    """
    claim = insert(idempotency).values(
        agency=submission.sender,
        key_hash=submission.key_hash,
        fingerprint=submission.fingerprint,
        referral_id=submission.referral_id,
        state="accepted",
        reply=reply,
        created_at=tx.now,
    )
    return await tx.run(claim.on_conflict_do_nothing()) == 1


async def find_keys(tx: Transaction, submissions: Sequence[Keyed]) -> dict[tuple[str, bytes], KeptKey]:
    """What is kept under the submissions' keys, by sender and key hash."""
    keys = {(s.sender, s.key_hash) for s in submissions}
    rows = await tx.rows(_FIND_KEYS, {"agencies": [a for a, _ in keys], "keys": [k for _, k in keys]})
    return {(row.agency, row.key_hash): KeptKey(row.fingerprint, row.referral_id, row.reply) for row in rows}
