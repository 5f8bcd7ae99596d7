"""What an operator must know of queues and alerts, as numbers: never whose they are.

Not here: where figures are shown, and lists of rows (lists.py).
"""

from collections.abc import Sequence
from datetime import timedelta

from waymark.db import Reader
from waymark.figure import Figure
from waymark_notifier.deadline import near_breach

_LATE_S = 300.0  # an alert of five minutes ago that is still here: no mail server takes it

_ALERTS = """
    select count(*) filter (where state in ('queued', 'sending')) as waiting,
        count(*) filter (where state = 'failed') as failed,
        min(created_at) filter (where state in ('queued', 'sending')) as oldest
    from alerts where state in ('queued', 'sending', 'failed')
"""
_CLOCKS = """
    with clocks as (
        select respond_by as due_at from allocations where state = 'offered'
        union all
        select contact_by from allocations where state = 'accepted'
        union all
        select appointment_by from allocations
        where appointment_by is not null and state in ('offered', 'unmet', 'accepted', 'waiting', 'contacting')
    )
    select count(*) filter (where due_at < :now) as overdue,
        count(*) filter (where due_at >= :now and due_at <= :soon) as near
    from clocks
"""
_ROWS = """
    select count(*) filter (where late) as late,
        count(*) filter (where section = 'stop' and acknowledge_by < :now) as unconfirmed,
        count(*) filter (where duty and state = 'offered') as duties
    from allocations
"""


async def figures(reader: Reader) -> Sequence[Figure]:
    """How alerts, clocks, duties and confirmations stand; needs a reader that sees all."""
    now = reader.now
    alerts = await reader.row(_ALERTS)
    clocks = await reader.row(_CLOCKS, {"now": now, "soon": now + near_breach(now)})
    rows = await reader.row(_ROWS, {"now": now})
    if alerts is None or clocks is None or rows is None:
        return ()
    oldest = (now - alerts.oldest) / timedelta(seconds=1) if alerts.oldest is not None else 0.0
    return (
        Figure("alerts_waiting", "Alerts that wait to be sent", alerts.waiting),
        Figure("alerts_oldest", "Age of the oldest alert that waits", max(oldest, 0.0), _LATE_S, "s"),
        Figure("alerts_failed", "Alerts given up", alerts.failed, 0),
        Figure("offers_answered_late", "Offers answered after their time", rows.late),
        Figure("clocks_near", "Clocks that run out soon (decision, contact, appointment)", clocks.near),
        Figure("clocks_overdue", "Clocks that have run out", clocks.overdue, 0),
        Figure("confirmations_overdue", "Stops that nobody confirmed in time", rows.unconfirmed, 0),
        Figure("duties_open", "Duties nobody has accepted yet", rows.duties),
    )
