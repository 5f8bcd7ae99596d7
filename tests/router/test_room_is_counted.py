"""Room as decisions find it: what was told, less what was offered since, of whom it is counted."""

from datetime import date, timedelta
from typing import Any

from tests.builders.decision import county_with
from tests.builders.routing import a_decline, told
from tests.builders.rulebook import the_county
from tests.builders.screened import a_referral_screened, some_facts
from tests.builders.web import a_heard
from waymark.clock import ReplayClock
from waymark.db import SYSTEM, Database
from waymark.ids import ServiceId, uuid7
from waymark.words import Answer, DeclinedBy, Need, OffenceClass
from waymark_router.actions import Shelf, answer_no, publish_county, route_referrals
from waymark_router.providers.availability import Availability, Line, Population
from waymark_router.queries import find_availability

_LEDGER, _HARBOUR = ServiceId("ledger-fraud"), ServiceId("harbour-recovery")
_TELL = (
    "insert into capacities(service, population, intervention, agency, vacancies, weeks, as_of, told_by, version,"
    " told_at) values (:service, :population, :intervention, :agency, :vacancies, 3, :as_of, 'lead', 1, :told_at)"
)


async def _tell(database: Database, clock: ReplayClock, **over: Any) -> None:
    usual: dict[str, Any] = {
        "service": _LEDGER,
        "population": "anyone",
        "intervention": "",
        "agency": "ledger-fraud-care",
        "vacancies": 1,
        "as_of": date(2026, 11, 23),
        "told_at": clock.now() - timedelta(hours=1),
    }
    async with database.transaction(SYSTEM) as tx:
        await tx.run(_TELL, usual | over)


async def _route(database: Database, *people: dict[str, Any]) -> list[str]:
    """Route fraud referrals of these people in one batch; answers where each went."""
    async with database.transaction(SYSTEM) as tx:
        heard = [
            a_heard(
                a_referral_screened(
                    referral_id=uuid7(tx.now),
                    facts=some_facts(offence_class=OffenceClass.FRAUD, needs=(Need.FRAUD_RECOVERY,), **person),
                ),
                tx.now,
            )
            for person in people
        ]
        before = len(await told(database))
        await route_referrals(tx, heard, Shelf())
    return [str(routed.allocations[0].service) for routed in (await told(database))[before:]]


async def test_without_anything_told_nobody_is_counted(published: Database) -> None:
    async with published.reader(SYSTEM) as reader:
        assert await find_availability(reader, the_county().directory) == {}


async def test_the_last_place_goes_once_even_within_one_batch(published: Database, clock: ReplayClock) -> None:
    await _tell(published, clock)
    assert await _route(published, {}, {}) == ["ledger-fraud", "harbour-recovery"]
    assert await _route(published, {}) == ["harbour-recovery"]
    async with published.reader(SYSTEM) as reader:
        found = await find_availability(reader, the_county().directory)
    line = Line(Population.ANYONE, None, 1, 3, date(2026, 11, 23), placed=1)
    assert found == {_LEDGER: Availability(at_work=1, in_a_week=1, lines=(line,))}


async def test_places_are_counted_for_their_own_population_and_intervention(
    published: Database, clock: ReplayClock
) -> None:
    await _tell(published, clock, population="children", vacancies=2)
    await _tell(published, clock, population="adults", vacancies=2)
    await _tell(published, clock, intervention="debt", vacancies=2)
    await _route(published, {}, {"age_years": 15, "child": Answer.YES}, {})
    async with published.reader(SYSTEM) as reader:
        lines = (await find_availability(reader, the_county().directory))[_LEDGER].lines
    placed = {(line.population.value, line.intervention): line.placed for line in lines}
    assert placed == {("adults", None): 2, ("anyone", Need.DEBT): 0, ("children", None): 1}


async def test_a_place_given_back_is_a_place_again(published: Database, clock: ReplayClock) -> None:
    await _tell(published, clock)
    await _route(published, {})
    [routed] = await told(published)
    async with published.transaction(SYSTEM) as tx:
        declined = a_decline(routed.referral_id, routed.allocations[0], tx.now)
        await answer_no(tx, [declined], [DeclinedBy.PROVIDER], Shelf())
    assert await _route(published, {}) == ["ledger-fraud"]


async def test_equals_of_one_lot_are_counted_and_share_what_comes(database: Database) -> None:
    lots = county_with("harbour-recovery", lot="fraud", county=county_with("ledger-fraud", lot="fraud"))
    async with database.transaction(SYSTEM) as tx:
        await publish_county(tx, lots, actor="test")
    went = await _route(database, {}, {}, {}, {})
    assert sorted(went) == ["harbour-recovery"] * 2 + ["ledger-fraud"] * 2
    assert await _route(database, {}, {}) == ["ledger-fraud", "harbour-recovery"]
    async with database.reader(SYSTEM) as reader:
        found = await find_availability(reader, lots.directory)
    assert {service: told.at_work for service, told in found.items()} == {_LEDGER: 3, _HARBOUR: 3}
