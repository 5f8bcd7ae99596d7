"""How full services would get by a draft, as it may be told: sums of told numbers, beside what their limits are.

Which services have a line, and what is said of their limits, never depends on a number that is held back. Not here:
what may be told at all (`told.py`), what services can take (`capacity.py`).
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from waymark_router.providers.availability import Line
from waymark_router.trial.capacity import Capacity
from waymark_router.trial.comparison import NOWHERE, Load, Place
from waymark_router.trial.limit import ShownFrom


@dataclass(frozen=True, slots=True)
class ToldPlaces:
    """The places somebody told of on a line, of which so many were taken since (None: held back); the draft sends
    `more` there than the rules now.
    """

    line: Line
    places: int
    taken: int | None
    more: int

    @property
    def is_too_much(self) -> bool:
        """Whether more would come than there are places left, by what is told."""
        return self.more > self.places - (self.taken or 0)


@dataclass(frozen=True, slots=True)
class ToldLoad:
    """How many one service would be asked for; None where it is held back, as is `at_work`, whom it has today."""

    name: str
    before: int | None
    after: int | None
    capacity: Capacity
    at_work: int | None = None
    places: tuple[ToldPlaces, ...] = ()

    @property
    def more(self) -> int:
        """How many more it would be asked for than by the rules now, by what is told; nought where it is not more."""
        return max((self.after or 0) - (self.before or 0), 0)

    @property
    def is_over_limit(self) -> bool:
        """Whether it would be asked for more than its weekly limit lets it take in the time."""
        return self.capacity.most is not None and (self.after or 0) > self.capacity.most

    @property
    def is_over_cap(self) -> bool:
        """Whether it would work with more people at once than its cap, if nobody leaves it meanwhile."""
        cap = self.capacity.cap
        return cap is not None and self.more > 0 and (self.at_work or 0) + self.more > cap

    @property
    def is_too_much(self) -> bool:
        """Whether it would be asked for more than it can take, in any way."""
        return self.is_over_limit or self.is_over_cap or any(one.is_too_much for one in self.places)


def told_loads(
    loads: Iterable[Load], cells: Mapping[tuple[Place, Place], int], limit: ShownFrom
) -> tuple[ToldLoad, ...]:
    """Services that told cells name, or that have any limit; their numbers are sums of told cells and nothing else."""
    before, after = (_by_place(cells, place) for place in (0, 1))
    told = (_told(load, before, after, limit) for load in loads)
    return tuple(one for one in told if one.capacity.is_known or one.before or one.after)


_ByPlace = Mapping[tuple[str, int | None], int]


def _by_place(cells: Mapping[tuple[Place, Place], int], which: int) -> _ByPlace:
    """How many are at each service (None), and on each of its lines; who may take of two lines counts on both."""
    found: Counter[tuple[str, int | None]] = Counter()
    for cell, number in cells.items():
        if cell[which] != NOWHERE:
            _, service, lines = cell[which]
            for line in (None, *lines):
                found[service, line] += number
    return found


def _told(load: Load, before: _ByPlace, after: _ByPlace, limit: ShownFrom) -> ToldLoad:
    key = (load.service, None)
    return ToldLoad(
        load.name,
        before.get(key),
        after.get(key),
        load.capacity,
        limit.told(load.capacity.at_work),
        tuple(
            ToldPlaces(
                line,
                line.vacancies,
                limit.told(line.placed),
                max(after.get((load.service, at), 0) - before.get((load.service, at), 0), 0),
            )
            for at, line in enumerate(load.capacity.lines)
            if line.vacancies is not None
        ),
    )
