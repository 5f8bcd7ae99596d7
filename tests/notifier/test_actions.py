import asyncio
from datetime import timedelta
from typing import Any

import pytest

from tests.builders.allocation import HARBOUR, KIM, SAM, a_correction, said
from tests.builders.routed import a_referral_routed, a_routed, held, told_again, with_state
from tests.builders.web import a_heard
from tests.notifier.conftest import hear
from waymark.clock import ReplayClock
from waymark.contracts.consent import ReleaseRevoked
from waymark.contracts.routing import ReferralRouted
from waymark.db import SYSTEM, Database
from waymark.errors import Refused
from waymark.ids import AgencyId
from waymark.words import (
    AllocationState,
    CloseOutcome,
    DeclinedBy,
    DeclineReason,
    Pathway,
)
from waymark_notifier import actions
from waymark_notifier.allocation import Worker
from waymark_notifier.delivery import Receipt
from waymark_notifier.transition import Verb

S = AllocationState
LEASE = timedelta(minutes=2)


async def states(database: Database) -> dict[str, str]:
    async with database.reader(SYSTEM) as reader:
        return {row.agency: row.state for row in await reader.rows("select agency, state from allocations")}


async def told(database: Database) -> list[str]:
    async with database.reader(SYSTEM) as reader:
        return [row.type for row in await reader.rows("select type from log order by seq")]


async def alerts(database: Database) -> list[str]:
    async with database.reader(SYSTEM) as reader:
        return [row.state for row in await reader.rows("select state from alerts order by id")]


async def revoke(database: Database, answer: ReferralRouted, agency: str = HARBOUR) -> None:
    async with database.transaction(SYSTEM) as tx:
        revoked = ReleaseRevoked(
            referral_id=answer.referral_id,
            agency=AgencyId(agency),
            reason="consent_withdrawn",
            revoked_at=answer.decided_at + timedelta(seconds=1),
        )
        await actions.revoke_releases(tx, [a_heard(revoked, tx.now)])


async def take(database: Database, answer: ReferralRouted, verb: Verb, version: int = 1, **said_with: Any) -> None:
    async with database.transaction(HARBOUR) as tx:
        allocation_id = answer.allocations[0].allocation_id
        await actions.take_step(tx, allocation_id, verb, SAM, said(version, **said_with))


async def test_an_offer_reaches_the_queue_with_an_alert(database: Database) -> None:
    await hear(database, a_referral_routed())
    assert await states(database) == {HARBOUR: "offered"}
    assert await alerts(database) == ["queued"]
    assert await told(database) == []


async def test_the_same_answer_again_changes_nothing(database: Database) -> None:
    answer = a_referral_routed()
    await hear(database, answer)
    await hear(database, answer, answer)
    assert await alerts(database) == ["queued"]


async def test_a_batch_of_two_hundred_is_a_handful_of_statements(database: Database) -> None:
    answers = [a_referral_routed() for _ in range(200)]
    async with database.transaction(SYSTEM) as tx:
        before = database.statements()
        await actions.take_routing(tx, [a_heard(answer, tx.now) for answer in answers])
        assert database.statements() - before <= 6
    async with database.reader(SYSTEM) as reader:
        assert await reader.value("select count(*) from allocations") == 200


async def test_several_answers_for_one_referral_in_one_batch_count_in_order(database: Database) -> None:
    waiting = held()
    first = a_referral_routed(waiting)
    second = told_again(first, with_state(waiting, S.OFFERED, missing="", ask_of=""))
    third = told_again(second, with_state(waiting, S.WITHDRAWN))
    await hear(database, first, second, third)
    assert await states(database) == {HARBOUR: "withdrawn"}
    assert await told(database) == ["allocation.withdrawn.v1"]
    assert await alerts(database) == []


async def test_an_older_answer_that_comes_late_is_left_aside(database: Database) -> None:
    offer = a_routed()
    newer = a_referral_routed(with_state(offer, S.HELD_CONSENT))
    await hear(database, newer)
    await hear(database, told_again(newer, offer, later_s=-60))
    assert await states(database) == {HARBOUR: "held_consent"}


async def test_a_held_one_becomes_visible_and_is_alerted_when_it_opens(database: Database) -> None:
    waiting = held()
    first = a_referral_routed(waiting)
    await hear(database, first)
    assert await alerts(database) == []
    await hear(database, told_again(first, with_state(waiting, S.OFFERED)))
    assert await alerts(database) == ["queued"]


