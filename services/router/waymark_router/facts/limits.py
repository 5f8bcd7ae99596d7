"""The dated limits behind the derived facts: ages, bands of days, windows. Each is in force from a day on.

Not here: how a fact is derived from them (`derived.py`), which facts there are (`fact.py`).
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class AdultFrom:
    """From `valid_from` on, a person of `years` is an adult."""

    valid_from: date
    years: int


@dataclass(frozen=True, slots=True)
class IncidentBands:
    """From `valid_from` on, the bands by the greatest number of days since the incident, shortest first."""

    valid_from: date
    limits: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class TransitionFrom:
    """From `valid_from` on, a young person of this age moves on to the adults' service, which is told beside theirs."""

    valid_from: date
    years: int
    months: int


@dataclass(frozen=True, slots=True)
class ReleaseBands:
    """From `valid_from` on, the bands by the greatest number of days until the release, shortest first."""

    valid_from: date
    limits: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class ForensicWindow:
    """From `valid_from` on, up to how many days after it evidence can be taken from an adult, and from a child."""

    valid_from: date
    adult_days: int
    child_days: int


# Family Law Reform Act 1969 section 1, in force 1 January 1970.
ADULT_FROM: tuple[AdultFrom, ...] = (AdultFrom(date(1970, 1, 1), 18),)
# Forensic windows commonly used by sexual assault referral centres, and a year.
INCIDENT_BANDS: tuple[IncidentBands, ...] = (
    IncidentBands(
        date(2015, 1, 1),
        ((7, "within_week"), (21, "within_three_weeks"), (365, "within_year")),
    ),
)
EARLIER = "earlier"
# Needs assessment A1 and Y1: the move begins at seventeen and a half.
TRANSITION_FROM: tuple[TransitionFrom, ...] = (TransitionFrom(date(2015, 1, 1), 17, 6),)
# Three weeks is the measure of continuity of care after prison (domain.md section 5); three months is planning time.
RELEASE_BANDS: tuple[ReleaseBands, ...] = (
    ReleaseBands(date(2015, 1, 1), ((0, "released"), (21, "within_3_weeks"), (92, "within_3_months"))),
)
LATER = "later"
# Commonly quoted by referral centres: a week, and for children up to three weeks by act (domain.md section 4). The act
# is not among the facts, so a child's window is the longest: a centre that cannot take evidence still gives care.
FORENSIC_WINDOWS: tuple[ForensicWindow, ...] = (ForensicWindow(date(2015, 1, 1), adult_days=7, child_days=21),)
OPEN = "open"
PAST = "past"
