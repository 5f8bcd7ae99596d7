"""The person's own say on sharing: which word counts, who may speak for a child, what may be recorded next.

Given, refused and withdrawn are separate, immutable records (domain.md 0, rule 14). Not here: what agreements allow.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from waymark.words import Answer, Position

REFUSALS = frozenset({Position.REFUSED, Position.WITHDRAWN})
ANSWERS = REFUSALS | {Position.GIVEN}
WORDING_CODE = r"^[A-Za-z0-9./_-]{0,60}$"

_ALWAYS = (Position.GIVEN, Position.REFUSED, Position.WITHDRAWN)
NEXT: dict[Position, tuple[Position, ...]] = {
    Position.NOT_ASKED: (*_ALWAYS, Position.UNABLE_TO_ASK),
    Position.UNABLE_TO_ASK: (*_ALWAYS, Position.UNABLE_TO_ASK),
    Position.GIVEN: _ALWAYS,
    Position.REFUSED: _ALWAYS,
    Position.WITHDRAWN: _ALWAYS,
}


@dataclass(frozen=True, slots=True)
class Said:
    """One recorded word of the person: `said_at` is when it was said, never later than when it was recorded."""

    permission_id: UUID
    position: Position
    explicit: bool
    given_by: str
    said_at: datetime


def said_at(asked_at: datetime | None, recorded_at: datetime) -> datetime:
    """When a word counts from: when it was asked, or when it was recorded where that is unknown or earlier."""
    return recorded_at if asked_at is None else min(asked_at, recorded_at)


def correction_said_at(
    asked_at: datetime | None,
    *,
    position: Position,
    received_at: datetime,
    corrected_at: datetime,
    said: Sequence[Said],
) -> datetime:
    """When a word within a correction counts from, where `said` is on file already.

    A corrected record repeats what it said before. So a yes without its time of asking never comes after a refusal
    that is on file: it counts from the day the first version came, or from that refusal if it is older. Where none is
    on file yet it comes right after the last word that is, so that a refusal from in between, told later, stands.
    """
    if asked_at is not None or position in REFUSALS:
        return said_at(asked_at, corrected_at)
    refused_at = [word.said_at for word in said if word.position in REFUSALS]
    if refused_at:
        return min(received_at, *refused_at)
    last = max((word.said_at for word in said), default=received_at)
    return min(last + timedelta.resolution, corrected_at)


def counting(words: Sequence[Said]) -> Said | None:
    """The word that counts: the latest answer; of two at one instant the refusal; a question never undoes an answer.

    A yes that was said before a refusal and recorded after it stays behind the refusal.
    """
    answers = [word for word in words if word.position in ANSWERS]
    return max(answers or words, key=_weight, default=None)


def _weight(word: Said) -> tuple[datetime, bool, bool, UUID]:
    return word.said_at, word.position in REFUSALS, not word.explicit, word.permission_id


@dataclass(frozen=True, slots=True)
class OwnWord:
    """From which age a child's own word is taken alone, from a day on."""

    valid_from: date
    years: int


# Younger children need a parent or guardian's word beside the safeguarding duty (domain.md 9, case 5; age ours).
OWN_WORDS = (OwnWord(date(2021, 4, 1), 13),)


def is_own_word_enough(*, given_by: str, child: Answer, age_years: int | None, on: date) -> bool:
    """Whether whoever gave it may give it: anyone but a known young child alone."""
    if given_by != "self" or child is not Answer.YES or age_years is None:
        return True
    ages = [row.years for row in OWN_WORDS if row.valid_from <= on]
    return bool(ages) and age_years >= ages[-1]


def may_follow(now: Position, recorded: Position) -> bool:
    """Whether `recorded` may be written down where the person stands at `now`; a refusal always may."""
    return recorded in NEXT[now]


def wording_code(wording: str) -> str:
    """The code of the text the person was asked with, or "" where it is no code: free text might name somebody."""
    return wording if re.fullmatch(WORDING_CODE, wording) else ""
