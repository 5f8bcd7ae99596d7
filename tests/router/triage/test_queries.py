"""The desk's lists, and the rows of the unmet register."""

from datetime import timedelta

from tests.builders.router_office import Office
from tests.builders.screened import a_referral_screened, a_scope, some_facts
from waymark.db import SYSTEM
from waymark.ids import AgencyId, uuid7
from waymark.words import Contactable, Need, OffenceClass
from waymark_router.triage.queries import list_at_desk, list_held, list_lapsed, list_suggestions, list_unmet
from waymark_router.triage.register import UnmetRow

_DESK = AgencyId("triage-desk")


async def _some(office: Office) -> None:
    now = office.context.clock.now()
    await office.route(
        a_referral_screened(referral_id=uuid7(now), facts=some_facts(offence_class=None, needs=(Need.DEBT,))),
        a_referral_screened(
            referral_id=uuid7(now),
            facts=some_facts(offence_class=OffenceClass.ROAD, needs=(Need.COUNSELLING,), age_years=30),
        ),
        a_referral_screened(referral_id=uuid7(now), facts=some_facts(contactable=Contactable.UNSAFE)),
        a_referral_screened(
            referral_id=uuid7(now),
            facts=some_facts(contactable=Contactable.MISSING),
            scope=a_scope(withhold=["triage-desk"]),
        ),
    )


async def test_each_list_has_its_own_and_says_what_may_be_seen(office: Office) -> None:
    await _some(office)
    withheld = a_scope(withhold=["harbour-victim-care"])
    await office.route(a_referral_screened(referral_id=uuid7(office.context.clock.now()), scope=withheld))
    async with office.database.transaction(SYSTEM) as tx:
        desk = await list_at_desk(tx, _DESK, had_a_pathway=False, most=10)
        [had_one] = await list_at_desk(tx, _DESK, had_a_pathway=True, most=10)
        held = await list_held(tx, _DESK, most=10)
        assert await list_lapsed(tx, _DESK, most=10) == []
        await tx.run("update allocations set state = 'lapsed' where state = 'held_safety'")
        lapsed = await list_lapsed(tx, _DESK, most=10)
        assert await list_suggestions(tx) == []
    assert had_one.allocation.unmet == ("victim_recovery:consent_withheld",)
    assert {one.allocation.pathway.value for one in desk} == {"triage"}
    assert [one.may_see for one in desk] == [True, True]
    assert {(one.state, one.may_see) for one in held} == {("held_safety", True), ("held_data", False)}
    assert [one.state for one in lapsed] == ["lapsed"]


async def test_what_the_desk_may_not_see_stands_behind_what_it_may(office: Office) -> None:
    now = office.context.clock.now()
    hidden = a_scope(withhold=["triage-desk"])
    facts = some_facts(contactable=Contactable.MISSING)
    await office.route(*(a_referral_screened(referral_id=uuid7(now), facts=facts, scope=hidden) for _ in range(3)))
    await office.route(a_referral_screened(referral_id=uuid7(now), facts=facts))
    async with office.database.reader(SYSTEM) as reader:
        assert [one.may_see for one in await list_held(reader, _DESK, most=2)] == [True, False]


async def test_what_lapsed_leaves_the_list_once_somebody_else_has_it(office: Office) -> None:
    await office.route(a_referral_screened(referral_id=uuid7(office.context.clock.now())))
    async with office.database.transaction(SYSTEM) as tx:
        await tx.run("update allocations set state = 'lapsed'")
        assert len(await list_lapsed(tx, _DESK, most=10)) == 1
        await tx.run(
            "insert into allocations select (jsonb_populate_record(a, jsonb_build_object('allocation_id',"
            " gen_random_uuid(), 'state', 'accepted', 'service', 'another'))).* from allocations a"
        )
        assert await list_lapsed(tx, _DESK, most=10) == []


async def test_the_register_counts_needs_by_the_latest_decision(office: Office) -> None:
    await _some(office)
    now = office.context.clock.now()
    async with office.database.reader(SYSTEM) as reader:
        rows = await list_unmet(reader, since=now - timedelta(days=1), until=now + timedelta(days=1))
        assert await list_unmet(reader, since=now - timedelta(days=9), until=now - timedelta(days=8)) == []
    out = UnmetRow("counselling", "triage", "out_of_scope", "E07000222", 30, ("road-collision-support",))
    assert out in rows
