"""What services can take, as far as a trial may know it: weekly limits, caseloads, and places that somebody told of.

Caseloads and places say what is free today, not what was free when the referrals came. Not here: how many a draft sends
(`comparison.py`), what of it is too many (`told_load.py`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from math import ceil

from waymark.ids import ServiceId
from waymark.words import Need
from waymark_router.facts.fact import Value
from waymark_router.providers.availability import NOTHING_TOLD, Availability, Line, lines_for, population_of
from waymark_router.providers.provider import Directory, DirectoryService
from waymark_router.rules.rulebook import Rulebook
from waymark_router.trial.asked import AT
from waymark_router.trial.situation import Situation

_CHILD, _NEEDS = AT["child"], AT["needs"]

Lines = tuple[int, ...]
"""Lines of one service, by their place among those of its capacity."""


@dataclass(frozen=True, slots=True)
class Capacity:
    """What one service can take: `most` of all the referrals tried, `cap` people at once, of whom it has `at_work`
    today, and the `lines` told of it that still count. None where it has no such limit.
    """

    most: int | None = None
    cap: int | None = None
    at_work: int = 0
    lines: tuple[Line, ...] = ()

    @property
    def is_known(self) -> bool:
        """Whether anything limits it."""
        return self.most is not None or self.cap is not None or self.has_places

    @property
    def has_places(self) -> bool:
        """Whether somebody told of places lately."""
        return any(line.places() is not None for line in self.lines)


NOTHING_KNOWN = Capacity()


def capacities_of(
    directory: Directory, available: Mapping[ServiceId, Availability], *, weeks: float, on: date
) -> dict[ServiceId, Capacity]:
    """What is known on a day of the services that have any limit, for referrals that came in within so many weeks."""
    found = {
        one.id: _capacity(one, available.get(one.id, NOTHING_TOLD), weeks, on) for one in directory.services.values()
    }
    return {service: capacity for service, capacity in found.items() if capacity.is_known}


def _capacity(service: DirectoryService, told: Availability, weeks: float, on: date) -> Capacity:
    return Capacity(
        most=None if service.most_a_week is None else ceil(service.most_a_week * weeks),
        cap=service.caseload_cap,
        at_work=told.at_work,
        lines=tuple(line for line in told.lines if line.is_known(on)),
    )


class Taking:
    """Whose places people take: those who take of the same lines of every service are of one kind, a number."""

    def __init__(self, capacities: Mapping[ServiceId, Capacity], directory: Directory, live: Rulebook) -> None:
        """The rules that are `live` say which needs a service's pathway answers: by those of a draft its author could
        count the same people in other groups, and tell one of them by the difference.
        """
        services = directory.services
        self._told = [(services[one], told) for one, told in capacities.items() if told.has_places]
        self._answered = live.answered
        self._kinds: list[dict[ServiceId, Lines]] = []
        self._number: dict[tuple[Lines, ...], int] = {}
        self._seen: dict[tuple[Value, Value], int] = {}

    def kinds_of(self, situations: Iterable[Situation]) -> list[int]:
        """The kind of each, in their order."""
        seen = self._seen
        kinds: list[int] = []
        for one in situations:
            look = (one.facts[_CHILD], one.facts[_NEEDS])
            kind = seen.get(look)
            if kind is None:
                kind = seen[look] = self._kind(*look)
            kinds.append(kind)
        return kinds

    def lines(self, kind: int, service: ServiceId) -> Lines:
        """The lines of a service that people of a kind would take a place of; none where no places were told."""
        return self._kinds[kind].get(service, ())

    def _kind(self, child: Value, given: Value) -> int:
        needs = tuple(map(Need, sorted(given))) if isinstance(given, frozenset) else ()
        taken = {service.id: self._lines(service, told, child, needs) for service, told in self._told}
        number = self._number.setdefault(tuple(taken.values()), len(self._kinds))
        if number == len(self._kinds):
            self._kinds.append(taken)
        return number

    def _lines(self, service: DirectoryService, told: Capacity, child: Value, needs: tuple[Need, ...]) -> Lines:
        population = population_of({"child": child})
        taken = lines_for(told.lines, self._answered(service.pathway, needs), population)
        return tuple(at for at, line in enumerate(told.lines) if line in taken and line.places() is not None)
