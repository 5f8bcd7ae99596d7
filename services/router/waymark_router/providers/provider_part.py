"""What a service of the directory says of itself, part by part: ages, dated status, opening hours, leads.

Not here: the service as a whole and whom it takes (`provider.py`), room and waits told day by day (`availability.py`).
"""

from collections.abc import Sequence
from datetime import date, time, timedelta
from decimal import Decimal
from enum import StrEnum
from math import ceil
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

_MONTHS = 12
_OLDEST = 130

Age = Annotated[int, Field(ge=0, le=_OLDEST)] | Annotated[Decimal, Field(ge=0, le=_OLDEST, decimal_places=2)]


def least_months(age: Age) -> int:
    """The fewest whole months somebody of this least age has: 17.5 is 210."""
    return ceil(age * _MONTHS)


def most_months(age: Age) -> int:
    """The most whole months somebody of this greatest age has: a whole year lasts until the next birthday."""
    return int(age * _MONTHS) + (_MONTHS - 1 if age == int(age) else 0)


class Status(StrEnum):
    """Whether a service takes new referrals."""

    OPEN = "open"
    PAUSED = "paused"
    CLOSED = "closed"


class Sex(StrEnum):
    """Whom a service is for, where it is for one sex only; routing does not know anybody's."""

    FEMALE = "female"
    MALE = "male"


class Reach(StrEnum):
    """Ways in which a service can reach somebody safely, of those somebody may have said are safe."""

    TELEPHONE = "telephone"
    TEXT = "text"
    EMAIL = "email"
    POST = "post"
    THIRD_PERSON = "third_person"
    IN_PERSON = "in_person"
    WITHHELD_NUMBER = "withheld_number"
    CODE_WORD = "code_word"


class Access(StrEnum):
    """What makes it easier to come to a service and to be understood there, beside the aids to communicate."""

    INTERPRETER = "interpreter"
    STEP_FREE = "step_free"
    ACCESSIBLE_TOILET = "accessible_toilet"
    HEARING_LOOP = "hearing_loop"
    QUIET_ROOM = "quiet_room"
    TRAVEL_HELP = "travel_help"
    CHILD_CARE = "child_care"


class Part(BaseModel):
    """Base of what is written in a directory: frozen, and nothing unknown."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class StatusFrom(Part):
    """From `valid_from` on (Europe/London), whether the service takes new referrals."""

    valid_from: date
    status: Status


def statuses_with(
    usual: Status, dated: Sequence[StatusFrom], wanted: StatusFrom, last: date | None
) -> list[StatusFrom]:
    """The dated statuses once `wanted` holds from its day until the day `last`, after which all is as it would have
    been; without `last` it holds on, and what was planned after its day is gone. What says nothing new is left out.
    """
    rows = [row for row in dated if row.valid_from < wanted.valid_from]
    rows.append(wanted)
    if last is not None:
        back = last + timedelta(days=1)
        rows.append(StatusFrom(valid_from=back, status=status_on(usual, dated, back)))
        rows.extend(row for row in dated if row.valid_from > back)
    before = [usual, *(row.status for row in rows)]
    return [row for row, earlier in zip(rows, before, strict=False) if row.status is not earlier]


def status_on(usual: Status, dated: Sequence[StatusFrom], on: date) -> Status:
    """The status on a day: that of the last date reached, or the usual one before the first."""
    reached = [row.status for row in dated if row.valid_from <= on]
    return reached[-1] if reached else usual


class Opening(Part):
    """Hours of one day of the week (1 is Monday) in Europe/London."""

    day: Annotated[int, Field(ge=1, le=7)]
    opens: time
    closes: time

    @model_validator(mode="after")
    def _in_order(self) -> "Opening":
        if self.opens >= self.closes or self.opens.tzinfo or self.closes.tzinfo:
            raise ValueError("opens before it closes, in local time")
        return self


class Lead(Part):
    """Somebody to turn to by their post, and its work telephone or address: never a private one."""

    post: Annotated[str, Field(min_length=1, max_length=80)]
    contact: Annotated[str, Field(min_length=1, max_length=200)]
