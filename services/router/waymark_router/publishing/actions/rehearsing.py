"""Gathering what a draft is tried on: the last referrals' coded facts, the rules it stands on and its own.

Nothing of it is kept but that it was done. Not here: the comparison, which is made outside the transaction
(`rehearsal.py`).
"""

from waymark.db import Reader, Transaction
from waymark_router.deciding.question import local_date
from waymark_router.publishing import queries
from waymark_router.publishing.actions.act import directory_in_force
from waymark_router.publishing.draft import Draft
from waymark_router.publishing.rehearsal import Rehearsal
from waymark_router.publishing.written import read
from waymark_router.queries import find_availability
from waymark_router.trial.queries import find_past
from waymark_router.trial.version import Version


async def rehearsal_of(reader: Reader, draft: Draft, *, most: int) -> Rehearsal:
    """The last `most` referrals with the draft and the version it stands on, both beside the directory in force and the
    room services have today.
    """
    directory = await directory_in_force(reader)
    rules, base = read(draft.written), read(await queries.find_written(reader, draft.base))
    asked = rules.columns_read() | base.columns_read()
    past = await find_past(reader, most=most, districts=base.districts, read=asked)
    versions = Version(base, directory), Version(rules, directory)
    available = await find_availability(reader, directory)
    return Rehearsal(past, *versions, local_date(reader.now), reader.now, available)


async def audited_rehearsal(tx: Transaction, draft: Draft, *, most: int, by: str, lists: bool) -> Rehearsal:
    """The same, and an audit row: who tried which revision on how many referrals, and whether
    they see which.
    """
    rehearsal = await rehearsal_of(tx, draft, most=most)
    tx.audit(
        "rules.trial_run",
        about=draft.draft_id,
        actor=by,
        revision=draft.revision,
        referrals=len(rehearsal.past),
        lists=lists,
    )
    return rehearsal
