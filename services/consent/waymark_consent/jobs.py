"""The clock door: what happens by time in consent: keys, used assertions, the list of erasures."""

import logging
from datetime import timedelta

from waymark.db import SYSTEM
from waymark_consent.access import actions
from waymark_consent.clients.erasure_list import add_to_list, read_list
from waymark_consent.erasure.actions import erase_again
from waymark_consent.erasure.queries import list_erasures
from waymark_consent.settings import Here

_log = logging.getLogger(__name__)


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


async def keep_erasures(context: Here) -> None:
    """Erase again whoever the list names and the database has, then add to the list what only the database knows.

    Both ways, so that neither a restored database nor a lost file undoes an erasure; nothing is done where they agree.
    """
    path = context.settings.erasure_list_file or context.shared.home / "erased" / "referrals.ndjson"
    listed = await read_list(path)
    async with context.database.transaction(SYSTEM) as tx:
        again = await erase_again(tx, listed)
    if again:
        _log.warning("%d erasures of the list were done again: the database did not have them", again)
    async with context.database.reader(SYSTEM) as reader:
        known = await list_erasures(reader)
    on_it = {one.referral_id for one in listed}
    await add_to_list(path, [one for one in known if one.referral_id not in on_it])
