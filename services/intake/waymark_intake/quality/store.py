"""What is kept for the figures besides the referrals themselves: how often `other` was what. Decides nothing."""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from sqlalchemy import ARRAY, Date, Integer, Text

from waymark.db import Transaction, typed

# Sorted, so that two writers wait for each other instead of ending in a deadlock.
_ADD = typed(
    "insert into other_counts as kept(agency, month, code, number) select * from"
    " unnest(:agencies, :months, :codes, :numbers) as u(a, m, c, n) order by a, m, c"
    " on conflict (agency, month, code) do update set number = kept.number + excluded.number",
    agencies=ARRAY(Text()),
    months=ARRAY(Date()),
    codes=ARRAY(Text()),
    numbers=ARRAY(Integer()),
)


def add_others(tx: Transaction, others: Iterable[tuple[str, date, str]]) -> None:
    """Count each of (agency, first of the month, second code)."""
    counted = Counter(others)
    if counted:
        tx.later(
            _ADD,
            {
                "agencies": [agency for agency, _, _ in counted],
                "months": [month for _, month, _ in counted],
                "codes": [code for _, _, code in counted],
                "numbers": list(counted.values()),
            },
        )
