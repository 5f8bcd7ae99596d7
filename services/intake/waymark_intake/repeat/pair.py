"""Two referrals that may be about one person: the states of such a pair, who moves it, and from where to where.

Not here: what the model says of two records (decision.py), and keeping it (store.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from waymark.errors import Fault, Kind, Refused
from waymark_intake.repeat.compare import Level, Part
from waymark_intake.repeat.decision import Hindrance


class PairState(StrEnum):
    """Where a pair stands. Only a linked and a confirmed one count as one person."""

    LINKED = "linked"
    OPEN = "open"
    UNSURE = "unsure"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    UNDONE = "undone"


COUNTS = (PairState.LINKED, PairState.CONFIRMED)
OPEN_TO_REVIEW = (PairState.OPEN, PairState.UNSURE)
MADE_BY_MODEL = (PairState.LINKED, PairState.OPEN)


class Judgement(StrEnum):
    """What a person at the triage desk says of a pair."""

    SAME = "same"
    DIFFERENT = "different"
    NOT_SURE = "not_sure"
    UNDO = "undo"


class Because(StrEnum):
    """On what the judgement stands, as a code: no words, in which somebody could be named."""

    SPOKE_TO_PERSON = "spoke_to_person"
    ASKED_SENDER = "asked_sender"
    ASKED_PROVIDER = "asked_provider"
    RECORDS_COMPARED = "records_compared"
    RELATIVES = "relatives"
    MISTAKE = "mistake"
    NOT_ENOUGH = "not_enough"
    KEPT_APART = "kept_apart"


_NEXT: Mapping[Judgement, tuple[frozenset[PairState], PairState]] = {
    Judgement.SAME: (
        frozenset({PairState.OPEN, PairState.UNSURE, PairState.LINKED, PairState.REJECTED, PairState.UNDONE}),
        PairState.CONFIRMED,
    ),
    Judgement.DIFFERENT: (frozenset({PairState.OPEN, PairState.UNSURE}), PairState.REJECTED),
    Judgement.NOT_SURE: (frozenset({PairState.OPEN}), PairState.UNSURE),
    Judgement.UNDO: (frozenset({PairState.LINKED, PairState.CONFIRMED}), PairState.UNDONE),
}


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that was done to a pair: by whom (`model` with its version, or a member), and why, as a code."""

    state: PairState
    actor: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Pair:
    """Two referrals that may be about one person, and why; `version` counts what was done to it."""

    pair_id: UUID
    newer: UUID
    older: UUID
    state: PairState
    version: int
    weight: float
    model: str
    levels: Mapping[Part, Level]
    weights: Mapping[Part, float]
    hindrances: tuple[Hindrance, ...]
    made_at: datetime

    def next(self) -> tuple[Judgement, ...]:
        """What may be said of it now."""
        return tuple(judgement for judgement, (origins, _) in _NEXT.items() if self.state in origins)


class PairMoved(Refused):
    """Somebody else judged the pair in between, or it does not stand where that may be said of it."""

    def __init__(self) -> None:
        fix = "Look at it again, then decide."
        super().__init__(
            Kind.CONFLICT,
            "Somebody has decided this in the meantime",
            code="pair_moved",
            faults=(Fault("/version", "pair_moved", fix),),
        )


def no_such_pair() -> Refused:
    """There is no such pair."""
    return Refused(Kind.NOT_FOUND, "There is no such pair", code="no_such_pair")


def judged(pair: Pair, judgement: Judgement, *, version: int) -> PairState:
    """Where the pair stands after the judgement on version `version` of it; raises PairMoved."""
    origins, state = _NEXT[judgement]
    if version != pair.version or pair.state not in origins:
        raise PairMoved
    return state
