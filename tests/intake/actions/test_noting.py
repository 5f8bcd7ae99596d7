"""What became of a referral, as its sender learns it: the newest news counts, whoever brings it, in whatever order."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.builders.referral import AT, a_submission
from tests.builders.web import a_heard
from waymark.contracts.consent import ConsentChanged
from waymark.contracts.delivery import AllocationAccepted, AllocationClosed, AllocationDeclined, AllocationProgressed
from waymark.contracts.routing import ReferralRouted, RoutedAllocation, Signpost, UnmetNeed
from waymark.db import SYSTEM, Database
from waymark.ids import ServiceId
from waymark.words import (
    AgencyRole,
    AllocationState,
    CloseOutcome,
    DeclinedBy,
    DeclineReason,
    Need,
    Pathway,
    Position,
    WithdrawReason,
)
from waymark_intake import actions, queries
from waymark_intake.changes.place import ChangePlace
from waymark_intake.changes.queries import list_changed
from waymark_intake.following.receipt import HistoryEntry, view_of
from waymark_intake.referral import Submission

Opened = Callable[[str], Awaitable[Database]]
A = AllocationState


@pytest.fixture
async def database(open_database: Opened) -> Database:
    return await open_database("intake")


async def _count(database: Database, table: str) -> int:
    async with database.reader(SYSTEM) as reader:
        return int(await reader.value(f"select count(*) from {table}"))


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

    async def routed(
        self,
        minute: int,
        *allocations: RoutedAllocation,
        unmet: tuple[UnmetNeed, ...] = (),
        signposts: tuple[Signpost, ...] = (),
    ) -> None:
        event = ReferralRouted(
            referral_id=self._submission.referral_id,
            journey_id=self._submission.journey_id,
            decision_id=uuid4(),
            sender=self._submission.sender,
            received_at=AT,
            decided_at=AT + timedelta(minutes=minute),
            allocations=allocations,
            unmet=unmet,
            signposts=signposts,
        )
        async with self._database.transaction(SYSTEM) as tx:
            await actions.note_routed(tx, [a_heard(event, AT)])

    async def heard(self, kind: type, minute: int, allocation: UUID, state: AllocationState, **over: object) -> None:
        await self.heard_together((kind, minute, allocation, state, over))

    async def heard_together(self, *news: tuple[type, int, UUID, AllocationState, dict[str, object]]) -> None:
        async with self._database.transaction(SYSTEM) as tx:
            await actions.note_allocations(tx, [a_heard(self._event(*one), AT) for one in news])

    def _event(self, kind: type, minute: int, allocation: UUID, state: AllocationState, over: dict[str, object]) -> Any:
        return kind(
            referral_id=self._submission.referral_id,
            allocation_id=allocation,
            service="harbour-recovery",
            agency="harbour-victim-care",
            state=state,
            changed_at=AT + timedelta(minutes=minute),
            **over,
        )

    async def states(self) -> list[tuple[str, str]]:
        async with self._database.reader(self._submission.sender) as reader:
            seen = await queries.list_allocations(reader, self._submission.referral_id)
        return [(entry.pathway, entry.state) for entry in seen]

    async def place(self) -> ChangePlace:
        """The newest change its sender is told of."""
        async with self._database.reader(self._submission.sender) as reader:
            found = await list_changed(
                reader, self._submission.sender, ChangePlace(), seen_by=AgencyRole.POLICE, most=10
            )
        return found.after

    async def history(self) -> tuple[HistoryEntry, ...]:
        async with self._database.reader(self._submission.sender) as reader:
            found = await queries.find_history(reader, self._submission.referral_id, seen_by=AgencyRole.POLICE)
        return found or ()

    async def view(self, seen_by: AgencyRole = AgencyRole.POLICE) -> dict[str, Any]:
        async with self._database.reader(self._submission.sender) as reader:
            kept = await queries.find_referral(reader, self._submission.referral_id)
            assert kept is not None
            seen = await queries.list_allocations(reader, self._submission.referral_id)
        return view_of(kept, seen, seen_by=seen_by).model_dump(mode="json")


@pytest.fixture
async def loop(database: Database) -> Loop:
    submission = a_submission()
    async with database.transaction(SYSTEM) as tx:
        await actions.receive_referrals(tx, [submission])
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


async def test_where_the_person_is_sent_without_their_details_is_shown(loop: Loop) -> None:
    sarc = Signpost(service=ServiceId("sarc"), name="Assault referral centre", how="Call at any hour.")
    await loop.routed(1, signposts=(sarc,))
    assert (await loop.view())["signposts"] == [sarc.model_dump(exclude={"hidden_from_sender"})]
    await loop.routed(2, _allocation())
    assert (await loop.view())["signposts"] == []


def _treatment(state: AllocationState = A.OFFERED) -> RoutedAllocation:
    return _allocation(state, pathway=Pathway.SUBSTANCE_ADULT, service="meridian-adult", needs=(Need.OPIATES,))


async def _attendance(loop: Loop) -> str | None:
    [shown] = (await loop.view(AgencyRole.PROBATION))["allocations"]
    assert shown["outcome"] is None
    return str(shown["attendance"]) if shown["attendance"] else None


async def test_who_once_came_has_attended_whatever_came_of_it(loop: Loop) -> None:
    offered = _treatment()
    await loop.routed(1, offered)
    assert await _attendance(loop) == "awaited"
    await loop.heard(AllocationAccepted, 2, offered.allocation_id, A.ACCEPTED)
    assert await _attendance(loop) == "awaited"
    await loop.heard(AllocationProgressed, 3, offered.allocation_id, A.ENGAGED)
    assert await _attendance(loop) == "attended"
    unable = {"outcome": CloseOutcome.UNABLE_TO_CONTACT}
    await loop.heard(AllocationClosed, 4, offered.allocation_id, A.CLOSED, **unable)
    assert await _attendance(loop) == "attended"
    [shown] = (await loop.view(AgencyRole.PROBATION))["allocations"]
    assert shown["changed_at"] == "2026-11-23T10:03:00Z"


async def test_engaged_and_closed_in_one_batch_has_attended(loop: Loop) -> None:
    offered = _treatment()
    await loop.routed(1, offered)
    await loop.heard_together(
        (AllocationProgressed, 2, offered.allocation_id, A.ENGAGED, {}),
        (AllocationProgressed, 3, offered.allocation_id, A.ENGAGED, {}),
        (AllocationClosed, 4, offered.allocation_id, A.CLOSED, {"outcome": CloseOutcome.DECLINED_BY_PERSON}),
    )
    assert await _attendance(loop) == "attended"
    [shown] = (await loop.view(AgencyRole.PRISON))["allocations"]
    assert shown["changed_at"] == "2026-11-23T10:02:00Z"


async def test_late_news_of_engagement_still_counts(loop: Loop) -> None:
    offered = _treatment()
    await loop.routed(1, offered)
    await loop.heard(AllocationClosed, 5, offered.allocation_id, A.CLOSED, outcome=CloseOutcome.UNABLE_TO_CONTACT)
    assert await _attendance(loop) == "not_attended"
    await loop.heard(AllocationProgressed, 3, offered.allocation_id, A.ENGAGED)
    assert await _attendance(loop) == "attended"


async def test_the_routers_late_answer_does_not_undo_a_withdrawal(loop: Loop, database: Database) -> None:
    submission = loop._submission
    async with database.transaction(SYSTEM) as tx:
        await actions.withdraw_referral(
            tx,
            submission.referral_id,
            reason=WithdrawReason.SENT_IN_ERROR,
            agency=submission.sender,
            subject=submission.subject,
        )
    await loop.routed(1, _allocation())
    assert (await loop.view())["state"] == "withdrawn"


async def test_what_only_the_match_gave_is_in_no_view_history_or_list_of_changes(loop: Loop) -> None:
    shown, hidden = _allocation(), _allocation(pathway=Pathway.FRAUD, hidden_from_sender=True)
    left = UnmetNeed(pathway=Pathway.TRIAGE, needs=(), reason="nobody_takes", hidden_from_sender=True)
    post = Signpost(service=ServiceId("sarc"), name="Centre", how="Call.", hidden_from_sender=True)
    await loop.routed(1, shown, hidden, unmet=(left,), signposts=(post,))
    view = await loop.view()
    assert [one["pathway"] for one in view["allocations"]] == ["victim_recovery"]
    assert (view["unmet"], view["signposts"]) == ([], [])
    place = await loop.place()
    await loop.heard(AllocationAccepted, 2, hidden.allocation_id, A.ACCEPTED)
    assert await loop.place() == place
    await loop.heard(AllocationClosed, 3, hidden.allocation_id, A.CLOSED, outcome=CloseOutcome.COMPLETED)
    assert (await loop.view(), await loop.place()) == (view, place)
    assert {one.pathway for one in await loop.history()} == {None, "victim_recovery"}
    await loop.heard(AllocationAccepted, 4, shown.allocation_id, A.ACCEPTED)
    assert await loop.place() != place


async def test_what_a_sender_has_seen_it_goes_on_seeing_and_what_was_hidden_may_be_shown_later(loop: Loop) -> None:
    one, other = _allocation(), _allocation(hidden_from_sender=True)
    await loop.routed(1, one, other)
    await loop.routed(2, one.model_copy(update={"hidden_from_sender": True}), other)
    assert len((await loop.view())["allocations"]) == 1
    await loop.routed(3, one, other.model_copy(update={"hidden_from_sender": False}))
    assert len((await loop.view())["allocations"]) == 2


async def test_what_a_provider_tells_before_the_router_is_not_shown_before_it(loop: Loop) -> None:
    hidden, shown = _allocation(hidden_from_sender=True), _allocation()
    await loop.heard(AllocationAccepted, 2, hidden.allocation_id, A.ACCEPTED)
    await loop.heard(AllocationAccepted, 2, shown.allocation_id, A.ACCEPTED)
    assert (await loop.view())["allocations"] == []
    await loop.routed(1, hidden, shown)
    assert [(one["id"], one["state"]) for one in (await loop.view())["allocations"]] == [
        (str(shown.allocation_id), "accepted")
    ]
