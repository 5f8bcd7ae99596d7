"""The clock door: coded facts are forgotten once nobody works with them any more.

Not here: which referrals those are (store.py).
"""

from datetime import timedelta

from waymark.db import SYSTEM
from waymark.service import Context
from waymark_router import actions
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
