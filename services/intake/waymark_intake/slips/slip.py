"""A slip: how long it is good for, what it may say, what its agency learns of it, and what it adds to a referral.

Never who it was given to, nor a reference: a code must not tie a person to a crime record behind their back. Not here:
the code itself (code.py), storing.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from waymark.words import AgencyRole, OffenceClass
from waymark_intake.referral import Canonical
from waymark_intake.self_referral.situation import SPECIALISTS_CLASSES
from waymark_intake.working_day import local_date


@dataclass(frozen=True, slots=True)
class SlipLimits:
    """From `valid_from` on: how long a slip is good for, and from how many on an agency sees how many were used.

    `hand_out` are the agencies that may make slips; `kept` is how long one is counted after its end.
    """

    valid_from: date
    life: timedelta
    least_told: int
    kept: timedelta
    hand_out: frozenset[AgencyRole]


SLIP_LIMITS: tuple[SlipLimits, ...] = (
    SlipLimits(
        date(2021, 4, 1),
        life=timedelta(days=28),
        least_told=10,
        kept=timedelta(days=366),
        hand_out=frozenset(AgencyRole) - {AgencyRole.SELF, AgencyRole.COMMISSIONER},
    ),
)
"""Ours: four weeks are long enough to think and too short for a code to lie about; a share of fewer than ten people
would tell of one of them."""


def slip_limits(day: date) -> SlipLimits:
    """The limits in force on a local day."""
    rows = [row for row in SLIP_LIMITS if row.valid_from <= day] or [SLIP_LIMITS[0]]
    return rows[-1]


def expires_at(made_at: datetime) -> datetime:
    """When a slip made then stops being good (UTC)."""
    return made_at + slip_limits(local_date(made_at)).life


@dataclass(frozen=True, slots=True)
class Context:
    """What an agency may put on a slip, coded: what kind of crime, and in which district it was."""

    offence_class: OffenceClass | None = None
    district: str | None = None


@dataclass(frozen=True, slots=True)
class NewSlip:
    """A slip to be kept: the keyed hash of its code, and what it says."""

    slip_id: UUID
    code_hash: bytes
    context: Context


@dataclass(frozen=True, slots=True)
class Handed:
    """How many slips an agency handed out and what became of them, as far as it may know.

    `told` were used by people who let the agency know. `over` are past their time, used or not; `used` are those of
    them that were used, None where they are too few to say so without telling of somebody. How many are still good
    is not said: the day that number falls tells of one person.
    """

    made: int
    told: int
    over: int
    used: int | None


def handed(*, made: int, told: int, over: int, used: int, day: date) -> Handed:
    """What the agency may know of these counts on a local day."""
    return Handed(made, told, over, used if over >= slip_limits(day).least_told else None)


def with_slip(canonical: Canonical, context: Context | None) -> Canonical:
    """The referral with what its slip says, where the person did not say it; it never leads to a specialist by itself.

    What leads to a specialist is the person's to say, as is their yes to it.
    """
    if context is None:
        return canonical
    facts = canonical.facts
    news: dict[str, object] = {}
    if facts.offence_class is None and context.offence_class not in {None, *SPECIALISTS_CLASSES}:
        news["offence_class"] = context.offence_class
    if facts.crime_district is None and context.district:
        news["crime_district"] = context.district
    return replace(canonical, facts=facts.model_copy(update=news)) if news else canonical
