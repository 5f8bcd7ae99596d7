"""Who has a referral in hand: the newest word wins, whoever was told of it first, and doubt keeps the door shut."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders.routed import MONDAY, a_referral_routed, a_routed, told_again, with_state
from tests.builders.web import a_heard
from tests.conftest import OpenDatabase
from waymark.contracts.delivery import AllocationEvent
from waymark.contracts.envelope import Heard
from waymark.contracts.routing import ReferralRouted, RoutedAllocation
from waymark.db import SYSTEM, Database
from waymark.ids import uuid7
from waymark.words import AllocationState
from waymark_consent.need_to_know.actions import note_allocations, note_routed
from waymark_consent.need_to_know.store import list_in_hand
from waymark_consent.need_to_know.word import caused_at, is_offered, newest_answers, newest_words

S = AllocationState
PLACED = a_routed()
OFFERED = a_referral_routed(PLACED)
GONE = told_again(OFFERED, a_routed(), later_s=7200)
SAME_AGAIN = told_again(OFFERED, PLACED, later_s=7200)
ENDED = (S.DECLINED, S.LAPSED, S.CLOSED, S.WITHDRAWN)
AT_WORK = (S.ACCEPTED, S.WAITING, S.CONTACTING, S.ENGAGED)


@pytest.fixture
async def database(open_database: OpenDatabase) -> Database:
    return await open_database("consent")


def at(hours: float) -> datetime:
    return MONDAY + timedelta(hours=hours)


def a_word(state: AllocationState, hours: float, *, cause: UUID | None = None) -> Heard[AllocationEvent]:
    said = AllocationEvent(
        referral_id=OFFERED.referral_id,
        allocation_id=PLACED.allocation_id,
        service=PLACED.service,
        agency=PLACED.agency,
        state=state,
        changed_at=at(hours),
    )
    return replace(a_heard(said, at(hours)), causation=cause)


Told = ReferralRouted | Heard[AllocationEvent]
Story = tuple[str, Sequence[Told], bool]


async def hear(database: Database, *told: Told) -> None:
    """Each in a transaction of its own, in this order."""
    for one in told:
        async with database.transaction(SYSTEM) as tx:
            if isinstance(one, ReferralRouted):
                await note_routed(tx, [a_heard(one, tx.now)])
            else:
                await note_allocations(tx, [one])


async def is_open(database: Database, placed: RoutedAllocation = PLACED) -> bool:
    async with database.reader(SYSTEM) as reader:
        open_now = await reader.value(
            "select open from recipients where allocation_id = :id", {"id": placed.allocation_id}
        )
        in_hand = await list_in_hand(reader, [OFFERED.referral_id], placed.agency)
    if open_now:
        assert in_hand == {OFFERED.referral_id}
    return bool(open_now)


STORIES: tuple[Story, ...] = (
    ("offered", [OFFERED], True),
    ("never routed", [], False),
    ("no longer named", [OFFERED, GONE], False),
    ("an older answer comes late", [GONE, OFFERED], False),
    ("an answer that names nobody, then an older one", [told_again(OFFERED), OFFERED], False),
    ("offered again", [OFFERED, GONE, told_again(OFFERED, PLACED, later_s=9000)], True),
    ("a word before any routing", [a_word(S.ACCEPTED, 1)], False),
    ("accepted, heard before its routing", [a_word(S.ACCEPTED, 1), OFFERED], True),
    ("declined, heard before its routing", [a_word(S.DECLINED, 1), OFFERED], False),
    ("ended stays ended whatever the router still thinks", [OFFERED, a_word(S.CLOSED, 1), SAME_AGAIN], False),
    ("an older word comes late", [OFFERED, a_word(S.CLOSED, 2), a_word(S.ENGAGED, 1)], False),
    ("a lapsed one accepted late", [OFFERED, a_word(S.LAPSED, 1), GONE, a_word(S.ACCEPTED, 3)], True),
    ("the same, heard of the lapse last", [OFFERED, GONE, a_word(S.ACCEPTED, 3), a_word(S.LAPSED, 1)], True),
    ("its offer never heard of, as a newer answer was", [GONE, a_word(S.ACCEPTED, 3)], True),
    ("accepted, then routed elsewhere", [OFFERED, a_word(S.ACCEPTED, 1), GONE], False),
    ("at work, and the router says the same again", [OFFERED, a_word(S.ENGAGED, 1), SAME_AGAIN], True),
    ("held again while at work", [OFFERED, a_word(S.ENGAGED, 1), a_word(S.HELD_CONSENT, 2)], False),
    (
        "a queue that lags takes back, after a newer offer, what an older answer took back",
        [OFFERED, SAME_AGAIN, a_word(S.WITHDRAWN, 5, cause=uuid7(at(1)))],
        True,
    ),
    (
        "a queue takes back what was accepted while the router answered otherwise",
        [OFFERED, a_word(S.ACCEPTED, 1), a_word(S.WITHDRAWN, 2, cause=uuid7(at(0.5)))],
        False,
    ),
)


def of_each_state() -> Iterator[Story]:
    """The same for every state a queue or the router may tell."""
    for state in (*ENDED, *AT_WORK):
        yield f"offered, then {state.value}", [OFFERED, a_word(state, 1)], state in AT_WORK
        yield f"{state.value}, heard first", [a_word(state, 1), OFFERED], state in AT_WORK
    for state in (S.OFFERED, S.HELD_CONSENT, S.HELD_DATA, S.HELD_SAFETY, S.WITHDRAWN):
        yield f"routed as {state.value}", [told_again(OFFERED, with_state(PLACED, state))], state is S.OFFERED


async def test_who_has_it_in_hand(database: Database) -> None:
    for name, told, in_hand in (*STORIES, *of_each_state()):
        await hear(database, *told)
        assert await is_open(database) is in_hand, name
        await hear(database, *told[-1:])
        assert await is_open(database) is in_hand, name
        await forget(database)


async def forget(database: Database) -> None:
    async with database.transaction(SYSTEM) as tx:
        await tx.run("delete from recipients")
        await tx.run("delete from routings")


async def test_in_whatever_order_the_two_tellers_are_heard_the_end_is_the_same(database: Database) -> None:
    routed: list[Told] = [OFFERED, GONE]
    said: list[Told] = [a_word(S.LAPSED, 1), a_word(S.ACCEPTED, 3)]
    for order in sorted(set(itertools.permutations("rrss"))):
        left = {"r": iter(routed), "s": iter(said)}
        await hear(database, *(next(left[whose]) for whose in order))
        assert await is_open(database), order
        await forget(database)


async def test_a_batch_ends_as_its_newest_says_and_touches_no_other_referral(database: Database) -> None:
    other = a_referral_routed()
    async with database.transaction(SYSTEM) as tx:
        await note_routed(tx, [a_heard(one, tx.now) for one in (other, GONE, OFFERED)])
        await note_allocations(tx, [a_word(S.ACCEPTED, 3), a_word(S.LAPSED, 1)])
    assert await is_open(database)
    assert await is_open(database, GONE.allocations[0])
    async with database.reader(SYSTEM) as reader:
        assert await list_in_hand(reader, [other.referral_id, uuid4()], PLACED.agency) == {other.referral_id}
        assert await list_in_hand(reader, [], PLACED.agency) == set()


async def test_one_agency_of_two_keeps_its_own(database: Database) -> None:
    theirs = a_routed(agency="lantern-sav", service="lantern-adult")
    both = a_referral_routed(PLACED, theirs, referral_id=OFFERED.referral_id)
    await hear(database, both, a_word(S.DECLINED, 1))
    assert not await is_open(database)
    assert await is_open(database, theirs)


@pytest.mark.parametrize(
    ("over", "expected"),
    [
        ({}, True),
        ({"duty": True}, True),
        ({"duty": True, "state": S.HELD_CONSENT}, True),
        ({"duty": True, "state": S.WITHDRAWN}, False),
        ({"state": S.HELD_SAFETY}, False),
        ({"state": S.WITHDRAWN}, False),
    ],
)
def test_an_offer_and_a_duty_are_in_the_agencys_hands(over: dict[str, Any], *, expected: bool) -> None:
    assert is_offered(a_routed(**over)) is expected


@given(st.permutations(range(4)), st.lists(st.integers(0, 3), min_size=4, max_size=4))
def test_the_newest_counts_and_of_two_at_once_the_later_told(order: list[int], hours: list[int]) -> None:
    answers = [told_again(OFFERED, later_s=hours[one]) for one in order]
    words = [a_word(S.WAITING, hours[one]) for one in order]
    latest = max(range(4), key=lambda place: (hours[order[place]], place))
    assert newest_answers(a_heard(one, MONDAY) for one in answers) == {OFFERED.referral_id: answers[latest]}
    assert newest_words(words) == {PLACED.allocation_id: words[latest]}


def test_a_word_counts_from_its_cause_where_that_tells_its_time() -> None:
    assert caused_at(a_word(S.WITHDRAWN, 2)) == at(2)
    assert caused_at(a_word(S.WITHDRAWN, 2, cause=uuid4())) == at(2)
    assert caused_at(a_word(S.WITHDRAWN, 2, cause=uuid7(at(1)))) == at(1)
    assert caused_at(a_word(S.WITHDRAWN, 2, cause=uuid7(at(3)))) == at(2)
