"""Steps are kept once each, however often they are heard; those of nobody's referral are left out."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

from tests.builders.followed import a_held
from tests.builders.referral import a_submission
from waymark.db import SYSTEM, Database
from waymark_intake import actions
from waymark_intake.store.allocations import SeenOf
from waymark_intake.store.steps import add_steps


async def test_each_step_is_kept_once(open_database: Callable[[str], Awaitable[Database]]) -> None:
    database, submission, seen = await open_database("intake"), a_submission(), a_held()
    later = replace(seen, changed_at=seen.changed_at + timedelta(hours=1))
    steps = [SeenOf(submission.referral_id, one, by_provider=False) for one in (seen, seen, later)]
    async with database.transaction(SYSTEM) as tx:
        await actions.receive_referrals(tx, [submission])
        await add_steps(tx, [*steps, SeenOf(uuid4(), a_held(), by_provider=False)])
        await add_steps(tx, steps)
        rows = await tx.rows("select referral_id, sender, at from allocation_steps order by at")
    assert [tuple(row) for row in rows] == [
        (submission.referral_id, submission.sender, one.changed_at) for one in (seen, later)
    ]
