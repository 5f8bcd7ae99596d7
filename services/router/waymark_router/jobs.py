"""The clock door: coded facts are forgotten once nobody works with them any more, uses of rules are counted.

Not here: which referrals and days those are (store.py).
"""

from datetime import timedelta

from waymark.db import SYSTEM
from waymark.service import Context
from waymark_router import actions
from waymark_router.publishing.actions.uses import count_uses
from waymark_router.settings import RouterSettings

Here = Context[RouterSettings, actions.Shelf]


async def forget_facts(context: Here) -> None:
    """Forget what ended long ago, some at a time until none is left."""
    settings = context.settings
    before = context.clock.now() - timedelta(days=settings.keep_facts_days)
    while not context.closing.is_set():
        async with context.database.transaction(SYSTEM) as tx:
            gone = await actions.forget_ended(tx, before=before, most=settings.forget_batch)
        if gone < settings.forget_batch:
            return


async def count_rule_uses(context: Here) -> None:
    """Count the uses of every day that is over, one day in a transaction."""
    while not context.closing.is_set():
        async with context.database.transaction(SYSTEM) as tx:
            if not await count_uses(tx):
                return
