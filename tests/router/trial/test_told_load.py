"""How full services would get: which limit is passed, by told numbers only."""

from datetime import date

import pytest

from waymark.ids import ServiceId
from waymark_router.providers.availability import Line, Population
from waymark_router.trial.capacity import Capacity
from waymark_router.trial.comparison import NOWHERE, Load, Place
from waymark_router.trial.limit import ShownFrom
from waymark_router.trial.told_load import ToldLoad, told_loads

_LIMIT = ShownFrom(date(2023, 4, 1), 5, 5)
_ONE, _OTHER = "one", "other"


def _line(population: Population = Population.ANYONE, vacancies: int | None = 4, placed: int = 1) -> Line:
    return Line(population, None, vacancies, None, date(2026, 11, 20), placed)


def _place(service: str, *lines: int) -> Place:
    return ("fraud", service, lines)


def _told(cells: dict[tuple[Place, Place], int], capacity: Capacity) -> ToldLoad:
    loads = (Load(ServiceId(_ONE), "One", 0, 0, capacity), Load(ServiceId(_OTHER), "Other", 0, 0))
    return told_loads(loads, cells, _LIMIT)[0]


_TAKES = {(_place(_OTHER), _place(_ONE, 0)): 15}
_STAYS = {(_place(_ONE), _place(_ONE)): 10, (_place(_OTHER), _place(_ONE)): 15}


@pytest.mark.parametrize(("most", "is_too_much"), [(24, True), (25, False)])
def test_a_weekly_limit_is_held_against_all_that_would_come(most: int, is_too_much: bool) -> None:
    load = _told(_STAYS, Capacity(most=most))
    assert (load.before, load.after, load.more) == (10, 25, 15)
    assert (load.is_over_limit, load.is_too_much) == (is_too_much, is_too_much)


@pytest.mark.parametrize(
    ("at_work", "about", "is_too_much"),
    [(25, 25, False), (27, 25, False), (28, 30, True), (40, 40, True), (4, None, False), (0, None, False)],
)
def test_a_cap_is_held_against_whom_it_has_and_how_many_more_would_come(
    at_work: int, about: int | None, is_too_much: bool
) -> None:
    load = _told(_STAYS, Capacity(cap=40, at_work=at_work))
    assert (load.at_work, load.is_over_cap, load.is_too_much) == (about, is_too_much, is_too_much)


def test_a_full_service_that_gets_nobody_more_is_not_asked_for_too_much() -> None:
    fewer = {(_place(_ONE), _place(_OTHER)): 10, (_place(_ONE), _place(_ONE)): 10}
    load = _told(fewer, Capacity(cap=5, at_work=5))
    assert (load.more, load.is_too_much) == (0, False)


@pytest.mark.parametrize("few", [1, 2, 4])
def test_whether_few_are_there_or_took_a_place_is_not_told(few: int) -> None:
    """Just as many come as fit where nobody is there, and too many for them and the few."""
    nobody, some = (Capacity(cap=15, at_work=there, lines=(_line(vacancies=15, placed=there),)) for there in (0, few))
    there, not_there = _told(_TAKES, some), _told(_TAKES, nobody)
    assert (there.at_work, there.is_too_much) == (not_there.at_work, not_there.is_too_much) == (None, False)
    assert [(one.taken, one.is_too_much) for one in (*there.places, *not_there.places)] == [(None, False)] * 2


def test_places_are_held_against_how_many_more_would_take_of_their_line() -> None:
    lines = (_line(Population.CHILDREN), _line(Population.ADULTS, vacancies=16, placed=6), _line(vacancies=None))
    cells = {
        (_place(_ONE, 0), _place(_ONE, 0)): 20,
        (_place(_OTHER), _place(_ONE, 0)): 5,
        (_place(_OTHER), _place(_ONE, 0, 1)): 5,
        (NOWHERE, _place(_ONE, 1)): 5,
    }
    load = _told(cells, Capacity(lines=lines))
    assert [(one.line, one.places, one.taken, one.more, one.is_too_much) for one in load.places] == [
        (lines[0], 4, None, 10, True),
        (lines[1], 16, 5, 10, False),
    ]
    assert load.is_too_much
    assert load.more == 15


def test_whoever_leaves_a_line_makes_no_room_in_another() -> None:
    lines = (_line(Population.CHILDREN), _line(Population.ADULTS))
    cells = {(_place(_ONE, 0), _place(_OTHER)): 5, (_place(_OTHER), _place(_ONE, 1)): 5}
    load = _told(cells, Capacity(lines=lines))
    assert load.more == 0
    assert [(one.more, one.is_too_much) for one in load.places] == [(0, False), (5, True)]


def test_a_service_has_a_line_where_numbers_are_told_or_it_has_any_limit() -> None:
    loads = (Load(ServiceId(_ONE), "One", 3, 3), Load(ServiceId(_OTHER), "Other", 2, 0, Capacity(cap=9, at_work=6)))
    (load,) = told_loads(loads, {}, _LIMIT)
    assert load == ToldLoad("Other", None, None, Capacity(cap=9, at_work=6), 5)
