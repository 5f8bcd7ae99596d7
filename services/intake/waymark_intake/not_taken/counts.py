"""How much became no referral, by week and team, as it is read. Pure. Not here: adding it up (quality/figures.py)."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class NotTaken:
    """How many records of one team in one week were refused, and how many were sent again unchanged."""

    week: date
    team: str
    refused: int
    repeated: int


@dataclass(frozen=True, slots=True)
class Reason:
    """How many refused records of one team in one week had that fault: the field, the code, and what to do."""

    week: date
    team: str
    field: str
    code: str
    fix: str
    count: int
