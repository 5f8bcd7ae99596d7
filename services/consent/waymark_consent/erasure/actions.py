"""Erasing the person of a referral: keys destroyed, facts forgotten, written down, told; in one transaction.

Not here: what others then forget (their own event doors), and finding the same person's other referrals (intake).
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from waymark.contracts.consent import PersonErased
from waymark.contracts.envelope import Event, Heard
from waymark.contracts.referral import ErasureSpread
from waymark.db import Transaction
from waymark.errors import Kind, Refused
from waymark.words import ErasureGround
from waymark_consent import store
from waymark_consent.erasure.listed import Listed
from waymark_consent.erasure.queries import find_not_done
from waymark_consent.erasure.store import empty_referral
from waymark_consent.vault.store import erase_subjects

INTAKE = "intake"
THE_LIST = "erasure list"


async def erase_person(
    tx: Transaction, referral_id: UUID, *, ground: ErasureGround, also_linked: bool, actor: str
) -> datetime:
    """Erase the person of this referral for good; answers when. One who is erased already stays as they are.

    Raises Refused (NOT_FOUND) where there is no such referral.
    """
    erased_at = await _erase(tx, referral_id, ground=ground, also_linked=also_linked, actor=actor)
    if erased_at is None:
        raise Refused(Kind.NOT_FOUND, "There is no such referral", code="referral.unknown")
    return erased_at


async def spread_erasures(tx: Transaction, heard: Sequence[Heard[ErasureSpread]]) -> None:
    """Erase the referrals that intake found to be of somebody who was erased."""
    for one in heard:
        spread = one.data
        found = await _erase(tx, spread.referral_id, ground=spread.ground, also_linked=False, actor=INTAKE, cause=one)
        if found is None:
            tx.audit("erasure.of_unknown_referral", about=spread.referral_id, actor=INTAKE)


async def erase_again(tx: Transaction, listed: Sequence[Listed]) -> int:
    """Erase whoever is on the list and has their person here still, as after a restore; answers how many.

    Everybody is told anew: what was restored is every service's. Referrals of the same person are on the list by
    themselves, so none is looked for.
    """
    missing = await find_not_done(tx, listed)
    for one in missing:
        await _erase(tx, one.referral_id, ground=one.ground, also_linked=False, actor=THE_LIST)
    return len(missing)


async def _erase(
    tx: Transaction,
    referral_id: UUID,
    *,
    ground: ErasureGround,
    also_linked: bool,
    actor: str,
    cause: Heard[Event] | None = None,
) -> datetime | None:
    # Locked as releases lock it: one that is under way is logged before, none comes after.
    kept = (await store.find_referrals(tx, (referral_id,))).get(referral_id)
    if kept is None:
        return None
    if kept.erased_at is not None:
        return kept.erased_at
    await erase_subjects(tx, (referral_id,))
    await empty_referral(tx, kept)
    tx.audit("person.erased", about=referral_id, actor=actor, ground=ground, also_linked=also_linked)
    told = PersonErased(referral_id=referral_id, ground=ground, also_linked=also_linked, erased_at=tx.now)
    tx.tell(told, key=referral_id, cause=cause)
    return tx.now
