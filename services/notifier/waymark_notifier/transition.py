"""The steps an allocation may take, as data: from where, by which verb, to where, by whom, and which clock starts.

Used by API, pages and events alike (peers.md 4.2). Not here: taking a step (allocation.py).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from waymark.words import AllocationState, CloseOutcome, Pathway
from waymark_notifier.deadline import Timer

S = AllocationState


class Verb(StrEnum):
    """Every step there is; `correct` is a newer routed answer that changes facts but no state.

    `give` says what became of something the person was offered while they wait, `acknowledge` that a change was seen,
    `confirm` that the work has stopped; `remind` and `escalate` only tell somebody and change nothing.
    """

    CLAIM = "claim"
    ACCEPT = "accept"
    DECLINE = "decline"
    WAIT = "wait"
    CONTACT = "contact"
    ENGAGE = "engage"
    CLOSE = "close"
    GIVE = "give"
    LAPSE = "lapse"
    WITHDRAW = "withdraw"
    OFFER = "offer"
    HOLD = "hold"
    UNMET = "unmet"
    CORRECT = "correct"
    ACKNOWLEDGE = "acknowledge"
    CONFIRM = "confirm"
    REMIND = "remind"
    ESCALATE = "escalate"


class By(StrEnum):
    """Who may take a step: a worker of the agency, time and consent, or a new routed answer."""

    WORKER = "worker"
    SYSTEM = "system"
    ROUTER = "router"


@dataclass(frozen=True, slots=True)
class Transition:
    """One edge: from where, by which verb, to where, who may, what it needs, and which clock it starts."""

    source: AllocationState
    verb: Verb
    target: AllocationState
    by: frozenset[By]
    needs: tuple[str, ...] = ()
    starts: Timer | None = None


def _edges(
    sources: Iterable[AllocationState],
    verb: Verb,
    target: AllocationState | None,
    *by: By,
    needs: tuple[str, ...] = (),
    starts: Timer | None = None,
) -> list[Transition]:
    return [Transition(source, verb, target or source, frozenset(by), needs, starts) for source in sources]


HELD = (S.HELD_CONSENT, S.HELD_DATA, S.HELD_SAFETY)
AT_WORK = (S.ACCEPTED, S.WAITING, S.CONTACTING, S.ENGAGED)
OPEN = (*HELD, S.OFFERED, S.UNMET, *AT_WORK)
IN_HAND = (S.OFFERED, S.UNMET, *AT_WORK)
BEFORE_ENGAGED = (S.OFFERED, S.UNMET, S.ACCEPTED, S.WAITING, S.CONTACTING)
SETTLED = (S.DECLINED, S.LAPSED, S.CLOSED, S.WITHDRAWN, S.TRANSFERRED, S.VOIDED)

TRANSITIONS: tuple[Transition, ...] = (
    *_edges([S.OFFERED, S.UNMET], Verb.CLAIM, None, By.WORKER),
    *_edges([S.OFFERED, S.UNMET, S.LAPSED], Verb.ACCEPT, S.ACCEPTED, By.WORKER, starts=Timer.CONTACT),
    *_edges([S.OFFERED, S.LAPSED], Verb.DECLINE, S.DECLINED, By.WORKER, needs=("declined_by", "reason")),
    *_edges(
        [S.ACCEPTED, S.CONTACTING, S.WAITING],
        Verb.WAIT,
        S.WAITING,
        By.WORKER,
        needs=("review_on", "interim_offer"),
        starts=Timer.REVIEW,
    ),
    *_edges(
        [S.ACCEPTED, S.WAITING, S.CONTACTING],
        Verb.CONTACT,
        S.CONTACTING,
        By.WORKER,
        needs=("way", "result"),
        starts=Timer.REVIEW,
    ),
    *_edges([S.CONTACTING], Verb.ENGAGE, S.ENGAGED, By.WORKER, starts=Timer.REVIEW),
    *_edges([*AT_WORK, S.UNMET], Verb.CLOSE, S.CLOSED, By.WORKER, needs=("outcome",)),
    *_edges(AT_WORK, Verb.GIVE, None, By.WORKER, needs=("meanwhile", "came_of_it")),
    *_edges(IN_HAND, Verb.ACKNOWLEDGE, None, By.WORKER),
    *_edges([S.WITHDRAWN, *HELD], Verb.CONFIRM, None, By.WORKER, needs=("kept",)),
    *_edges([S.OFFERED], Verb.REMIND, None, By.SYSTEM),
    *_edges([S.OFFERED, S.WITHDRAWN, *HELD], Verb.ESCALATE, None, By.SYSTEM),
    *_edges([S.OFFERED], Verb.LAPSE, S.LAPSED, By.SYSTEM),
    *_edges([*OPEN, S.LAPSED], Verb.WITHDRAW, S.WITHDRAWN, By.SYSTEM, By.ROUTER),
    *_edges([*HELD, S.UNMET, S.WITHDRAWN], Verb.OFFER, S.OFFERED, By.ROUTER, starts=Timer.SERVICE),
    *_edges([*HELD, S.OFFERED, S.WITHDRAWN], Verb.UNMET, S.UNMET, By.ROUTER, starts=Timer.REVIEW),
    *[
        edge
        for held in HELD
        for edge in _edges(
            [state for state in (*OPEN, S.LAPSED, S.WITHDRAWN) if state is not held],
            Verb.HOLD,
            held,
            By.ROUTER,
            starts=Timer.REVIEW,
        )
    ],
)

TIMER_OF: dict[AllocationState, Timer] = {
    **dict.fromkeys(HELD, Timer.REVIEW),
    S.OFFERED: Timer.SERVICE,
    S.UNMET: Timer.REVIEW,
    S.ACCEPTED: Timer.CONTACT,
    S.WAITING: Timer.REVIEW,
    S.CONTACTING: Timer.REVIEW,
    S.ENGAGED: Timer.REVIEW,
}

# They write a line into the timeline; the row keeps its version, so that no open form is out of date.
ONLY_TELLS = frozenset({Verb.REMIND, Verb.ESCALATE})

# Behind the triage desk there is nobody to send it to: what waits there stays, overdue and in sight. So does a duty.
NEVER_LAPSES: tuple[Pathway, ...] = (Pathway.TRIAGE,)

_ENDS_WELL = (CloseOutcome.COMPLETED, CloseOutcome.COMPLETED_PARTLY)
OUTCOMES_ONLY_FROM: dict[CloseOutcome, tuple[AllocationState, ...]] = {
    **dict.fromkeys(_ENDS_WELL, (S.ENGAGED,)),
    CloseOutcome.UNABLE_TO_CONTACT: (S.CONTACTING,),
    CloseOutcome.NATIONAL_REFERRAL_SENT: AT_WORK,
    CloseOutcome.DUTY_TO_NOTIFY_SENT: AT_WORK,
}
# A task is something to send, not a person to work with: it ends where it was accepted, without any contact.
TASKS: tuple[Pathway, ...] = (Pathway.NATIONAL_REFERRAL,)
NOT_OF_A_TASK = frozenset({Verb.WAIT, Verb.CONTACT, Verb.ENGAGE, Verb.GIVE})
OUTCOMES_ONLY_OF_TASKS = frozenset({CloseOutcome.NATIONAL_REFERRAL_SENT, CloseOutcome.DUTY_TO_NOTIFY_SENT})


_EDGES: dict[tuple[AllocationState, Verb, AllocationState | None], Transition] = {
    **{(one.source, one.verb, None): one for one in TRANSITIONS},
    **{(one.source, one.verb, one.target): one for one in TRANSITIONS},
}


def edge(state: AllocationState, verb: Verb, target: AllocationState | None = None) -> Transition | None:
    """The transition `verb` makes from `state` (to `target`, where a verb has several), or None."""
    return _EDGES.get((state, verb, target))