async def test_withdrawn_consent_closes_it_and_cancels_its_alert(database: Database) -> None:
    answer = a_referral_routed(a_routed(), a_routed(agency="front-door", pathway=Pathway.SAFEGUARDING))
    await hear(database, answer)
    await revoke(database, answer)
    assert await states(database) == {HARBOUR: "withdrawn", "front-door": "offered"}
    assert sorted(await alerts(database)) == ["cancelled", "queued"]
    assert await told(database) == ["allocation.withdrawn.v1"]


async def test_a_revocation_of_something_unknown_is_no_error(database: Database) -> None:
    await revoke(database, a_referral_routed())
    assert await states(database) == {}


async def test_accepting_tells_the_others_and_leaves_an_audit_row(database: Database) -> None:
    answer = a_referral_routed()
    await hear(database, answer)
    await take(database, answer, Verb.ACCEPT)
    assert await told(database) == ["allocation.accepted.v1"]
    assert await alerts(database) == ["cancelled"]
    async with database.reader(SYSTEM) as reader:
        row = await reader.row("select act, actor from audit")
    assert row is not None
    assert (row.act, row.actor) == ("allocation.accept", "sam.harbour")


async def test_the_whole_way_to_an_outcome_is_told(database: Database) -> None:
    answer = a_referral_routed()
    await hear(database, answer)
    await take(database, answer, Verb.CLAIM)
    await take(database, answer, Verb.ACCEPT, 2)
    await take(database, answer, Verb.CONTACT, 3, way="mobile", result="reached")
    await take(database, answer, Verb.ENGAGE, 4)
    await take(database, answer, Verb.CLOSE, 5, outcome=CloseOutcome.COMPLETED)
    names = [name.removeprefix("allocation.").removesuffix(".v1") for name in await told(database)]
    assert names == ["accepted", "progressed", "progressed", "closed"]


async def test_of_two_workers_who_claim_at_once_one_wins_and_the_other_hears_who(database: Database) -> None:
    answer = a_referral_routed()
    await hear(database, answer)
    allocation_id = answer.allocations[0].allocation_id

    async def claim(worker: Worker) -> str:
        try:
            async with database.transaction(HARBOUR) as tx:
                await actions.take_step(tx, allocation_id, Verb.CLAIM, worker, said())
        except Refused as refused:
            return refused.title
        return "won"

    results = await asyncio.gather(claim(SAM), claim(KIM))
    assert sorted(results) in (["Claimed by Kim", "won"], ["Claimed by Sam", "won"])


async def test_a_decline_says_whose_and_why(database: Database) -> None:
    answer = a_referral_routed()
    await hear(database, answer)
    await take(database, answer, Verb.DECLINE, declined_by=DeclinedBy.PROVIDER, reason=DeclineReason.OUT_OF_AREA)
    assert await told(database) == ["allocation.declined.v1"]


async def test_an_offer_nobody_answers_lapses_and_can_still_be_answered_late(
    database: Database, clock: ReplayClock
) -> None:
    answer = a_referral_routed()
    await hear(database, answer)
    async with database.transaction(SYSTEM) as tx:
        assert await actions.lapse_overdue(tx, most=10) == 0
    clock.move_to(clock.now() + timedelta(days=2))
    async with database.transaction(SYSTEM) as tx:
        assert await actions.lapse_overdue(tx, most=10) == 1
    await take(database, answer, Verb.ACCEPT, 2)
    assert await told(database) == ["allocation.lapsed.v1", "allocation.accepted.v1"]
    async with database.reader(SYSTEM) as reader:
        assert await reader.value("select late from allocations")


async def test_a_leased_alert_is_nobody_elses_until_the_lease_is_over(database: Database, clock: ReplayClock) -> None:
    await hear(database, a_referral_routed())
    async with database.transaction(SYSTEM) as tx:
        assert len(await actions.lease_alerts(tx, most=10, lease=LEASE)) == 1
    async with database.transaction(SYSTEM) as tx:
        assert await actions.lease_alerts(tx, most=10, lease=LEASE) == []
    clock.move_to(clock.now() + LEASE)
    async with database.transaction(SYSTEM) as tx:
        (again,) = await actions.lease_alerts(tx, most=10, lease=LEASE)
    assert again.attempts == 2


