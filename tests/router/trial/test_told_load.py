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


def _line(population: Population = Population.ANYONE, vacancies: int | None = 4) -> Line:
    return Line(population, None, vacancies, None, date(2026, 11, 20), placed=1)


def _place(service: str, *lines: int) -> Place:
    return ("fraud", service, lines)


def _told(cells: dict[tuple[Place, Place], int], capacity: Capacity) -> ToldLoad:
    loads = (Load(ServiceId(_ONE), "One", 0, 0, capacity), Load(ServiceId(_OTHER), "Other", 0, 0))
    return told_loads(loads, cells, _LIMIT)[0]


_STAYS = {(_place(_ONE), _place(_ONE)): 10, (_place(_OTHER), _place(_ONE)): 15}


@pytest.mark.parametrize(("most", "is_too_much"), [(24, True), (25, False)])
def test_a_weekly_limit_is_held_against_all_that_would_come(most: int, is_too_much: bool) -> None:
    load = _told(_STAYS, Capacity(most=most))
    assert (load.before, load.after, load.more) == (10, 25, 15)
    assert (load.is_over_limit, load.is_too_much) == (is_too_much, is_too_much)


@pytest.mark.parametrize(
    ("at_work", "about", "is_full", "is_too_much"),
    [(25, 25, False, False), (26, 25, False, True), (40, 40, True, True), (0, None, False, False)],
)
def test_a_cap_is_held_against_whom_it_has_and_how_many_more_would_come(
    at_work: int, about: int | None, is_full: bool, is_too_much: bool
) -> None:
    load = _told(_STAYS, Capacity(cap=40, at_work=at_work))
    assert (load.at_work, load.is_full, load.is_over_cap, load.is_too_much) == (
        about,
        is_full,
        is_too_much,
        is_too_much,
    )


def test_a_full_service_that_gets_nobody_more_is_full_and_not_asked_for_too_much() -> None:
    fewer = {(_place(_ONE), _place(_OTHER)): 10, (_place(_ONE), _place(_ONE)): 10}
    load = _told(fewer, Capacity(cap=3, at_work=3))
    assert (load.more, load.is_full, load.is_too_much) == (0, True, False)


def test_places_are_held_against_how_many_more_would_take_of_their_line() -> None:
    lines = (_line(Population.CHILDREN), _line(Population.ADULTS, vacancies=11), _line(vacancies=None))
    cells = {
        (_place(_ONE, 0), _place(_ONE, 0)): 20,
        (_place(_OTHER), _place(_ONE, 0)): 5,
        (_place(_OTHER), _place(_ONE, 0, 1)): 5,
        (NOWHERE, _place(_ONE, 1)): 5,
    }
    load = _told(cells, Capacity(lines=lines))
    assert [(one.line, one.left, one.more, one.is_too_much) for one in load.places] == [
        (lines[0], 3, 10, True),
        (lines[1], 10, 10, False),
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
