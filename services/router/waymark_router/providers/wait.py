"""How long people wait for an intervention, as somebody said on a day, and until when that still counts as known.

Not here: which service is asked; a wait never decides that.
"""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from waymark.words import Need


@dataclass(frozen=True, slots=True)
class CountsFor:
    """From `valid_from` on, for how many days a wait that somebody told counts as known."""

    valid_from: date
    days: int


WAITS_COUNT_FOR: tuple[CountsFor, ...] = (CountsFor(date(2023, 4, 1), 92),)


class Wait(BaseModel):
    """The wait for one intervention of a service, in whole weeks, told on day `as_of` by somebody of the service."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    intervention: Need
    weeks: Annotated[int, Field(ge=0, le=520)]
    as_of: date
    by: Annotated[str, Field(min_length=1)]

    def is_known(self, on: date) -> bool:
        """Whether it still says anything on that day: what nobody has looked at for long counts as unknown."""
        limits = [row.days for row in WAITS_COUNT_FOR if row.valid_from <= on] or [WAITS_COUNT_FOR[0].days]
        return 0 <= (on - self.as_of).days <= limits[-1]
