"""Whether two records are one person: linked, put before a person, or somebody new; and what is never linked by itself.

A link needs a high weight and no contradiction: without that guard every model links brothers, sisters and twins. Not
here: finding whom to compare (trace.py), and keeping what came of it (store.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from waymark_intake.records.age import whole_years
from waymark_intake.repeat.compare import Level, Levels, Part, levels_of
from waymark_intake.repeat.plain import PlainPerson
from waymark_intake.repeat.weight import Weights, prior, weigh


@dataclass(frozen=True, slots=True)
class Limits:
    """What decides, from `valid_from` on. Weights in bits, after the prior of one in so many people.

    At most `most_candidates` are put before a person for one referral; a trace that more than `most_per_trace` people
    share says nothing and is passed over. Fewer than `least_people` stored count as so many. Referrals of the last
    `counted_days` count; `young_years` is the age below which children of one home are never linked by themselves.
    """

    valid_from: date
    link_from: float
    review_from: float
    most_candidates: int
    most_per_trace: int
    least_people: int
    counted_days: int
    young_years: int


LIMITS: tuple[Limits, ...] = (
    Limits(
        date(2021, 4, 1),
        link_from=6.6,
        review_from=-3.3,
        most_candidates=5,
        most_per_trace=200,
        least_people=5000,
        counted_days=365,
        young_years=10,
    ),
)
"""Ours. 6.6 bits are 99 in 100, -3.3 are 1 in 10; measured on made-up people (ADR 0029), to be set from reviews."""


def limits_on(day: date, versions: tuple[Limits, ...] = LIMITS) -> Limits:
    """The limits in force on `day`."""
    in_force = [one for one in versions if one.valid_from <= day]
    return in_force[-1] if in_force else versions[0]


class Verdict(StrEnum):
    """What the model says of two records."""

    LINK = "link"
    REVIEW = "review"
    NEW = "new"


class Hindrance(StrEnum):
    """Why two records that weigh enough are put before a person nevertheless."""

    CONTRADICTION = "contradiction"
    YOUNG_IN_ONE_HOME = "young_in_one_home"
    SELF_REFERRAL = "self_referral"
    KEPT_APART = "kept_apart"
    ANOTHER_AS_LIKELY = "another_as_likely"
    PARTED_BEFORE = "parted_before"


@dataclass(frozen=True, slots=True)
class Standing:
    """What of a record decides beside the person: whether it came by the public form, whether it is kept apart.

    `was_parted` says that a person has taken it apart from another before.
    """

    is_self: bool = False
    is_kept_apart: bool = False
    was_parted: bool = False


@dataclass(frozen=True, slots=True)
class Compared:
    """Two records compared: the verdict with all that explains it, and nothing that says who they are."""

    verdict: Verdict
    weight: float
    levels: Levels
    weights: dict[Part, float]
    hindrances: tuple[Hindrance, ...] = ()


@dataclass(frozen=True, slots=True)
class Model:
    """The weights and limits of a day, and how many people are stored."""

    day: date
    weights: Weights
    limits: Limits
    people: int

    @property
    def prior(self) -> float:
        """What speaks against any one of them beforehand, in bits."""
        return prior(max(self.people, self.limits.least_people))


def compare(one: PlainPerson, other: PlainPerson, standings: Sequence[Standing], model: Model) -> Compared:
    """Compare two people; `standings` are of both records. The same whichever comes first."""
    levels = levels_of(one, other)
    weights = weigh(levels, one, model.weights)
    weight = model.prior + sum(weights.values())
    if weight < model.limits.review_from:
        return Compared(Verdict.NEW, weight, levels, weights)
    if weight < model.limits.link_from:
        return Compared(Verdict.REVIEW, weight, levels, weights)
    hindrances = tuple(_hindrances(one, other, levels, standings, model))
    return Compared(Verdict.REVIEW if hindrances else Verdict.LINK, weight, levels, weights, hindrances)


def _hindrances(
    one: PlainPerson, other: PlainPerson, levels: Levels, standings: Sequence[Standing], model: Model
) -> list[Hindrance]:
    told = {
        Hindrance.CONTRADICTION: not is_free_of_contradiction(levels),
        Hindrance.YOUNG_IN_ONE_HOME: levels.address is Level.SAME
        and (_is_young(one, model) or _is_young(other, model)),
        Hindrance.SELF_REFERRAL: any(standing.is_self for standing in standings),
        Hindrance.KEPT_APART: any(standing.is_kept_apart for standing in standings),
        Hindrance.PARTED_BEFORE: any(standing.was_parted for standing in standings),
    }
    return [hindrance for hindrance, stands in told.items() if stands]


_BORN_AGREES = frozenset({Level.SAME, Level.ONE_EDIT, Level.DAY_AND_MONTH})
_GIVEN_AGREES = frozenset({Level.SAME, Level.FORM, Level.SWAPPED, Level.CLOSE, Level.SIMILAR})
_FAMILY_AGREES = frozenset({Level.SAME, Level.SHARED, Level.SWAPPED, Level.CLOSE, Level.SIMILAR})


def is_free_of_contradiction(levels: Levels) -> bool:
    """Whether birth date and names agree; another family name needs all else the same. What is missing is no yes."""
    if levels.born not in _BORN_AGREES or levels.given not in _GIVEN_AGREES:
        return False
    if levels.family in _FAMILY_AGREES:
        return True
    return levels.born is Level.SAME and levels.given is Level.SAME and levels.address is Level.SAME


def _is_young(person: PlainPerson, model: Model) -> bool:
    return person.born_on is not None and whole_years(person.born_on, model.day) < model.limits.young_years
