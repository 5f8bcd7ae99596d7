"""What is kept of the desk's choices and suggestions."""

from uuid import UUID

from tests.builders.screened import REFERRAL, a_referral_screened
from waymark.db import SYSTEM, Database
from waymark.ids import ServiceId
from waymark.words import Need, Pathway
from waymark_router.deciding.question import Assigned
from waymark_router.rules.rule import TableName
from waymark_router.store import keep_newest, what_was_before
from waymark_router.triage.store import add_assignment, add_suggestion, settle_suggestion


async def test_assignments_come_back_in_order(database: Database) -> None:
    chosen = [
        Assigned(Pathway.FRAUD, ServiceId(service), "nearer", (Need.DEBT,)) for service in ("ledger-fraud", "lantern")
    ]
    async with database.transaction(SYSTEM) as tx:
        await keep_newest(tx, [a_referral_screened()])
        for one in chosen:
            await add_assignment(tx, REFERRAL, one, by="pat.triage")
        found = (await what_was_before(tx, [REFERRAL]))[REFERRAL].assigned
    assert set(found) == set(chosen)


async def test_a_suggestion_is_settled_once(database: Database) -> None:
    async with database.transaction(SYSTEM) as tx:
        await keep_newest(tx, [a_referral_screened()])
        made = await add_suggestion(tx, REFERRAL, TableName.PATHWAYS, {"id": "x"}, by="pat.triage")
        assert await settle_suggestion(tx, made)
        assert not await settle_suggestion(tx, made)
        assert not await settle_suggestion(tx, UUID(int=1))
