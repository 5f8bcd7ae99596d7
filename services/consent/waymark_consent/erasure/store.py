"""What an erasure leaves of a referral in consent's own rows: who sent it and when, and that its person was erased.

Words, decisions and disclosures are history and stay: codes and ids that say what was lawful. Not here: keys and
sealed groups (`..vault.store`).
"""

from waymark.contracts.referral import Facts
from waymark.db import Transaction
from waymark_consent.store import Kept

_EMPTY = (
    "update referrals set facts = cast(cast(:facts as text) as jsonb), quality = '{}', scope = '[]', duties = '[]',"
    " corrections = '[]', asks = false, erased_at = :now where referral_id = :id and erased_at is null"
)


async def empty_referral(tx: Transaction, kept: Kept) -> None:
    """Forget every fact of the referral's person but the kind of sender."""
    facts = Facts(source=kept.facts.source)
    await tx.run(_EMPTY, {"id": kept.referral_id, "facts": facts.model_dump_json(), "now": tx.now})
