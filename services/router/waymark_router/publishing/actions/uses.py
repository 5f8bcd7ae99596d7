"""Counting how often each row was used: day by day, once for each day that is over.

Not here: showing the counts (`pages`).
"""

from datetime import UTC, datetime, time, timedelta

from waymark.db import Transaction
from waymark_router.publishing import store
from waymark_router.publishing.window import first_day


async def count_uses(tx: Transaction) -> bool:
    """Count the oldest day of the window that is over and not yet counted; answers whether there was one.

    What is older than the window is forgotten.
    """
    first = first_day(tx.now)
    await store.drop_days(tx, first)
    counted = await store.days_counted(tx, first)
    day = first
    while day in counted:
        day += timedelta(days=1)
    if day >= tx.now.astimezone(UTC).date():
        return False
    since = datetime.combine(day, time(), UTC)
    await store.count_day(tx, day, since, since + timedelta(days=1))
    return True