async def test_an_alert_cancelled_while_it_is_sent_stays_cancelled(database: Database) -> None:
    answer = a_referral_routed()
    await hear(database, answer)
    async with database.transaction(SYSTEM) as tx:
        (due,) = await actions.lease_alerts(tx, most=10, lease=LEASE)
    await revoke(database, answer)
    async with database.transaction(SYSTEM) as tx:
        await actions.record_receipts(tx, [Receipt(due.id, accepted=False, attempts=1)])
    assert await alerts(database) == ["cancelled"]


async def test_a_county_file_is_taken_whole_or_not_at_all(database: Database) -> None:
    right = {"name": "Harbour", "email": "duty@harbour.example"}
    with pytest.raises(Refused):
        async with database.transaction(SYSTEM) as tx:
            await actions.load_channels(tx, {"channels": {"a": right, "b": {"name": "B"}}})
    for _ in range(2):
        async with database.transaction(SYSTEM) as tx:
            await actions.load_channels(tx, {"channels": {"a": right}})
    async with database.reader() as reader:
        assert await reader.value("select count(*) from channels") == 1
    with pytest.raises(Refused):
        async with database.transaction(SYSTEM) as tx:
            await actions.load_channels(tx, {"duty": {}})


async def sections(database: Database, agency: str = HARBOUR) -> list[tuple[str, str]]:
    async with database.reader(agency) as reader:
        return [(row.state, row.section) for row in await reader.rows("select state, section from allocations")]


async def kinds(database: Database, state: str = "queued") -> list[tuple[str, str, str]]:
    async with database.reader(SYSTEM) as reader:
        rows = await reader.rows(
            "select agency, kind, audience from alerts where state = :state order by kind, agency", {"state": state}
        )
        return [(row.agency, row.kind, row.audience) for row in rows]


async def test_consent_withdrawn_after_acceptance_must_be_confirmed(database: Database) -> None:
    answer = a_referral_routed()
    await hear(database, answer)
    await take(database, answer, Verb.ACCEPT)
    await revoke(database, answer)
    assert await sections(database) == [("withdrawn", "stop")]
    assert await kinds(database) == [(HARBOUR, "stop", "duty")]
    await take(database, answer, Verb.CONFIRM, 3, kept="nothing_kept")
    assert await sections(database) == [("withdrawn", "closed")]
    assert await kinds(database) == []
    async with database.reader(SYSTEM) as reader:
        row = await reader.row("select kept, acknowledged_at from allocations")
        acts = [each.act for each in await reader.rows("select act from audit order by at, id")]
    assert row is not None
    assert (row.kept, row.acknowledged_at is not None) == ("nothing_kept", True)
    assert acts[-1] == "allocation.confirm"
    assert await told(database) == ["allocation.accepted.v1", "allocation.withdrawn.v1"]


async def test_an_offer_somebody_opened_must_be_confirmed_too(database: Database) -> None:
    answer = a_referral_routed()
    await hear(database, answer)
    async with database.transaction(HARBOUR) as tx:
        await actions.note_opened(tx, answer.allocations[0].allocation_id)
    await revoke(database, answer)
    assert await sections(database) == [("withdrawn", "stop")]


async def test_what_is_held_by_now_is_still_confirmed_by_whoever_had_it(database: Database) -> None:
    answer = a_referral_routed()
    await hear(database, answer)
    await take(database, answer, Verb.ACCEPT)
    again = with_state(answer.allocations[0], S.HELD_CONSENT, missing="explicit_consent")
    await hear(database, told_again(answer, again))
    assert await sections(database) == [("held_consent", "stop")]
    await take(database, answer, Verb.CONFIRM, 3, kept="kept_by_law")
    assert await sections(database) == [("held_consent", "closed")]
    async with database.reader(HARBOUR) as reader:
        verbs = [row.verb for row in await reader.rows("select verb from transitions order by id")]
    assert verbs == ["offer", "accept", "confirm"]
    await hear(database, told_again(told_again(answer, again), with_state(again, S.OFFERED)))
    assert await sections(database) == [("offered", "decide")]


