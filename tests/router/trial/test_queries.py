"""Past referrals are read newest first, in pages, and only as coded facts."""

from datetime import timedelta

from tests.builders.rulebook import the_county
from tests.builders.screened import a_referral_screened, a_scope, some_facts
from tests.builders.web import a_heard
from waymark.clock import ReplayClock
from waymark.contracts.consent import ReferralScreened
from waymark.db import SYSTEM, Database
from waymark.ids import uuid7
from waymark.words import OffenceClass, WithdrawReason
from waymark_router.actions import Shelf, route_referrals
from waymark_router.trial.queries import find_past


async def _route(database: Database, *screened: ReferralScreened) -> None:
    async with database.transaction(SYSTEM) as tx:
        await route_referrals(tx, [a_heard(one, tx.now) for one in screened], Shelf())


async def test_the_newest_referrals_come_first_page_by_page_and_what_was_taken_back_is_left_out(
    published: Database, clock: ReplayClock
) -> None:
    several = [
        a_referral_screened(
            referral_id=uuid7(clock.now() + timedelta(seconds=at)),
            facts=some_facts(offence_class=OffenceClass.FRAUD if at % 2 else OffenceClass.THEFT),
            scope=a_scope(withhold=["triage-desk"]),
            withdrawn=WithdrawReason.SENT_IN_ERROR if at == 5 else None,
        )
        for at in range(8)
    ]
    await _route(published, *several)
    async with published.reader(SYSTEM) as reader:
        past = await find_past(reader, most=5, districts=the_county().rulebook.districts, page=3)
        everybody = await find_past(reader, most=100, districts=the_county().rulebook.districts)
    newest = [several[at].referral_id for at in (7, 6, 4, 3, 2)]
    assert [referral_id for referral_id, _ in past.each()] == newest
    assert len(everybody) == 7
    assert len(past.situations) == 2
    situation = past.situations[0]
    assert situation.values["home"] == "in_county"
    assert "triage-desk" not in situation.open_to
    assert "ledger-fraud-care" in situation.open_to


async def test_nothing_kept_is_nothing_read(published: Database) -> None:
    async with published.reader(SYSTEM) as reader:
        assert len(await find_past(reader, most=5, districts=())) == 0
