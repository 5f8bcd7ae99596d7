"""What happens in intake by time: people, slips and figures of long ago are forgotten, weekly digests go out.

What speaks to the outside does so between two transactions, never inside one.
"""

import logging
from datetime import timedelta
from typing import Any

from waymark.db import SYSTEM
from waymark.errors import Unavailable
from waymark.service import Context
from waymark_intake.clients.post import open_post, sent
from waymark_intake.quality.actions import Claimed, claim_digest, record_digest
from waymark_intake.quality.actions import forget_figures as forget_figures_of
from waymark_intake.repeat import actions as repeat
from waymark_intake.settings import IntakeSettings
from waymark_intake.slips.actions import forget_slips as forget_slips_of
from waymark_intake.slips.slip import slip_limits
from waymark_intake.working_day import local_date

_log = logging.getLogger(__name__)
# Longer than any attempt to hand over one message may last.
_LEASE_OF_TIMEOUTS = 12

Here = Context[IntakeSettings, Any]


async def forget_people(context: Here) -> None:
    """Forget match records older than the setting says, and what the model made of them."""
    async with context.database.transaction(SYSTEM) as tx:
        await repeat.forget_people_received(tx, before=tx.now - timedelta(days=context.settings.keep_match_days))


async def forget_slips(context: Here) -> None:
    """Forget slips whose time ended so long ago that nobody counts them any more."""
    async with context.database.transaction(SYSTEM) as tx:
        await forget_slips_of(tx, ended_before=tx.now - slip_limits(local_date(tx.now)).kept)


async def forget_figures(context: Here) -> None:
    """Forget digests, and counts that name nobody, of weeks longer ago than the setting says."""
    async with context.database.transaction(SYSTEM) as tx:
        kept = timedelta(days=context.settings.keep_figures_days)
        await forget_figures_of(tx, before=local_date(tx.now - kept))


async def send_digests(context: Here) -> None:
    """Send every digest that is due: claim one, send it, write what became of it, until none is left."""
    lease = timedelta(seconds=context.settings.smtp_timeout_s * _LEASE_OF_TIMEOUTS)
    while not context.closing.is_set():
        async with context.database.transaction(SYSTEM) as tx:
            claimed = await claim_digest(tx, public_url=context.shared.url(), lease=lease)
        if claimed is None:
            return
        is_taken = await _send(context, claimed)
        async with context.database.transaction(SYSTEM) as tx:
            await record_digest(tx, claimed, is_taken=is_taken)


async def _send(context: Here, claimed: Claimed) -> bool:
    """Whether the next hop took it; one that is away counts as a no, and it is tried again later."""
    try:
        async with open_post(context.settings, context.shared) as post:
            return await sent(post, claimed.digest, now=context.clock.now())
    except Unavailable as error:
        _log.warning("a digest is tried again later: %s", error.title)
        return False
