"""What the acts on deputies save: all of them as the county's file has them. Not here: asking for them (queries.py)."""

from collections.abc import Sequence

from sqlalchemy import ARRAY, Date, Text

from waymark.db import Transaction, typed
from waymark_router.deputies.deputy import Deputy

_DROP = "delete from deputies"
_KEEP = typed(
    "insert into deputies(member, stands_in_for, valid_from, valid_to)"
    " select * from unnest(:members, :whom, :first, :last)",
    members=ARRAY(Text),
    whom=ARRAY(Text),
    first=ARRAY(Date),
    last=ARRAY(Date),
)


async def replace_deputies(tx: Transaction, deputies: Sequence[Deputy]) -> None:
    """Keep these deputies instead of those before."""
    await tx.run(_DROP, {})
    values = {
        "members": [one.member for one in deputies],
        "whom": [one.stands_in_for for one in deputies],
        "first": [one.valid_from for one in deputies],
        "last": [one.valid_to for one in deputies],
    }
    await tx.run(_KEEP, values)
