"""Who is full, waits how long and is how busy, as bits: the same whether worked out anew or kept meanwhile."""

from datetime import date
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders.provider import a_service
from tests.builders.routed import a_routed
from waymark.ids import ServiceId
from waymark.words import AllocationState, Need
from waymark_router.facts.fact import Values
from waymark_router.providers.availability import NOTHING_TOLD, Availability, Line, Population, Room, room_for
from waymark_router.providers.line_up import LineUp
from waymark_router.providers.provider import DirectoryService
from waymark_router.providers.rooms import Board, Rooms, board_of, rooms_of, share_of_cap

_ON = date(2026, 11, 23)
_NEEDS = (Need.COUNSELLING, Need.ISVA)


def _service(at: int, chance: Random) -> DirectoryService:
    wait = {"intervention": "counselling", "weeks": chance.randint(0, 3), "as_of": "2026-11-20", "by": "x"}
    over: dict[str, Any] = {
        "caseload_cap": chance.choice([None, 2, 5]),
        "most_a_week": chance.choice([None, 2]),
        "waits": chance.choice([[], [wait]]),
    }
    return a_service(id=f"s{at}", **over)


def _told(chance: Random) -> Availability:
    lines = tuple(
        Line(
            population,
            chance.choice([None, *_NEEDS]),
            chance.choice([None, 0, 1, 3]),
            chance.choice([None, 0, 6]),
            date(2026, 11, chance.choice([1, 20])),
        )
        for population in chance.sample(list(Population), chance.randint(0, 2))
    )
    return Availability(chance.randint(0, 5), chance.randint(0, 3), lines)


def _parts(board: Board) -> tuple[int, int, dict[int, int], dict[int, int], dict[int, int]]:
    return board.told, board.full, board.by_weeks, board.by_load, board.by_share


def _anew(told: Rooms, line_up: LineUp, values: Values, needs: tuple[Need, ...]) -> Board:
    return board_of(line_up, told, lambda one: room_for(one, needs, values, told.get(one.id, NOTHING_TOLD), on=_ON))


@given(seed=st.integers(0, 2**32))
def test_a_board_that_is_kept_says_what_one_made_anew_says(seed: int) -> None:
    chance = Random(seed)
    line_up = LineUp(_service(at, chance) for at in range(chance.randint(1, 9)))
    elsewhere = ServiceId("elsewhere")
    rooms = Rooms(
        {one.id: _told(chance) for one in line_up.services if chance.random() < 0.7} | {elsewhere: _told(chance)}
    )
    people: list[tuple[Values, tuple[Need, ...]]] = [
        ({"child": child}, needs) for child in ("no", "yes", "not_known") for needs in ((), _NEEDS[:1], _NEEDS)
    ]
    for _ in range(4):
        for values, needs in people:
            assert _parts(rooms.board(line_up, values, needs, _ON)) == _parts(_anew(rooms, line_up, values, needs))
        state = chance.choice([AllocationState.OFFERED, AllocationState.HELD_CONSENT])
        asked = chance.choice([*line_up.services]).id
        values, needs = chance.choice(people)
        offers = [a_routed(service=one, needs=needs, state=state) for one in (asked, elsewhere)]
        rooms = rooms.with_offers(offers, values) if chance.random() < 0.5 else rooms.renewed(_renewed(rooms, chance))


def _renewed(rooms: Rooms, chance: Random) -> dict[ServiceId, Availability]:
    """What is read anew: most as it was, somebody told something, somebody may no longer be counted."""
    fresh = {service: _told(chance) if chance.random() < 0.2 else told for service, told in rooms.items()}
    if fresh and chance.random() < 0.2:
        fresh.pop(next(iter(fresh)))
    return fresh


def test_what_was_worked_out_stays_while_nothing_else_is_told() -> None:
    line_up = LineUp([a_service(id="a"), a_service(id="b")])
    rooms = Rooms({ServiceId("a"): Availability(at_work=1)})
    board = rooms.board(line_up, {"child": "no"}, (), _ON)
    again = rooms.renewed({ServiceId("a"): Availability(at_work=1)})
    assert again.board(line_up, {"child": "no"}, (), _ON) is board
    other = again.with_offers([a_routed(service=ServiceId("nobody-counts"))], {})
    assert other.board(line_up, {"child": "no"}, (), _ON) is board
    assert rooms_of(other) is other
    assert rooms_of({ServiceId("a"): Availability()}) == {"a": Availability()}


def test_boards_are_forgotten_before_they_are_too_many() -> None:
    rooms = Rooms({ServiceId("a"): Availability(at_work=1)})
    first = LineUp([a_service(id="a")])
    board = rooms.board(first, {}, (), _ON)
    for _ in range(300):
        rooms.board(LineUp([a_service(id="a")]), {}, (), _ON)
    again = rooms.board(first, {}, (), _ON)
    assert again is not board
    assert again == board


@pytest.mark.parametrize(("by_cap", "freest"), [(False, 0b001), (True, 0b010)])
def test_the_freest_have_the_least_to_do(by_cap: bool, freest: int) -> None:
    line_up = LineUp([a_service(id="a", caseload_cap=4), a_service(id="b", caseload_cap=40), a_service(id="c")])
    told = {ServiceId(one): Availability(at_work=at_work) for one, at_work in (("a", 2), ("b", 3))}
    board = board_of(line_up, told, lambda _: Room())
    assert board.freest(0b011, by_cap=by_cap) == freest
    # Of whom nothing was told counts as working with nobody.
    assert board.freest(0b111, by_cap=by_cap) == 0b100
    assert share_of_cap(line_up.services[0], 2) == 500


def test_whose_wait_is_not_known_comes_after_all_others() -> None:
    line_up = LineUp([a_service(id="a"), a_service(id="b")])
    told = {ServiceId(one): Availability() for one in "ab"}
    board = board_of(line_up, told, lambda one: Room(weeks=7 if one.id == "b" else None))
    assert board.soonest(0b11) == 0b10
    assert board.soonest(0b01) == 0b01
