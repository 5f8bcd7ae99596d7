"""What services can take, and whose places people would take."""

from datetime import date, timedelta

import pytest

from tests.builders.provider import a_service
from tests.router.trial.versions import a_situation, live
from waymark.ids import ServiceId
from waymark.words import Answer, Need
from waymark_router.providers.availability import Availability, Line, Population
from waymark_router.providers.provider import Directory, directory_from
from waymark_router.trial.capacity import Capacity, Taking, capacities_of

_ON = date(2026, 11, 23)
_RECOVERY = ServiceId("harbour-recovery")


def _line(
    population: Population = Population.ANYONE,
    intervention: Need | None = None,
    vacancies: int | None = 3,
    as_of: date = _ON,
) -> Line:
    return Line(population, intervention, vacancies, 2, as_of)


def _directory(**over: object) -> Directory:
    return directory_from([a_service(id="one", **over).model_dump(mode="json")])


def test_a_weekly_limit_grows_with_the_weeks() -> None:
    found = capacities_of(_directory(most_a_week=3), {}, weeks=2.5, on=_ON)
    assert found == {ServiceId("one"): Capacity(most=8)}


def test_a_cap_stands_beside_who_is_there_today() -> None:
    told = {ServiceId("one"): Availability(at_work=12, in_a_week=2)}
    found = capacities_of(_directory(caseload_cap=15), told, weeks=1, on=_ON)
    assert found == {ServiceId("one"): Capacity(cap=15, at_work=12)}


def test_places_count_while_they_are_fresh_and_a_service_without_any_limit_is_left_out() -> None:
    fresh, stale = _line(), _line(Population.ADULTS, as_of=_ON - timedelta(days=15))
    told = {ServiceId("one"): Availability(lines=(fresh, stale))}
    (capacity,) = capacities_of(_directory(), told, weeks=1, on=_ON).values()
    assert capacity.lines == (fresh,)
    only_waits = {ServiceId("one"): Availability(lines=(_line(vacancies=None),))}
    for known in ({}, {ServiceId("one"): Availability(lines=(stale,))}, only_waits):
        assert capacities_of(_directory(), known, weeks=1, on=_ON) == {}


_LINES = (
    _line(Population.CHILDREN),
    _line(Population.ADULTS),
    _line(intervention=Need.PEER_SUPPORT),
    _line(Population.ADULTS, Need.PEER_SUPPORT, vacancies=None),
)


@pytest.mark.parametrize(
    ("child", "needs", "lines"),
    [
        (Answer.YES, (), (0,)),
        (Answer.NOT_KNOWN, (), (0,)),
        (Answer.NO, (), (1,)),
        (Answer.YES, (Need.PEER_SUPPORT,), (2,)),
        (Answer.YES, (Need.PEER_SUPPORT, Need.EMOTIONAL_SUPPORT), (0, 2)),
        # Their own line says how long they wait but of no places, so nothing is known of any.
        (Answer.NO, (Need.PEER_SUPPORT,), ()),
        # Another pathway answers that need.
        (Answer.YES, (Need.PEER_SUPPORT, Need.COUNSELLING), (2,)),
    ],
)
def test_people_take_places_of_the_lines_a_choice_would_look_at(
    child: Answer, needs: tuple[Need, ...], lines: tuple[int, ...]
) -> None:
    county = live()
    taking = Taking({_RECOVERY: Capacity(lines=_LINES)}, county.directory, county.rulebook)
    (kind,) = taking.kinds_of([a_situation(child=child, needs=needs)])
    assert taking.lines(kind, _RECOVERY) == lines
    assert taking.lines(kind, ServiceId("ledger-fraud")) == ()


def test_people_who_take_of_the_same_lines_are_of_one_kind() -> None:
    county = live()
    people = [a_situation(needs=needs) for needs in ((), (Need.EMOTIONAL_SUPPORT,), (Need.PEER_SUPPORT,))]
    taking = Taking({_RECOVERY: Capacity(lines=_LINES)}, county.directory, county.rulebook)
    assert taking.kinds_of(people) == [0, 0, 1]
    assert Taking({_RECOVERY: Capacity(most=3)}, county.directory, county.rulebook).kinds_of(people) == [0, 0, 0]
