"""The clock door: alerts that wait are sent, offers nobody answered lapse.

What speaks to the outside does so between two transactions, never inside one. Not here: when an alert is due again.
"""

import logging
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from waymark import metrics
from waymark.db import SYSTEM
from waymark.errors import Unavailable
from waymark.service import Context
from waymark_notifier import actions
from waymark_notifier.clients.email import MailServer, open_mailer
from waymark_notifier.delivery import Channel, DueAlert, Receipt, alert_for
from waymark_notifier.settings import NotifierSettings
from waymark_notifier.stream import Hub

_log = logging.getLogger(__name__)
Here = Context[NotifierSettings, Hub]


async def send_alerts(context: Here) -> None:
    """Send every alert whose turn it is: take some, send them, write what became of them, until none is left."""
    settings = context.settings
    lease = timedelta(seconds=settings.alert_lease_s)
    while not context.closing.is_set():
        async with context.database.transaction(SYSTEM) as tx:
            due = await actions.lease_alerts(tx, most=settings.alert_batch, lease=lease)
        if not due:
            return
        receipts = await _send(context, due)
        async with context.database.transaction(SYSTEM) as tx:
            await actions.record_receipts(tx, receipts)
        for receipt in receipts:
            metrics.alerts.labels(Channel.EMAIL.value, "sent" if receipt.accepted else "failed").inc()


async def _send(context: Here, due: Sequence[DueAlert]) -> list[Receipt]:
    """One attempt for each; where the mail server goes away, the rest of the batch counts as failed."""
    settings = context.settings
    server = MailServer(settings.smtp_host, settings.smtp_port, settings.mail_from, settings.smtp_timeout_s)
    accepted: set[UUID] = set()
    try:
        async with open_mailer(server) as mailer:
            for one in due:
                now = context.clock.now()
                alert = alert_for(one, public_url=context.shared.url(), now=now)
                if one.to and await mailer.send(alert, address=one.to.address, alert_id=one.id, now=now):
                    accepted.add(one.id)
    except Unavailable:
        _log.warning("the mail server is not answering; %d alerts are tried again later", len(due) - len(accepted))
    return [Receipt(one.id, one.id in accepted, one.attempts) for one in due]


async def lapse_overdue(context: Here) -> None:
    """Let offers lapse whose time is over, some at a time until none is left."""
    while not context.closing.is_set():
        async with context.database.transaction(SYSTEM) as tx:
            lapsed = await actions.lapse_overdue(tx, most=context.settings.lapse_batch)
        if lapsed < context.settings.lapse_batch:
            return
