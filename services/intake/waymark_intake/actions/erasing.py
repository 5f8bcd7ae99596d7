"""Forgetting people who were erased: match records, pairs, likenesses; and naming who else is the same person.

What remains is that a referral came, from whom and when, and the keyed hashes that keep it from coming again. Not here:
the person's record, which consent destroyed before it told of it.
"""

from collections.abc import Sequence

from waymark.contracts import Heard
from waymark.contracts.consent import PersonErased
from waymark.contracts.referral import ErasureSpread
from waymark.db import Transaction
from waymark_intake.repeat import actions as repeat
from waymark_intake.repeat.store import find_confirmed
from waymark_intake.store.referrals import save_erasures


async def forget_erased(tx: Transaction, heard: Sequence[Heard[PersonErased]]) -> None:
    """Empty the index of these people and end their referrals; where asked for, tell who else is confirmed as them."""
    for one in heard:
        erased = one.data
        if erased.also_linked:
            for other in await find_confirmed(tx, erased.referral_id):
                spread = ErasureSpread(
                    referral_id=other, erased=erased.referral_id, ground=erased.ground, spread_at=tx.now
                )
                tx.tell(spread, key=other, cause=one)
    ids = sorted({one.data.referral_id for one in heard})
    await repeat.forget_people(tx, ids)
    await save_erasures(tx, ids)
    for referral_id in ids:
        tx.audit("person.forgotten", about=referral_id, actor="consent")
