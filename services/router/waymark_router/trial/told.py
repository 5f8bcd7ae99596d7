"""What may be told of a trial to whoever writes rules: rounded, and nothing of few people, not even whether any.

A draft can be written so that it moves one person. So few who would go somewhere else are counted with most others from
the same place, nought and small look alike, and loads and matrices are sums of the same told numbers. Not here: the
exact comparison (`comparison.py`).
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from waymark_router.trial.comparison import NOWHERE, Comparison, Matrix, Place
from waymark_router.trial.effect import Effect
from waymark_router.trial.limit import SHOWN_FROM, ShownFrom, in_force


@dataclass(frozen=True, slots=True)
class ToldLoad:
    """How many one service would be asked for; `before` and `after` are None where they are held back."""

    name: str
    before: int | None
    after: int | None
    most: int | None

    @property
    def is_too_much(self) -> bool:
        """Whether it would be asked for more than it can take, by what is told."""
        return self.most is not None and self.after is not None and self.after > self.most


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
        hurried=_rounded(found.hurried, limit),
        needs_reason=found.needs_reason and moved is not None,
        pathways=_summed(cells, lambda place: place[0]),
        services=_summed(cells, lambda place: place[1]),
        loads=_loads(found, cells),
        effects=effects,
    )


def _rounded(number: int, limit: ShownFrom) -> int | None:
    if number < limit.people:
        return None
    return max((number + limit.step // 2) // limit.step * limit.step, limit.step)


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
                told[was, will] = _rounded(row[will], limit) or 0
    return told


def _moved(moved: int, listed: Iterable[int], limit: ShownFrom) -> int | None:
    """All that move, told lower where it would say that a line of few is missing from those that are listed."""
    number = _rounded(moved, limit)
    for sum_told in listed:
        if number is not None and 0 < sum_told < number < sum_told + 2 * limit.step:
            number = sum_told
    return number


def _summed(cells: Mapping[tuple[Place, Place], int], part_of: Callable[[Place], str]) -> Matrix:
    summed: Counter[tuple[str, str]] = Counter()
    for (was, will), number in cells.items():
        summed[part_of(was), part_of(will)] += number
    return dict(summed)


def _loads(found: Comparison, cells: Mapping[tuple[Place, Place], int]) -> tuple[ToldLoad, ...]:
    """Services that told cells name, or whose limit is known; their numbers are sums of told cells and nothing else."""
    before: Counter[str] = Counter()
    after: Counter[str] = Counter()
    for (was, will), number in cells.items():
        if was != NOWHERE:
            before[was[1]] += number
        if will != NOWHERE:
            after[will[1]] += number
    return tuple(
        ToldLoad(load.name, before[load.service] or None, after[load.service] or None, load.most)
        for load in found.loads
        if load.most is not None or before[load.service] or after[load.service]
    )


def _effect(one: Effect, referrals: int, limit: ShownFrom) -> ToldEffect:
    """A group whose size `suppression` let pass, rounded like those of it that move."""
    return ToldEffect(one.kind, one.group, _rounded(referrals, limit) or 0, _rounded(one.moved, limit))
