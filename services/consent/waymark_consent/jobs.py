"""The clock door: what happens by time in consent, keys made and destroyed, used assertions forgotten."""

from datetime import timedelta

from waymark.db import SYSTEM
from waymark_consent.access import actions
from waymark_consent.settings import Here


async def keep_keys_fresh(context: Here) -> None:
    """Make keys that are due and destroy those that have ended."""
    keep_log = timedelta(days=context.shared.keep_log_days)
    async with context.database.transaction(SYSTEM) as tx:
        await actions.keep_keys_fresh(tx, context.own.ring, context.settings, keep_log=keep_log)
        await actions.forget_destroyed(tx, context.own.transport)


async def forget_used(context: Here) -> None:
    """Forget what no longer counts at the token endpoint."""
    async with context.database.transaction(SYSTEM) as tx:
        await actions.forget_used(tx, context.settings)
