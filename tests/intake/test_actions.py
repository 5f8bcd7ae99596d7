"""Receiving in batches: one effect per key, the same answer again, and what became of a referral."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.builders.referral import AT, a_submission
from tests.builders.web import a_heard
from waymark.contracts.consent import ConsentChanged
from waymark.contracts.delivery import AllocationAccepted, AllocationClosed, AllocationDeclined
from waymark.contracts.routing import ReferralRouted, RoutedAllocation, UnmetNeed
from waymark.db import SYSTEM, Database
from waymark.errors import Refused
from waymark.words import AllocationState, CloseOutcome, DeclinedBy, DeclineReason, Need, Pathway, Position
from waymark_intake import actions, queries
from waymark_intake.receipt import view_of
from waymark_intake.referral import Submission

Opened = Callable[[str], Awaitable[Database]]
A = AllocationState


@pytest.fixture
async def database(open_database: Opened) -> Database:
    return await open_database("intake")


async def _receive(database: Database, *submissions: Submission) -> list[actions.Accepted | Refused]:
    async with database.transaction(SYSTEM) as tx:
        return await actions.receive_referrals(tx, submissions)


async def _count(database: Database, table: str) -> int:
    async with database.reader(SYSTEM) as reader:
        return int(await reader.value(f"select count(*) from {table}"))


async def test_a_batch_becomes_referrals_events_and_audit_rows_together(database: Database) -> None:
    outcomes = await _receive(database, *(a_submission() for _ in range(30)))
    assert all(isinstance(outcome, actions.Accepted) and not outcome.is_replay for outcome in outcomes)
    for table in ("referrals", "idempotency", "log", "audit"):
        assert await _count(database, table) == 30


async def test_the_same_record_under_the_same_key_is_one_referral_and_one_answer(database: Database) -> None:
    first = a_submission()
    again = replace(a_submission(), key_hash=first.key_hash)
    [one] = await _receive(database, first)
    [two] = await _receive(database, again)
    assert isinstance(one, actions.Accepted)
    assert isinstance(two, actions.Accepted)
    assert (two.receipt, two.is_replay) == (one.receipt, True)
    assert await _count(database, "referrals") == await _count(database, "log") == 1


async def test_a_key_used_for_another_record_is_refused(database: Database) -> None:
    first = a_submission()
    [_, other] = await _receive(
        database, first, replace(a_submission(), key_hash=first.key_hash, fingerprint=b"o" * 32)
    )
    assert isinstance(other, actions.KeyReused)
    assert other.code == "idempotency_key_reused"
    assert await _count(database, "referrals") == 1


async def test_two_agencies_may_use_the_same_key(database: Database) -> None:
    first = a_submission()
    outcomes = await _receive(database, first, a_submission(key_hash=first.key_hash, sender="neighbour-police"))
    assert [outcome.is_replay for outcome in outcomes if isinstance(outcome, actions.Accepted)] == [False, False]


async def test_a_batch_tried_again_after_an_unknown_end_is_no_replay(database: Database) -> None:
    submission = a_submission()
    await _receive(database, submission)
    [outcome] = await _receive(database, submission)
    assert isinstance(outcome, actions.Accepted)
    assert not outcome.is_replay
    assert await _count(database, "log") == 1


async def test_nothing_stays_of_a_transaction_that_fails(database: Database) -> None:
    async def receive_and_fail() -> None:
        async with database.transaction(SYSTEM) as tx:
            await actions.receive_referrals(tx, [a_submission()])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await receive_and_fail()
    assert await _count(database, "idempotency") == await _count(database, "referrals") == 0


async def test_another_agency_sees_no_referral_of_ours(database: Database) -> None:
    submission = a_submission()
    await _receive(database, submission)
    async with database.reader("neighbour-police") as reader:
        assert await queries.find_referral(reader, submission.referral_id) is None
    async with database.reader() as reader:
        assert await queries.find_referral(reader, submission.referral_id) is None


async def test_old_keys_are_forgotten(database: Database) -> None:
    await _receive(database, a_submission())
    async with database.transaction(SYSTEM) as tx:
        assert await actions.forget_keys(tx, used_before=tx.now) == 0
        assert await actions.forget_keys(tx, used_before=tx.now + timedelta(seconds=1)) == 1


def _allocation(state: AllocationState = A.OFFERED, **over: Any) -> RoutedAllocation:
    fields: dict[str, Any] = {
        "allocation_id": uuid4(),
        "pathway": Pathway.VICTIM_RECOVERY,
        "service": "harbour-recovery",
        "agency": "harbour-victim-care",
        "needs": (Need.EMOTIONAL_SUPPORT,),
        "state": state,
    }
    return RoutedAllocation(**(fields | over))


class Loop:
    """One stored referral and the news about it, at minutes after it was received."""

    def __init__(self, database: Database, submission: Submission) -> None:
        self._database = database
        self._submission = submission

    async def routed(self, minute: int, *allocations: RoutedAllocation, unmet: tuple[UnmetNeed, ...] = ()) -> None:
        event = ReferralRouted(
            referral_id=self._submission.referral_id,
            journey_id=self._submission.journey_id,
            decision_id=uuid4(),
            sender=self._submission.sender,
            received_at=AT,
            decided_at=AT + timedelta(minutes=minute),
            allocations=allocations,
            unmet=unmet,
        )
        async with self._database.transaction(SYSTEM) as tx:
            await actions.note_routed(tx, [a_heard(event, AT)])

    async def heard(self, kind: type, minute: int, allocation: UUID, state: AllocationState, **over: object) -> None:
        event = kind(
            referral_id=self._submission.referral_id,
            allocation_id=allocation,
            service="harbour-recovery",
            agency="harbour-victim-care",
            state=state,
            changed_at=AT + timedelta(minutes=minute),
            **over,
        )
        async with self._database.transaction(SYSTEM) as tx:
            await actions.note_allocations(tx, [a_heard(event, AT)])

    async def states(self) -> list[tuple[str, str]]:
        async with self._database.reader(self._submission.sender) as reader:
            seen = await queries.list_allocations(reader, self._submission.referral_id)
        return [(entry.pathway, entry.state) for entry in seen]

    async def view(self) -> dict[str, Any]:
        async with self._database.reader(self._submission.sender) as reader:
            kept = await queries.find_referral(reader, self._submission.referral_id)
            assert kept is not None
            seen = await queries.list_allocations(reader, self._submission.referral_id)
        return view_of(kept, seen).model_dump(mode="json")


@pytest.fixture
async def loop(database: Database) -> Loop:
    submission = a_submission()
    await _receive(database, submission)
    return Loop(database, submission)


async def test_the_sender_learns_how_it_ended(loop: Loop) -> None:
    offered = _allocation()
    await loop.routed(1, offered)
    await loop.heard(AllocationAccepted, 2, offered.allocation_id, A.ACCEPTED)
    assert (await loop.view())["state"] == "being_handled"
    await loop.heard(AllocationClosed, 3, offered.allocation_id, A.CLOSED, outcome=CloseOutcome.COMPLETED)
    view = await loop.view()
    assert (view["state"], view["outcomes"]) == ("closed", ["completed"])


async def test_the_sender_learns_what_is_asked_and_about_whom(loop: Loop) -> None:
    await loop.routed(1, _allocation(A.HELD_CONSENT, missing="explicit_consent", ask_of="sender"))
    view = await loop.view()
    assert view["state"] == "asked"
    [allocation] = view["allocations"]
    assert (allocation["missing"], allocation["ask_of"]) == ("explicit_consent", "sender")
    assert allocation["agency"] == "harbour-victim-care"


async def test_who_works_on_it_is_not_named(loop: Loop) -> None:
    await loop.routed(1, _allocation())
    assert "harbour" not in str(await loop.view())


async def test_providers_news_may_come_before_the_routers(loop: Loop) -> None:
    offered = _allocation()
    await loop.heard(AllocationAccepted, 2, offered.allocation_id, A.ACCEPTED)
    await loop.routed(1, offered)
    assert await loop.states() == [("victim_recovery", "accepted")]


async def test_the_same_answer_told_again_does_not_undo_acceptance(loop: Loop) -> None:
    offered = _allocation()
    await loop.routed(1, offered)
    await loop.heard(AllocationAccepted, 2, offered.allocation_id, A.ACCEPTED)
    await loop.routed(3, offered)
    assert await loop.states() == [("victim_recovery", "accepted")]


async def test_the_router_may_take_accepted_work_back_but_not_what_is_closed(loop: Loop) -> None:
    first, second = _allocation(), _allocation()
    await loop.routed(1, first, second)
    await loop.heard(AllocationAccepted, 2, first.allocation_id, A.ACCEPTED)
    await loop.heard(AllocationClosed, 3, second.allocation_id, A.CLOSED, outcome=CloseOutcome.COMPLETED)
    taken = [entry.model_copy(update={"state": A.WITHDRAWN}) for entry in (first, second)]
    await loop.routed(4, *taken)
    assert {state for _, state in await loop.states()} == {"withdrawn", "closed"}
    await loop.heard(AllocationAccepted, 2, first.allocation_id, A.ACCEPTED)
    assert {state for _, state in await loop.states()} == {"withdrawn", "closed"}


async def test_what_a_new_answer_no_longer_names_is_withdrawn(loop: Loop) -> None:
    held, offered = _allocation(A.HELD_CONSENT), _allocation()
    await loop.routed(1, held)
    await loop.routed(2, offered)
    assert sorted(state for _, state in await loop.states()) == ["offered", "withdrawn"]


async def test_unmet_needs_are_said(loop: Loop) -> None:
    await loop.routed(1, unmet=(UnmetNeed(pathway=Pathway.SAV_CHILD, needs=(Need.CHISVA,), reason="no_service"),))
    view = await loop.view()
    assert view["state"] == "unmet"
    assert view["unmet"] == [{"pathway": "sav_child", "reason": "no_service"}]


async def test_whose_no_it_was_is_an_outcome_unless_it_was_a_providers(loop: Loop) -> None:
    one, two = _allocation(), _allocation()
    await loop.routed(1, one, two)
    provider = {"declined_by": DeclinedBy.PROVIDER, "reason": DeclineReason.NO_CAPACITY}
    person = {"declined_by": DeclinedBy.PERSON, "reason": DeclineReason.PERSON_DECLINED}
    await loop.heard(AllocationDeclined, 2, one.allocation_id, A.DECLINED, **provider)
    await loop.heard(AllocationDeclined, 3, two.allocation_id, A.DECLINED, **person)
    assert (await loop.view())["outcomes"] == ["declined_by_person"]


async def test_the_newest_position_is_shown(loop: Loop, database: Database) -> None:
    referral = loop._submission.referral_id
    events = [
        ConsentChanged(
            referral_id=referral, position=position, explicit=True, changed_at=AT + timedelta(minutes=minute)
        )
        for minute, position in ((1, Position.GIVEN), (2, Position.WITHDRAWN))
    ]
    async with database.transaction(SYSTEM) as tx:
        await actions.note_positions(tx, [a_heard(event, AT) for event in events])
        await actions.note_positions(tx, [a_heard(events[0], AT)])
    assert (await loop.view())["consent"] == {"position": "withdrawn", "changed_at": "2026-11-23T10:02:00Z"}


async def test_news_of_a_referral_we_never_had_leaves_nothing(database: Database) -> None:
    loop = Loop(database, a_submission())
    await loop.routed(1, _allocation())
    await loop.heard(AllocationAccepted, 2, uuid4(), A.ACCEPTED)
    assert await _count(database, "allocations_seen") == 0
