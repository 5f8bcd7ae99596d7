"""A draft is tried on the last referrals beside the rules it stands on, and nothing is kept of it."""

from uuid import UUID

from tests.builders.drafting import a_draft, a_fraud_row, changed
from tests.builders.screened import a_referral_screened, some_facts
from tests.builders.web import a_heard
from waymark.db import SYSTEM, Database
from waymark.words import OffenceClass
from waymark_router.actions import Shelf, route_referrals
from waymark_router.publishing.actions.rehearsing import rehearsal_of


async def test_the_last_ones_are_compared_and_nothing_is_written(published: Database) -> None:
    facts = some_facts(offence_class=OffenceClass.FRAUD)
    async with published.transaction(SYSTEM) as tx:
        heard = [a_heard(a_referral_screened(referral_id=UUID(int=n), facts=facts), tx.now) for n in range(1, 5)]
        await route_referrals(tx, heard, Shelf())
    draft = await changed(published, await a_draft(published), a_fraud_row(then={"pathway": "victim_recovery"}))
    async with published.reader(SYSTEM) as reader:
        rehearsal = await rehearsal_of(reader, draft, most=3)
        decisions = await reader.value("select count(*) from decisions")
    found = rehearsal.compared()
    assert (found.referrals, found.moved, decisions) == (3, 3, 4)
    assert found.pathways["fraud", "victim_recovery"] == 3
