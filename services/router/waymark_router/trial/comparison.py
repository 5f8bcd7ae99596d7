"""What another version would have done with past referrals: what moves from where to where, and how full it gets.

References and numbers only. Not here: reading the referrals (`queries.py`), effects on groups of people (`effect.py`).
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice, zip_longest
from typing import TypeVar
from uuid import UUID

from waymark.ids import ServiceId
from waymark_router.providers.provider import Directory
from waymark_router.trial.capacity import NOTHING_KNOWN, Capacity, Lines, Taking
from waymark_router.trial.effect import Effect, effects_of
from waymark_router.trial.limit import needs_reason
from waymark_router.trial.placing import Placement, Placer
from waymark_router.trial.situation import Past, seen_from
from waymark_router.trial.version import Version

NOBODY = "nobody"
Matrix = Mapping[tuple[str, str], int]
Place = tuple[str, str, Lines]
NOWHERE: Place = (NOBODY, NOBODY, ())
_Name = TypeVar("_Name", str, Place)


@dataclass(frozen=True, slots=True)
class Changed:
    """One referral that would go elsewhere, or be more or less urgent."""

    referral_id: UUID
    before: Placement
    after: Placement


@dataclass(frozen=True, slots=True)
class Load:
    """How many of these referrals one service would be asked for, before and after, and what it can take."""

    service: ServiceId
    name: str
    before: int
    after: int
    capacity: Capacity = NOTHING_KNOWN


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changes of `referrals` past referrals: `moved` go elsewhere, `hurried` only get another priority.

    The matrices count allocations by from and to, `NOBODY` where one is gone or new; each row adds up to the load
    before, each column to the load after. `places` counts by pathway, service and the lines of it that a place is taken
    of together, `NOWHERE` for `NOBODY`.
    `changed` are the newest of those that change, at most so many as asked for. All of it is exact: what somebody may
    be told of it is another matter (`told.py`).
    """

    referrals: int
    moved: int
    hurried: int
    pathways: Matrix
    services: Matrix
    places: Mapping[tuple[Place, Place], int]
    changed: tuple[Changed, ...]
    loads: tuple[Load, ...]
    effects: tuple[Effect, ...]
    needs_reason: bool

    @property
    def moved_percent(self) -> float:
        """The share of referrals that go elsewhere."""
        return 100 * self.moved / self.referrals if self.referrals else 0.0


def compare(
    past: Past,
    live: Version,
    draft: Version,
    *,
    on: date,
    capacities: Mapping[ServiceId, Capacity] | None = None,
    list_most: int = 1000,
) -> Comparison:
    """Decide every situation of `past`, as the live version sees it, under both versions. `capacities` are what is
    known of what services can take; `on` is the day whose limits hold. A hundred thousand referrals take about a
    second.
    """
    known = capacities or {}
    taking = Taking(known, draft.directory, live.rulebook)
    before = Placer(live, on=on)
    after = Placer(draft, on=on, beside=before)
    seen = past.situations
    asked = before.asking.of(seen)
    was = before.place_all(seen, asked)
    if live.rulebook.districts != draft.rulebook.districts:
        seen = seen_from(seen, draft.rulebook.districts)
        asked = after.asking.of(seen)
    elif not after.asking.is_like(before.asking):
        asked = after.asking.of(seen)
    pairs = list(zip(was, after.place_all(seen, asked), taking.kinds_of(seen), strict=True))
    counts = past.counts()
    weights: Counter[_Pair] = Counter()
    for at, number in counts.items():
        weights[pairs[at]] += number
    changes = {pair: (before.placements[pair[0]], after.placements[pair[1]]) for pair in weights}
    moves = {pair for pair, (was, will) in changes.items() if set(was.places) != set(will.places)}
    hurried = {pair for pair, (was, will) in changes.items() if was.priority is not will.priority} - moves
    moved = sum(weights[pair] for pair in moves)
    services = _matrix(weights, changes, _services, NOBODY)

    def places(placement: Placement, kind: int) -> list[Place]:
        return [(pathway.value, one, taking.lines(kind, one)) for pathway, one in placement.places]

    return Comparison(
        referrals=len(past),
        moved=moved,
        hurried=sum(weights[pair] for pair in hurried),
        pathways=_matrix(weights, changes, _pathways, NOBODY),
        services=services,
        places=_matrix(weights, changes, places, NOWHERE),
        changed=tuple(islice(_changed(past, pairs, changes, moves | hurried), list_most)),
        loads=_loads(services, (live.directory, draft.directory), known),
        effects=effects_of(past.situations, counts, [pair in moves for pair in pairs], on=on),
        needs_reason=needs_reason(moved, len(past), on),
    )


_Pair = tuple[int, int, int]
_Changes = Mapping[_Pair, tuple[Placement, Placement]]


def _pathways(placement: Placement, _kind: int) -> list[str]:
    return [pathway.value for pathway, _ in placement.places]


def _services(placement: Placement, _kind: int) -> list[str]:
    return [service for _, service in placement.places]


def _matrix(
    weights: Mapping[_Pair, int], changes: _Changes, names_of: Callable[[Placement, int], list[_Name]], nobody: _Name
) -> dict[tuple[_Name, _Name], int]:
    matrix: Counter[tuple[_Name, _Name]] = Counter()
    for pair, number in weights.items():
        (was, will), kind = changes[pair], pair[2]
        for move in _moves(names_of(was, kind), names_of(will, kind), nobody):
            matrix[move] += number
    return dict(matrix)


def _moves(before: list[_Name], after: list[_Name], nobody: _Name) -> Iterator[tuple[_Name, _Name]]:
    """What stays stands on the diagonal; of the rest each one that is gone goes to one that is new, in their order."""
    if before == after:
        yield from zip(before, after, strict=True)
        return
    gone, new = Counter(before), Counter(after)
    for one in (gone & new).elements():
        yield one, one
    yield from zip_longest((gone - new).elements(), (new - gone).elements(), fillvalue=nobody)


def _changed(past: Past, pairs: Sequence[_Pair], changes: _Changes, those: Collection[_Pair]) -> Iterator[Changed]:
    for referral_id, at in past.each():
        if pairs[at] in those:
            yield Changed(referral_id, *changes[pairs[at]])


def _loads(
    services: Matrix, directories: tuple[Directory, Directory], capacities: Mapping[ServiceId, Capacity]
) -> tuple[Load, ...]:
    """Every service of both directories that is asked for somebody or has any limit, in their order."""
    before: Counter[str] = Counter()
    after: Counter[str] = Counter()
    for (was, will), number in services.items():
        before[was] += number
        after[will] += number
    names = {service.id: service.name for directory in directories for service in directory.services.values()}
    return tuple(
        Load(service, name, before[service], after[service], capacities.get(service, NOTHING_KNOWN))
        for service, name in names.items()
        if before[service] or after[service] or service in capacities
    )
