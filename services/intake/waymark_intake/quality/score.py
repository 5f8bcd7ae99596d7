"""How good a referral was as it was sent: 100 less what each of its quality flags weighs, and which cost what.

Weights are dated, versioned rows: a referral is weighed by the row in force on the day it came. Pure. Not here: which
flags a record has (fault.py), and what to do about one (advice.py).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from waymark.words import QualityFlag
from waymark_intake.quality.advice import fields_of
from waymark_intake.referral import Pointers, RecordKind

CLEAN = 100
_Q = QualityFlag


@dataclass(frozen=True, slots=True)
class Weighting:
    """What each flag costs, from `valid_from` until the next row; `version` names the row in figures."""

    version: str
    valid_from: date
    weights: Mapping[QualityFlag, int]


WEIGHTINGS: tuple[Weighting, ...] = (
    Weighting(
        "quality/1",
        date(2021, 4, 1),
        {
            # What makes contact impossible or dangerous weighs most: 17 of the 28 in the sample that was counted.
            _Q.CONTACT_MISSING: 40,
            _Q.CONTACT_SHARED_WITH_ALLEGED: 40,
            _Q.NO_SAFE_CONTACT: 30,
            _Q.DO_NOT_CONTACT: 30,
            _Q.CONTACT_UNUSABLE: 20,
            # What stands in the way of sharing it at all.
            _Q.CONSENT_NOT_ASKED: 30,
            _Q.EXPLICIT_CONSENT_MISSING: 30,
            _Q.CONSENT_EVIDENCE_MISSING: 5,
            # What leaves a child less safe.
            _Q.CHILD_RISK_NOT_FLAGGED: 30,
            # Told, and no fault: whoever says it does right.
            _Q.CHILD_PROTECTION_FIRST: 0,
            _Q.GUARDIAN_NOT_SAID: 10,
            # What sends it the wrong way, or twice.
            _Q.OUT_OF_SCOPE_SUSPECTED: 20,
            _Q.POSSIBLE_DUPLICATE: 20,
            _Q.PATHWAY_DOUBTFUL: 15,
            _Q.OTHER_NOT_EXPLAINED: 15,
            _Q.GROUND_NOT_MET: 15,
            _Q.OFFENCE_AND_CATEGORY_DISAGREE: 10,
            # What somebody has to ask for again.
            _Q.REPORTED_LATE: 15,
            _Q.INTERPRETER_LANGUAGE_MISSING: 15,
            _Q.RELEASE_DATE_MISSING: 10,
            _Q.DISTRICT_MISSING: 10,
            _Q.AGE_UNLIKELY: 10,
            _Q.DATE_OF_BIRTH_MISSING: 5,
            _Q.REFERENCE_MISSING: 5,
        },
    ),
)
"""Ours, after a dip sample of 118 automatic referrals of which 28 could not be worked (domain.md 9, ADR 0028)."""


@dataclass(frozen=True, slots=True)
class Item:
    """One quality flag of a referral: the fields it is about, as JSON pointers in the sender's format, and its cost."""

    code: QualityFlag
    fields: tuple[str, ...]
    weight: int


@dataclass(frozen=True, slots=True)
class Score:
    """`points` of 100, never below 0, and what cost them."""

    points: int
    items: tuple[Item, ...]


def weighting_on(day: date, weightings: Sequence[Weighting] = WEIGHTINGS) -> Weighting:
    """The row in force on a day; the first one for a day before all of them."""
    in_force = [row for row in weightings if row.valid_from <= day]
    return in_force[-1] if in_force else weightings[0]


def score_of(flags: tuple[QualityFlag, ...], *, kind: RecordKind, day: date, pointers: Pointers = ()) -> Score:
    """The score of a referral sent in that format on that (local) day.

    `pointers` names fields more exactly than the format alone can, for the flags for which that is known.
    """
    return _score_of(flags, kind, pointers, weighting_on(day).version)


@lru_cache(maxsize=2048)
def _score_of(flags: tuple[QualityFlag, ...], kind: RecordKind, pointers: Pointers, version: str) -> Score:
    weights = next(row.weights for row in WEIGHTINGS if row.version == version)
    exact = dict(pointers)
    items = tuple(Item(flag, exact.get(flag) or fields_of(flag, kind), weights.get(flag, 0)) for flag in flags)
    return Score(max(0, CLEAN - sum(item.weight for item in items)), items)
