"""What screening asks the database before anything else about a batch, in one statement.

Not here: the referrals themselves, words and decisions (`..store`), and opening keys (`..access.store`).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Text, Uuid
from sqlalchemy.engine import Row

from waymark.db import Reader, typed

_FIND_FIRST = typed(
    "select terms.version, keys.key_id, keys.kek_id, keys.private,"
    " exists (select from referrals where referral_id = any(:ids))"
    " or exists (select from subject_records where referral_id = any(:ids)) as some_known"
    " from terms_version as terms"
    " left join transport_keys as keys on keys.key_id = any(:keys) and keys.private is not null",
    ids=ARRAY(Uuid),
    keys=ARRAY(Text),
)


@dataclass(frozen=True, slots=True)
class Found:
    """What a batch meets: which terms are in force, the transport keys it names that have a private half still
    (key_id, kek_id, private), and whether anything is on file of any of its referrals.
    """

    terms: UUID
    keys: Sequence[Row[Any]]
    some_known: bool


async def find_first(reader: Reader, referral_ids: Collection[UUID], key_ids: Collection[str]) -> Found:
    """Look before a batch is screened. Nothing is locked: of what is not there yet nothing could be."""
    rows = await reader.rows(_FIND_FIRST, {"ids": list(referral_ids), "keys": list(key_ids)})
    return Found(rows[0].version, [row for row in rows if row.private is not None], rows[0].some_known)
