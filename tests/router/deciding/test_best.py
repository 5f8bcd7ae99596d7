"""The best of many is the one that is ranked first, and everybody else has the reason that ranking gives."""

from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.builders.provider import a_service
from waymark.ids import ServiceId
from waymark.words import Preference
from waymark_router.bits import positions
from waymark_router.deciding.best import Known, best_of
from waymark_router.deciding.choice import Candidate, Wishes, one_community, rank
from waymark_router.providers.availability import Availability, Room
from waymark_router.providers.line_up import LineUp
from waymark_router.providers.provider import DirectoryService
from waymark_router.providers.rooms import board_of

_WISHED = [Preference.BY_AND_FOR, Preference.ONLINE, Preference.FEMALE_WORKER, Preference.MALE_WORKER]


def _service(name: str, chance: Random) -> DirectoryService:
    over: dict[str, Any] = {
        "lot": chance.choice(["", "x", "y"]),
        "by_and_for": chance.choice(["", "", "roma"]),
        "offers": chance.sample(["online", "female_worker", "male_worker"], chance.randint(0, 3)),
        "caseload_cap": chance.choice([None, 5, 9]),
    }
    return a_service(id=name, **over)


@given(seed=st.integers(0, 2**32), number=st.integers(1, 12))
def test_the_best_and_the_reasons_of_the_others_are_those_of_ranking_them_all(seed: int, number: int) -> None:
    chance = Random(seed)
    line_up = LineUp(_service(f"s{at}", chance) for at in range(number))
    takers = chance.randrange(1, 1 << number)
    rooms = {one.id: Room(chance.choice([None, True, False]), chance.choice([None, 1, 2])) for one in line_up.services}
    told = {one: Availability(at_work=chance.randint(0, 3)) for one in rooms}
    would = frozenset(one for one in rooms if chance.random() < 0.2)
    wishes = Wishes(frozenset(chance.sample(_WISHED, chance.randint(0, 4))))
    those = [line_up.services[at] for at in positions(takers)]
    slow = rank(
        [Candidate(one, rooms[one.id], told[one.id].at_work, would_have_it=one.id in would) for one in those], wishes
    )
    known = Known(
        wishes=wishes,
        community=one_community((one.by_and_for for one in those), wishes),
        would_have_it=would,
        by_cap=all(one.caseload_cap is not None for one in those),
    )
    board = board_of(line_up, told, lambda one: rooms[one.id])
    best, lost = best_of(line_up, takers, known, board)
    found: dict[ServiceId, str | None] = dict.fromkeys(line_up.ids_of(best))
    found |= {one: reason for reason, bits in lost for one in line_up.ids_of(bits)}
    assert found == {one.candidate.service.id: one.reason for one in slow}


def test_whoever_has_it_needs_no_room() -> None:
    line_up = LineUp([a_service(id="a"), a_service(id="b")])
    told = {one.id: Availability(at_work=9) for one in line_up.services}
    board = board_of(line_up, told, lambda one: Room(has_room=one.id == "b"))
    known = Known(wishes=Wishes())
    assert best_of(line_up, 0b11, known, board)[0] == 0b10
    assert best_of(line_up, 0b11, known, board, have_it=True)[0] == 0b01
