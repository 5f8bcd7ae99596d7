"""The desk looks, assigns and suggests: within scope, by the decision it saw, kept and told."""

from uuid import UUID

import pytest

from tests.builders.router_office import Office
from tests.builders.routing import told
from tests.builders.screened import REFERRAL, a_referral_screened, a_scope, some_facts
from waymark.db import SYSTEM
from waymark.errors import Refused
from waymark.ids import AgencyId, ServiceId
from waymark.words import Need, Pathway
from waymark_router.actions import forget_ended
from waymark_router.deciding.question import Assigned
from waymark_router.queries import find_unlike_their_replay
from waymark_router.triage import queries
from waymark_router.triage.actions import assign_by_hand, look_at, settle_suggestion, suggest_rule

_DESK = AgencyId("triage-desk")
_DEBT = some_facts(offence_class=None, needs=(Need.DEBT,))
_BY_HAND = Assigned(Pathway.VICTIM_RECOVERY, ServiceId("harbour-recovery"), "nobody_else", (Need.DEBT,))


async def _assign(office: Office, assigned: Assigned = _BY_HAND, seen: UUID | None = None) -> None:
    shelf = office.context.own
    async with office.database.transaction(SYSTEM) as tx:
        look = await look_at(tx, REFERRAL, _DESK, shelf, by="pat.triage")
        await assign_by_hand(tx, look, assigned, shelf, seen=seen or look.latest.decision_id, by="pat.triage")


async def test_what_the_desk_chose_is_decided_told_and_replayed(office: Office) -> None:
    await office.route(a_referral_screened(facts=_DEBT))
    await _assign(office)
    routed = (await told(office.database))[-1]
    assert {str(one.service): one.state.value for one in routed.allocations} == {
        "harbour-recovery": "offered",
        "triage": "withdrawn",
    }
    async with office.database.reader(SYSTEM) as reader:
        assert await find_unlike_their_replay(reader, most=10) == []
        acts = {row.act for row in await reader.rows("select act from audit")}
    assert {"referral.looked_at", "referral.assigned"} <= acts


async def test_it_stands_when_the_referral_is_screened_again(office: Office) -> None:
    await office.route(a_referral_screened(facts=_DEBT))
    await _assign(office)
    await office.route(a_referral_screened(facts=_DEBT, screening=2))
    routed = (await told(office.database))[-1]
    assert [str(one.service) for one in routed.allocations if one.state == "offered"] == ["harbour-recovery"]


async def test_consents_word_is_the_one_that_was_kept(office: Office) -> None:
    await office.route(a_referral_screened(facts=_DEBT, scope=a_scope(withhold=["harbour-victim-care"])))
    with pytest.raises(Refused, match=r"assignment\.withheld"):
        await _assign(office)


async def test_of_two_workers_the_second_is_told(office: Office) -> None:
    await office.route(a_referral_screened(facts=_DEBT))
    with pytest.raises(Refused, match=r"decision\.moved"):
        await _assign(office, seen=UUID(int=1))


async def test_what_may_not_be_shared_with_the_desk_or_is_not_known_is_not_opened(office: Office) -> None:
    await office.route(a_referral_screened(scope=a_scope(withhold=["triage-desk"])))
    async with office.database.transaction(SYSTEM) as tx:
        with pytest.raises(Refused, match=r"referral\.withheld"):
            await look_at(tx, REFERRAL, _DESK, office.context.own, by="pat.triage")
        with pytest.raises(Refused, match=r"referral\.unknown"):
            await look_at(tx, UUID(int=9), _DESK, office.context.own, by="pat.triage")


async def test_a_suggestion_waits_for_an_administrator_and_goes_with_the_referral(office: Office) -> None:
    await office.route(a_referral_screened(facts=_DEBT))
    async with office.database.transaction(SYSTEM) as tx:
        look = await look_at(tx, REFERRAL, _DESK, office.context.own, by="pat.triage")
        with pytest.raises(Refused, match=r"assignment\.service"):
            await suggest_rule(tx, look, Pathway.VICTIM_RECOVERY, "nobody", (), by="pat.triage")
        made = await suggest_rule(tx, look, Pathway.VICTIM_RECOVERY, "harbour-recovery", (Need.DEBT,), by="pat.triage")
        [kept] = await queries.list_suggestions(tx)
        assert (kept.suggestion_id, kept.row["then"]) == (made, {"pathway": "victim_recovery"})
        await settle_suggestion(tx, made, by="rae.rules")
        assert await queries.list_suggestions(tx) == []
        with pytest.raises(Refused, match=r"suggestion\.unknown"):
            await settle_suggestion(tx, made, by="rae.rules")
    await _assign(office)
    async with office.database.transaction(SYSTEM) as tx:
        await tx.run("update allocations set state = 'closed', changed_at = '2020-01-01'")
        await tx.run("update referrals set screened_at = '2020-01-01'")
        assert await forget_ended(tx, before=tx.now, most=5) == 1
        assert await tx.value("select count(*) from suggestions") == 0
        assert await tx.value("select count(*) from assignments") == 0
