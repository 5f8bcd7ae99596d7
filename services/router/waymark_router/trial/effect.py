"""Whom a change moves: past referrals and moved ones by band of age, district, sender and language.

Not here: how small groups are hidden (`suppression.py`), what is told of those that move (`told.py`).
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import itemgetter

from waymark_router.deciding.explain import value_in_words
from waymark_router.facts.fact import CATALOGUE, Value
from waymark_router.trial.limit import SHOWN_FROM, age_band, in_force
from waymark_router.trial.situation import FACTS, Situation
from waymark_router.trial.suppression import Count, Shown, shown


@dataclass(frozen=True, slots=True)
class Effect:
    """One group of people of one kind ("district", "age_years" ...): its referrals as they may be shown, and how many
    of them move, exactly (`told.py` says what may be told of that).
    """

    kind: str
    group: str
    referrals: Shown
    moved: int


def effects_of(
    situations: Sequence[Situation], counts: Mapping[int, int], moves: Sequence[bool], *, on: date
) -> tuple[Effect, ...]:
    """The groups of each kind, in order; `counts` are the referrals of each situation and `moves` whether it moves."""
    found: list[Effect] = []
    groups = _groups(on)
    alike: Counter[tuple[tuple[Value, ...], bool]] = Counter()
    values_of = itemgetter(*(FACTS.index(kind) for kind in groups))
    for place, number in counts.items():
        alike[values_of(situations[place].facts), moves[place]] += number
    for at, (kind, group_of) in enumerate(groups.items()):
        referrals: Counter[Value] = Counter()
        moved: Counter[Value] = Counter()
        for (values, is_moved), number in alike.items():
            referrals[values[at]] += number
            if is_moved:
                moved[values[at]] += number
        found.extend(_of_kind(kind, _named(referrals, group_of), _named(moved, group_of), on))
    return tuple(found)


def _named(counted: Mapping[Value, int], group_of: Callable[[Value], str]) -> Counter[str]:
    """The counts by the name of each value's group."""
    named: Counter[str] = Counter()
    for value, number in counted.items():
        named[group_of(value)] += number
    return named


def _of_kind(kind: str, referrals: Counter[str], moved: Counter[str], on: date) -> Iterator[Effect]:
    limit = in_force(SHOWN_FROM, on).people
    names = sorted(referrals, key=_order)
    whole = sum(referrals.values())
    totals = shown([Count(referrals[name], whole) for name in names], limit=limit)
    for name, total in zip(names, totals, strict=True):
        yield Effect(kind, name, total, moved[name])


def _groups(on: date) -> Mapping[str, Callable[[Value], str]]:
    def age(value: Value) -> str:
        return age_band(value if isinstance(value, int) else None, on)

    return {"age_years": age, "district": _said("district"), "source": _said("source"), "language": _said("language")}


def _said(name: str) -> Callable[[Value], str]:
    def group(value: Value) -> str:
        return value_in_words(CATALOGUE[name], value)

    return group


def _order(name: str) -> tuple[bool, int, str]:
    """Bands by their first age, names by the alphabet, what is not known last."""
    first = name.split(" ", 1)[0]
    return name == "not known", int(first) if first.isdigit() else 0, name
