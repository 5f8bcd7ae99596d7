"""What is done about deputies: the county's file names them, and each approval asks whether today is among their days.

In the transaction handed in. Not here: the approvals themselves.
"""

from collections.abc import Sequence

from waymark.db import Transaction
from waymark_router.deciding.question import local_date
from waymark_router.deputies import queries, store
from waymark_router.deputies.deputy import Deputy, standing_in


async def name_deputies(tx: Transaction, deputies: Sequence[Deputy], *, actor: str) -> None:
    """Keep the deputies that a county's file names, instead of those before."""
    await store.replace_deputies(tx, deputies)
    tx.audit("deputies.named", about="deputies", actor=actor, deputies=len(deputies))


async def refuse_outside_their_days(tx: Transaction, member: str, *, act: str) -> None:
    """Let a deputy act on their days alone, and audit in whose place; raises Refused FORBIDDEN on any other day."""
    times = await queries.list_deputies(tx, member)
    if not times:
        return
    deputy = standing_in(times, await queries.names_for(tx, member), local_date(tx.now))
    if deputy is not None:
        tx.audit("deputy.acted", about=deputy.stands_in_for, actor=member, done=act)
