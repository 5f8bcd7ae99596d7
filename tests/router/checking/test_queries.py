"""What a check may know of agreements and of services' room."""

from tests.builders.rulebook import the_county, the_county_part
from tests.builders.screened import a_referral_screened, a_scope
from tests.builders.web import a_heard
from tests.router.checking.drafts import service_of
from waymark.clock import ReplayClock
from waymark.contracts.consent import RecipientScope
from waymark.db import SYSTEM, Database
from waymark.ids import AgencyId, ServiceId, uuid7
from waymark.words import Sharing
from waymark_router.actions import Shelf, publish_county, route_referrals
from waymark_router.checking.queries import find_agreements, find_known
from waymark_router.checking.search import Allowance
from waymark_router.county import County
from waymark_router.providers.provider import directory_from


async def test_agreements_are_those_that_consent_named_and_of_others_nothing_is_known(
    published: Database, clock: ReplayClock
) -> None:
    barred = RecipientScope(agency=AgencyId("willow-exploitation"), sharing=Sharing.WITHHOLD)
    scope = (*a_scope(agencies=["harbour-victim-care", "triage-desk"]), barred)
    several = [a_referral_screened(referral_id=uuid7(clock.now()), scope=scope) for _ in range(2)]
    async with published.transaction(SYSTEM) as tx:
        await route_referrals(tx, [a_heard(one, tx.now) for one in several], Shelf())
    async with published.reader(SYSTEM) as reader:
        assert await find_agreements(reader) == {
            "harbour-victim-care": True,
            "triage-desk": True,
            "willow-exploitation": False,
        }
        known = await find_known(reader, the_county().directory, Allowance(1000))
    assert (known.allowance.row, known.on, known.adult_from) == (1000, clock.now().date(), 18)
    assert "lantern-sav" not in known.agreements
    assert known.full == frozenset()


async def test_a_service_at_its_own_limit_is_full(database: Database, clock: ReplayClock) -> None:
    part = the_county_part()
    service_of(part, "harbour-recovery")["caseload_cap"] = 1
    directory = directory_from(part["services"], part["signposts"])
    async with database.transaction(SYSTEM) as tx:
        await publish_county(tx, County(the_county().rulebook, directory), actor="test")
    async with database.transaction(SYSTEM) as tx:
        await route_referrals(tx, [a_heard(a_referral_screened(), tx.now)], Shelf())
    async with database.reader(SYSTEM) as reader:
        assert (await find_known(reader, directory, Allowance(1000))).full == {ServiceId("harbour-recovery")}
