"""What was received of an agency on a day, or under its own references and keys. Takes a Reader only."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, Integer
from sqlalchemy.dialects.postgresql import BYTEA
from sqlalchemy.engine import Row

from waymark.db import Reader, typed
from waymark.ids import AgencyId
from waymark_intake.following.view import Cursor
from waymark_intake.reconciliation.comparison import Receipted

_LEAST = UUID(int=0)
_COLUMNS = "o.referral_id, o.version, o.state, o.received_at, o.reported_at"
_PAGE = (
    f"select {_COLUMNS} from referrals o where o.sender = :agency and o.received_at < :end"  # noqa: S608 - names of ours
    " and (o.received_at, o.referral_id) > (:after, :last)"
    " order by o.received_at, o.referral_id limit :most"
)
_MOST_OF_ONE = 25
_FOUND = typed(
    "select u.n, f.* from unnest(:numbers, :hashes) as u(n, h)"  # noqa: S608 - names of ours
    f" cross join lateral (select {_COLUMNS} from referrals o"
    f" where o.sender = :agency and o.reference_hash = u.h order by o.received_at desc limit {_MOST_OF_ONE}) as f",
    numbers=ARRAY(Integer()),
    hashes=ARRAY(BYTEA()),
)
_FOUND_BY_KEY = typed(
    f"select u.n, {_COLUMNS} from unnest(:numbers, :hashes) as u(n, h)"  # noqa: S608 - names of ours
    " join idempotency i on i.agency = :agency"
    " and i.key_hash = u.h join referrals o on o.referral_id = i.referral_id",
    numbers=ARRAY(Integer()),
    hashes=ARRAY(BYTEA()),
)


async def list_received(
    reader: Reader, agency: AgencyId, begin: datetime, end: datetime, *, after: Cursor | None, most: int
) -> list[Receipted]:
    """At most `most` referrals received from `begin` until before `end`, in order of receipt, behind `after`."""
    last = (after.received_at, after.referral_id) if after is not None else (begin, _LEAST)
    values = {"agency": agency, "after": last[0], "last": last[1], "end": end, "most": most}
    return [_receipted(row) for row in await reader.rows(_PAGE, values)]


async def find_received(
    reader: Reader, agency: AgencyId, references: Mapping[int, bytes], keys: Mapping[int, bytes]
) -> Mapping[int, Sequence[Receipted]]:
    """What was received under hashes of references and of idempotency keys, by the numbers they were asked under.

    Of one reference the newest 25, since a crime may have many victims.
    """
    found: dict[int, list[Receipted]] = {}
    for sql, asked in ((_FOUND, references), (_FOUND_BY_KEY, keys)):
        if asked:
            values = {"numbers": list(asked), "hashes": list(asked.values()), "agency": agency}
            for row in await reader.rows(sql, values):
                found.setdefault(row.n, []).append(_receipted(row))
    return found


def _receipted(row: Row[tuple[object, ...]]) -> Receipted:
    return Receipted(row.referral_id, row.version, row.state == "withdrawn", row.received_at, row.reported_at)
