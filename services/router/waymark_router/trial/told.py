"""What may be told of a trial to whoever writes rules: rounded, and nothing of few people, not even whether any.

A draft can be written so that it moves one person. So few who would go somewhere else are counted with most others from
the same place, nought and small look alike, and loads and matrices are sums of the same told numbers. Not here: the
exact comparison (`comparison.py`), how full services get (`told_load.py`).
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from waymark_router.trial.comparison import NOWHERE, Comparison, Matrix, Place
from waymark_router.trial.effect import Effect
from waymark_router.trial.limit import SHOWN_FROM, ShownFrom, in_force
from waymark_router.trial.told_load import ToldLoad, told_loads


@dataclass(frozen=True, slots=True)
class ToldEffect:
    """One group of people: its referrals, and those that move, None where that is held back."""

    kind: str
    group: str
    referrals: int
    moved: int | None


@dataclass(frozen=True, slots=True)
class Told:
    """A trial as it may be told; None is held back: fewer than `least`, or nobody at all.

    `needs_reason` is told only where `moved` is. Matrices and loads have no line for what is held back.
    """

    referrals: int
    least: int
    step: int
    moved: int | None
    hurried: int | None
    needs_reason: bool
    pathways: Matrix
    services: Matrix
    loads: tuple[ToldLoad, ...]
    effects: tuple[ToldEffect, ...]

    @property
    def moved_percent(self) -> float:
        """The share of referrals that go elsewhere, by what is told; at most all of them."""
        return min(100 * (self.moved or 0) / self.referrals, 100.0) if self.referrals else 0.0

    @property
    def overfull(self) -> tuple[str, ...]:
        """The names of services that would be asked for more than they can take."""
        return tuple(load.name for load in self.loads if load.is_too_much)


def told_of(found: Comparison, *, on: date) -> Told:
    """What may be told of this comparison by the limits that hold on that day."""
    limit = in_force(SHOWN_FROM, on)
    cells = _cells(found.places, limit)
    effects = tuple(_effect(one, one.referrals.number, limit) for one in found.effects if one.referrals.number)
    listed = Counter({"": sum(number for (was, will), number in cells.items() if was != will)})
    for one in effects:
        listed[one.kind] += one.moved or 0
    moved = _moved(found.moved, listed.values(), limit)
    return Told(
        referrals=found.referrals,
        least=limit.people,
        step=limit.step,
        moved=moved,
        hurried=limit.told(found.hurried),
        needs_reason=found.needs_reason and moved is not None,
        pathways=_summed(cells, lambda place: place[0]),
        services=_summed(cells, lambda place: place[1]),
        loads=told_loads(found.loads, cells, limit),
        effects=effects,
    )


def _cells(places: Mapping[tuple[Place, Place], int], limit: ShownFrom) -> dict[tuple[Place, Place], int]:
    """The cells that may be told, rounded. Few who go from one place to another are counted with most others that were
    there: who is new somewhere and was nowhere before, and few, is not told at all.
    """
    rows: defaultdict[Place, Counter[Place]] = defaultdict(Counter)
    for (was, will), number in places.items():
        rows[was][will] += number
    told: dict[tuple[Place, Place], int] = {}
    for was, row in rows.items():
        few = {will for will, number in row.items() if number < limit.people}
        most = max(row, key=lambda will: (row[will], will == was, will))
        if was != NOWHERE:
            row[most] += sum(row[will] for will in few - {most})
        for will in set(row) - (few - {most}):
            if row[will] >= limit.people:
                told[was, will] = limit.told(row[will]) or 0
    return told


def _moved(moved: int, listed: Iterable[int], limit: ShownFrom) -> int | None:
    """All that move, told lower where it would say that a line of few is missing from those that are listed."""
    number = limit.told(moved)
    for sum_told in listed:
        if number is not None and 0 < sum_told < number < sum_told + 2 * limit.step:
            number = sum_told
    return number


def _summed(cells: Mapping[tuple[Place, Place], int], part_of: Callable[[Place], str]) -> Matrix:
    summed: Counter[tuple[str, str]] = Counter()
    for (was, will), number in cells.items():
        summed[part_of(was), part_of(will)] += number
    return dict(summed)


def _effect(one: Effect, referrals: int, limit: ShownFrom) -> ToldEffect:
    """A group whose size `suppression` let pass, rounded like those of it that move."""
    return ToldEffect(one.kind, one.group, limit.told(referrals) or 0, limit.told(one.moved))
