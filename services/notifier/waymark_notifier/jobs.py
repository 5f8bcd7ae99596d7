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
from waymark.mail import MailServer, open_mailer
from waymark.service import Context
from waymark_notifier import actions
from waymark_notifier.clients.email import message_of
from waymark_notifier.delivery import Channel, DueAlert, Receipt
from waymark_notifier.letter import letters
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
        if len(due) < settings.alert_batch:
            return


async def _send(context: Here, due: Sequence[DueAlert]) -> list[Receipt]:
    """One attempt for each, as few messages as may be; where the mail server goes away, the rest counts as failed."""
    settings = context.settings
    port = settings.smtp_port or context.shared.mail_port
    server = MailServer(settings.smtp_host, port, settings.mail_from, settings.smtp_timeout_s)
    accepted: set[UUID] = set()
    try:
        async with open_mailer(server) as mailer:
            now = context.clock.now()
            for letter in letters(due, public_url=context.shared.url(), now=now):
                if await mailer.send(message_of(letter), now=now):
                    accepted.update(letter.alert_ids)
    except Unavailable:
        _log.warning("the mail server is not answering; %d alerts are tried again later", len(due) - len(accepted))
    return [Receipt(one.id, one.id in accepted, one.attempts) for one in due]


async def watch_clocks(context: Here) -> None:
    """Bring to people what time has caught up with: slow offers to the lead, overdue duties and stops to the desk."""
    most = context.settings.lapse_batch
    for act in (actions.remind_leads, actions.escalate_overdue):
        while not context.closing.is_set():
            async with context.database.transaction(SYSTEM) as tx:
                number = await act(tx, most=most)
            if number < most:
                break


async def lapse_overdue(context: Here) -> None:
    """Let offers lapse whose time is over, some at a time until none is left."""
    while not context.closing.is_set():
        async with context.database.transaction(SYSTEM) as tx:
            lapsed = await actions.lapse_overdue(tx, most=context.settings.lapse_batch)
        if lapsed < context.settings.lapse_batch:
            return