async def test_a_correction_is_told_and_acknowledged(database: Database) -> None:
    first = a_referral_routed()
    await hear(database, first)
    await take(database, first, Verb.ACCEPT)
    changed = with_state(first.allocations[0], S.OFFERED, corrections=(a_correction(2),))
    await hear(database, told_again(first, changed).model_copy(update={"referral_version": 2}))
    assert await kinds(database) == [(HARBOUR, "changed", "duty")]
    await take(database, first, Verb.ACKNOWLEDGE, 3)
    assert await kinds(database) == []
    async with database.reader(HARBOUR) as reader:
        lines = await reader.rows("select verb, code from transitions order by id")
    assert [(row.verb, row.code) for row in lines][-2:] == [
        ("correct", "group:contact group:safe_contact"),
        ("acknowledge", ""),
    ]


async def with_desk(database: Database) -> None:
    async with database.transaction(SYSTEM) as tx:
        desk = {"name": "Triage Desk", "email": "duty@triage.example"}
        await actions.load_channels(tx, {"channels": {"triage-desk": desk}, "escalate_to": "triage-desk"})


async def test_a_slow_offer_is_brought_to_the_lead_once(database: Database, clock: ReplayClock) -> None:
    await hear(database, a_referral_routed())
    for hours, number in ((17, 0), (2, 1), (1, 0)):
        clock.move_to(clock.now() + timedelta(hours=hours))
        async with database.transaction(SYSTEM) as tx:
            assert await actions.remind_leads(tx, most=10) == number
    assert (HARBOUR, "reminder", "lead") in await kinds(database)
    async with database.reader(HARBOUR) as reader:
        assert await reader.value("select verb from transitions order by id desc limit 1") == "remind"
        assert await reader.value("select version from allocations") == 1


async def test_a_lapse_is_told_to_the_desk(database: Database, clock: ReplayClock) -> None:
    await with_desk(database)
    await hear(database, a_referral_routed())
    clock.move_to(clock.now() + timedelta(days=2))
    async with database.transaction(SYSTEM) as tx:
        assert await actions.lapse_overdue(tx, most=10) == 1
    assert await kinds(database) == [("triage-desk", "lapsed", "desk")]


async def test_a_duty_never_lapses_but_is_escalated_each_day(database: Database, clock: ReplayClock) -> None:
    await with_desk(database)
    answer = a_referral_routed(a_routed(duty=True, pathway=Pathway.SAFEGUARDING))
    await hear(database, answer)
    for number in (1, 0):
        clock.move_to(clock.now() + timedelta(hours=25 if number else 1))
        async with database.transaction(SYSTEM) as tx:
            assert await actions.lapse_overdue(tx, most=10) == 0
            assert await actions.escalate_overdue(tx, most=10) == number
    assert await states(database) == {HARBOUR: "offered"}
    overdue = [(HARBOUR, "overdue", "lead"), ("triage-desk", "overdue", "desk")]
    assert [one for one in await kinds(database) if one[1] == "overdue"] == overdue
    clock.move_to(clock.now() + timedelta(hours=24))
    async with database.transaction(SYSTEM) as tx:
        assert await actions.escalate_overdue(tx, most=10) == 1
    await take(database, answer, Verb.ACCEPT)
    assert [one for one in await kinds(database) if one[0] == HARBOUR] == []


async def test_a_stop_nobody_confirms_is_escalated(database: Database, clock: ReplayClock) -> None:
    await with_desk(database)
    answer = a_referral_routed()
    await hear(database, answer)
    await take(database, answer, Verb.ACCEPT)
    await revoke(database, answer)
    clock.move_to(clock.now() + timedelta(days=3))
    async with database.transaction(SYSTEM) as tx:
        assert await actions.escalate_overdue(tx, most=10) == 1
    assert [one[:2] for one in await kinds(database)] == [
        (HARBOUR, "overdue"),
        ("triage-desk", "overdue"),
        (HARBOUR, "stop"),
    ]
    await take(database, answer, Verb.CONFIRM, 3, kept="nothing_kept")
    assert [one for one in await kinds(database) if one[0] == HARBOUR] == []


async def test_receipts_of_a_batch_are_one_statement(database: Database) -> None:
    await hear(database, *[a_referral_routed() for _ in range(50)])
    async with database.transaction(SYSTEM) as tx:
        due = await actions.lease_alerts(tx, most=100, lease=LEASE)
    async with database.transaction(SYSTEM) as tx:
        before = database.statements()
        await actions.record_receipts(tx, [Receipt(one.id, accepted=True, attempts=1) for one in due])
        assert database.statements() - before == 1
    assert set(await alerts(database)) == {"sent"}
