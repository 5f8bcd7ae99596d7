"""How much room a service has for somebody: places told on a day less what was offered since, and its own limits.

What nobody has told lately counts as unknown, never as full. Not here: who is asked (`choice.py`), where it is kept.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from waymark.contracts.routing import RoutedAllocation
from waymark.ids import ServiceId
from waymark.words import AllocationState, Need
from waymark_router.facts.fact import Values
from waymark_router.providers.provider import DirectoryService
from waymark_router.providers.wait import CountsFor

CAPACITY_COUNTS_FOR: tuple[CountsFor, ...] = (CountsFor(date(2023, 4, 1), 14),)
_AT_WORK = frozenset({AllocationState.OFFERED, AllocationState.ACCEPTED})


class Population(StrEnum):
    """Whom places are for."""

    ANYONE = "anyone"
    ADULTS = "adults"
    CHILDREN = "children"


@dataclass(frozen=True, slots=True)
class Line:
    """What somebody of a service told on day `as_of` of its places and its wait, for a population and an intervention.

    No `intervention` means whatever it does. `placed` were offered to it since; None means that nothing was said.
    """

    population: Population
    intervention: Need | None
    vacancies: int | None
    weeks: int | None
    as_of: date
    placed: int = 0

    def is_known(self, on: date) -> bool:
        """Whether it still says anything on that day."""
        limits = [row.days for row in CAPACITY_COUNTS_FOR if row.valid_from <= on] or [CAPACITY_COUNTS_FOR[0].days]
        return 0 <= (on - self.as_of).days <= limits[-1]

    def places(self) -> int | None:
        """The places left; None where none were told."""
        return None if self.vacancies is None else max(self.vacancies - self.placed, 0)


@dataclass(frozen=True, slots=True)
class Availability:
    """What a decision knows of one service: allocations it has at work, those first offered within the last week, and
    what was told of its places.
    """

    at_work: int = 0
    in_a_week: int = 0
    lines: tuple[Line, ...] = ()


NOTHING_TOLD = Availability()


@dataclass(frozen=True, slots=True)
class Room:
    """Whether there is room (None: not known) and how many weeks people wait (None: not known)."""

    has_room: bool | None = None
    weeks: int | None = None


ROOM_NOT_KNOWN = Room()


def room_for(service: DirectoryService, needs: Iterable[Need], values: Values, told: Availability, *, on: date) -> Room:
    """The room a service has for somebody with these needs on a day.

    Its own limits come first; of several needs one with a place is enough, and the longest wait counts.
    """
    population = population_of(values)
    known = [line for line in told.lines if line.is_known(on) and line.population in {Population.ANYONE, population}]
    lines = lines_for(known, tuple(needs), population)
    places = [places for line in lines if (places := line.places()) is not None]
    has_room = any(places) if places else None
    if _is_at_its_limit(service, told):
        has_room = False
    return Room(has_room, _weeks(service, lines, tuple(needs), on))


def _is_at_its_limit(service: DirectoryService, told: Availability) -> bool:
    caseload, a_week = service.caseload_cap, service.most_a_week
    return (caseload is not None and told.at_work >= caseload) or (a_week is not None and told.in_a_week >= a_week)


def lines_for(known: Sequence[Line], needs: Sequence[Need], population: Population) -> list[Line]:
    """The lines somebody of this population with these needs takes a place of: of each need its own, or else the one
    for whatever the service does; the own population first.
    """
    by_place: Mapping[tuple[Need | None, Population], Line] = {
        (line.intervention, line.population): line for line in known
    }
    found: dict[tuple[Need | None, Population], Line] = {}
    for need in needs or (None,):
        for place in ((need, population), (need, Population.ANYONE), (None, population), (None, Population.ANYONE)):
            if place in by_place:
                found[place] = by_place[place]
                break
    return list(found.values())


def _weeks(service: DirectoryService, lines: Iterable[Line], needs: Sequence[Need], on: date) -> int | None:
    told = [line.weeks for line in lines if line.weeks is not None]
    if not told:
        told = [wait.weeks for wait in service.waits if wait.intervention in needs and wait.is_known(on)]
    return max(told, default=None)


def changed_by(
    available: Mapping[ServiceId, Availability], offers: Iterable[RoutedAllocation], values: Values
) -> dict[ServiceId, Availability]:
    """What is known instead, by service, once these new offers about one person stand too; of those that nobody counts,
    nothing.
    """
    counted: dict[ServiceId, Availability] = {}
    for offer in offers:
        told = counted.get(offer.service, available.get(offer.service))
        if told is not None and offer.state in _AT_WORK:
            lines = tuple(
                replace(line, placed=line.placed + 1) if _stands_for(line, offer.needs, values) else line
                for line in told.lines
            )
            counted[offer.service] = Availability(told.at_work + 1, told.in_a_week + 1, lines)
    return counted


def population_of(values: Values) -> Population:
    """Whose places somebody would take: who may be a child counts as one."""
    return Population.ADULTS if values.get("child") == "no" else Population.CHILDREN


def _stands_for(line: Line, needs: Iterable[Need], values: Values) -> bool:
    own = line.population in {Population.ANYONE, population_of(values)}
    return own and (line.intervention is None or line.intervention in needs)
