"""Room: what was told counts for a while, what was offered since takes places, and own limits come first."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.builders.provider import a_service
from tests.builders.routed import a_routed
from waymark.ids import ServiceId
from waymark.words import AllocationState, Need
from waymark_router.providers.availability import (
    Availability,
    Line,
    Population,
    Room,
    changed_by,
    population_of,
    room_for,
)

_TODAY = date(2026, 11, 23)
_ADULT = {"child": "no"}
_ISVA = (Need.ISVA,)


def _line(**over: Any) -> Line:
    usual: dict[str, Any] = {
        "population": Population.ANYONE,
        "intervention": None,
        "vacancies": 3,
        "weeks": 2,
        "as_of": _TODAY,
    }
    return Line(**usual | over)


def _room(*lines: Line, needs: tuple[Need, ...] = _ISVA, told: Availability | None = None, **over: Any) -> Room:
    known = told or Availability(lines=lines)
    return room_for(a_service(**over), needs, _ADULT, known, on=_TODAY)


def test_places_are_what_was_told_less_what_was_offered_since() -> None:
    assert _room(_line()) == Room(has_room=True, weeks=2)
    assert _room(_line(placed=2)).has_room is True
    assert _room(_line(placed=3)).has_room is False
    assert _room(_line(vacancies=0)).has_room is False


def test_what_nobody_told_lately_is_unknown_and_never_full() -> None:
    old = _line(vacancies=0, as_of=_TODAY - timedelta(days=15))
    assert _room(old) == Room(None, None)
    assert _room(_line(vacancies=0, as_of=_TODAY + timedelta(days=1))) == Room(None, None)
    assert _room(_line(vacancies=0, as_of=_TODAY - timedelta(days=14))).has_room is False
    assert _room() == Room(None, None)
    assert _room(_line(vacancies=None)) == Room(None, 2)


def test_each_intervention_and_population_has_its_own_places() -> None:
    full, isva = _line(vacancies=0), _line(intervention=Need.ISVA, vacancies=1, weeks=6)
    assert _room(full, isva) == Room(has_room=True, weeks=6)
    assert _room(full, isva, needs=(Need.COUNSELLING,)) == Room(has_room=False, weeks=2)
    assert _room(full, isva, needs=(Need.COUNSELLING, Need.ISVA)) == Room(has_room=True, weeks=6)
    assert _room(_line(population=Population.CHILDREN)) == Room(None, None)
    assert _room(_line(), _line(population=Population.ADULTS, vacancies=0)).has_room is False
    assert population_of({"child": "not_known"}) is Population.CHILDREN


@pytest.mark.parametrize(
    ("limit", "told", "full"),
    [
        ({"caseload_cap": 5}, Availability(at_work=4), None),
        ({"caseload_cap": 5}, Availability(at_work=5), False),
        ({"most_a_week": 2}, Availability(in_a_week=2), False),
        ({"caseload_cap": 5}, Availability(at_work=5, lines=(_line(),)), False),
    ],
)
def test_a_services_own_limits_make_it_full(limit: dict[str, Any], told: Availability, full: bool | None) -> None:
    assert _room(told=told, **limit).has_room is full


def test_a_wait_told_with_the_directory_counts_where_no_newer_one_was_told() -> None:
    wait = {"intervention": "isva", "weeks": 9, "as_of": _TODAY - timedelta(days=60), "by": "Lantern"}
    assert _room(waits=[wait]).weeks == 9
    assert _room(_line(), waits=[wait]).weeks == 2


def test_offers_of_one_batch_take_places_from_each_other() -> None:
    lantern = ServiceId("lantern-adult")
    before = {lantern: Availability(1, 1, (_line(), _line(intervention=Need.COUNSELLING)))}
    offer = a_routed(service=ServiceId("lantern-adult"), needs=(Need.ISVA,))
    after = changed_by(before, [offer, offer.model_copy(update={"service": ServiceId("nobody-counts")})], _ADULT)
    assert set(after) == {lantern}
    assert (after[lantern].at_work, after[lantern].in_a_week) == (2, 2)
    assert [line.placed for line in after[lantern].lines] == [1, 0]
    held = offer.model_copy(update={"state": AllocationState.HELD_CONSENT})
    assert changed_by(before, [held], _ADULT) == {}
