"""Which erasures this database knows of, from its audit rows, and which of a list it has not done. Takes a Reader."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ARRAY, Uuid

from waymark.db import Reader, typed
from waymark.words import ErasureGround
from waymark_consent.erasure.listed import Listed

_KNOWN = (
    "select distinct on (about) about, details->>'ground' as ground, at from audit where act = 'person.erased'"
    " order by about, at"
)
_NOT_DONE = typed(
    "select referral_id from referrals where referral_id = any(:ids) and erased_at is null order by 1",
    ids=ARRAY(Uuid()),
)


async def list_erasures(reader: Reader) -> list[Listed]:
    """Every erasure that was done here, each as it was done first."""
    return [Listed(UUID(row.about), ErasureGround(row.ground), row.at) for row in await reader.rows(_KNOWN)]


async def find_not_done(reader: Reader, listed: Sequence[Listed]) -> list[Listed]:
    """Those of a list whose referral is here with its person in it: a restored database, or a log that came late."""
    if not listed:
        return []
    rows = await reader.rows(_NOT_DONE, {"ids": [one.referral_id for one in listed]})
    here = {row.referral_id for row in rows}
    return [one for one in {one.referral_id: one for one in listed}.values() if one.referral_id in here]
