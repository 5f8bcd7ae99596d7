"""People who were erased: everything of them is taken back, no fact about them is left, nothing brings them back."""

from tests.builders.allocation import HARBOUR
from tests.builders.routed import a_referral_routed, a_routed, held
from tests.builders.web import a_heard
from tests.notifier.conftest import hear
from tests.notifier.test_actions import states, take, told
from waymark.contracts.consent import PersonErased
from waymark.contracts.routing import ReferralRouted
from waymark.db import SYSTEM, Database
from waymark.ids import AgencyId
from waymark.words import AllocationState, Answer, DeclinedBy, DeclineReason, ErasureGround, Flag, Pathway
from waymark_notifier import actions
from waymark_notifier.queries.account import account
from waymark_notifier.transition import Verb

S = AllocationState


async def erase(database: Database, answer: ReferralRouted) -> None:
    erased = PersonErased(
        referral_id=answer.referral_id, ground=ErasureGround.PERSON_ASKED, erased_at=answer.decided_at
    )
    async with database.transaction(SYSTEM) as tx:
        await actions.erase_people(tx, [a_heard(erased, tx.now)])


async def test_of_people_who_were_erased_no_fact_is_left_and_whoever_had_them_confirms(database: Database) -> None:
    taken_on = a_routed(flags=(Flag.HIGH_RISK,))
    duty = a_routed(agency=AgencyId("front-door"), pathway=Pathway.SAFEGUARDING, duty=True)
    waits = held(agency=AgencyId("lantern-sav"), pathway=Pathway.SAV_ADULT)
    answer = a_referral_routed(taken_on, duty, waits, child=Answer.YES)
    await hear(database, answer)
    await take(database, answer, Verb.ACCEPT)
    await erase(database, answer)
    assert set((await states(database)).values()) == {S.WITHDRAWN}
    async with database.reader(SYSTEM) as reader:
        rows = await reader.rows("select needs, flags, quality, child, acknowledge_by, agency from allocations")
    assert {(*row.needs, *row.flags, *row.quality, row.child) for row in rows} == {("not_known",)}
    assert [row.agency for row in rows if row.acknowledge_by] == [HARBOUR]
    assert (await told(database)).count("allocation.withdrawn.v1") == 3


async def test_an_answer_that_was_on_its_way_brings_nobody_back(database: Database) -> None:
    answer = a_referral_routed()
    await erase(database, answer)
    await hear(database, answer)
    assert await states(database) == {}
    async with database.reader(SYSTEM) as reader:
        assert (await account(reader)).referrals == {}


async def test_a_row_that_ended_before_loses_its_facts_and_stays_as_it_ended(database: Database) -> None:
    answer = a_referral_routed()
    await hear(database, answer)
    await take(database, answer, Verb.DECLINE, declined_by=DeclinedBy.PROVIDER, reason=DeclineReason.NO_CAPACITY)
    await erase(database, answer)
    async with database.reader(SYSTEM) as reader:
        row = await reader.row("select state, needs from allocations")
        ledger = await account(reader)
    assert row is not None
    assert (row.state, row.needs) == (S.DECLINED, [])
    assert (ledger.referrals, ledger.findings) == ({}, ())
