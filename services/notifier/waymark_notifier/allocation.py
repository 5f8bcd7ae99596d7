"""An allocation in a provider's queue: the value, and what taking a step makes of it, or why it may not be taken.

Which steps there are is data in transition.py; what a new routed answer does is in offer.py. Nothing here reads a clock
or a table.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from waymark.contracts.delivery import (
    AllocationAccepted,
    AllocationClosed,
    AllocationDeclined,
    AllocationEvent,
    AllocationLapsed,
    AllocationProgressed,
    AllocationWithdrawn,
)
from waymark.errors import Fault, Kind, Refused
from waymark.ids import AgencyId, ServiceId
from waymark.words import (
    AllocationState,
    CloseOutcome,
    DeclinedBy,
    DeclineReason,
    Pathway,
    Priority,
)
from waymark_notifier import deadline
from waymark_notifier.answer import (
    Answer,
    Asked,
    ContactResult,
    ContactWay,
    InterimOffer,
    StepRequest,
    contradictions,
    missing_or_extra,
)
from waymark_notifier.deadline import Timer
from waymark_notifier.transition import (
    AT_WORK,
    HELD,
    OUTCOMES_ONLY_FROM,
    TIMER_OF,
    TRANSITIONS,
    By,
    Transition,
    Verb,
    edge,
)

S = AllocationState


@dataclass(frozen=True, slots=True)
class Worker:
    """What a step must know of whoever takes it."""

    subject: str
    name: str
    agency: AgencyId
    leads: bool = False


@dataclass(frozen=True, slots=True)
class Allocation:
    """One need of one person toward one service, as a queue keeps it: codes, ids and times, no personal data.

    `version` counts up with every change. `claimed_name` is a worker's work name. `due` clocks are aware UTC.
    """

    id: UUID
    agency: AgencyId
    referral_id: UUID
    journey_id: UUID
    pathway: Pathway
    service: ServiceId
    needs: tuple[str, ...]
    state: AllocationState
    version: int
    priority: Priority
    decision_id: UUID
    decided_at: datetime
    sender: AgencyId
    received_at: datetime
    changed_at: datetime
    missing: str = ""
    ask_of: str = ""
    duty: bool = False
    child: str = "not_known"
    flags: tuple[str, ...] = ()
    quality: tuple[str, ...] = ()
    respond_by: datetime | None = None
    contact_by: datetime | None = None
    review_by: datetime | None = None
    claimed_by: str = ""
    claimed_name: str = ""
    attempts: int = 0
    late: bool = False
    declined_by: str = ""
    reason: str = ""
    interim_offer: str = ""
    outcome: str = ""

    @property
    def timer(self) -> Timer | None:
        """The clock that runs in this state; None once it is settled."""
        return TIMER_OF.get(self.state)

    @property
    def due_at(self) -> datetime | None:
        """When the running clock runs out."""
        by = {Timer.SERVICE: self.respond_by, Timer.CONTACT: self.contact_by, Timer.REVIEW: self.review_by}
        return by[self.timer] if self.timer else None

    @property
    def is_held(self) -> bool:
        """Whether nobody may see it yet."""
        return self.state in HELD


@dataclass(frozen=True, slots=True)
class Step:
    """One step taken: the allocation after it, where it came from, who took it and why (as a code)."""

    allocation: Allocation
    source: AllocationState | None
    verb: Verb
    actor: str
    actor_name: str
    code: str
    event: AllocationEvent | None


@dataclass(frozen=True, slots=True)
class Allowed:
    """A step that may be taken next, and what it asks for."""

    verb: Verb
    asks: tuple[Asked, ...]


def step(allocation: Allocation, verb: Verb, worker: Worker, said: StepRequest, now: datetime) -> Step:
    """The step a worker takes, or Refused: NOT_FOUND (another agency's), CONFLICT (in words) or INVALID (fields)."""
    if worker.agency != allocation.agency or allocation.is_held:
        raise Refused(Kind.NOT_FOUND, "There is no such referral in your queue", code="allocation_not_found")
    way = _refuse_what_cannot_be(allocation, verb, worker, said.version)
    answer = said.answer()
    faults = missing_or_extra(answer, way.needs) or [
        *contradictions(answer, deadline.day_of(now)),
        *_outcome_faults(allocation, answer, now),
    ]
    if faults:
        raise Refused(Kind.INVALID, "The step cannot be taken with these answers", faults=tuple(faults))
    after = _with_answer(_moved(allocation, way, now), way, answer, worker)
    return Step(after, allocation.state, verb, worker.subject, worker.name, _code(answer), _event(after, way, ""))


def move(
    allocation: Allocation, verb: Verb, by: By, now: datetime, *, code: str, target: AllocationState | None = None
) -> Step:
    """The step that time, consent or the router takes; Refused CONFLICT where there is no such transition."""
    way = edge(allocation.state, verb, target)
    if way is None or by not in way.by:
        raise Refused(Kind.CONFLICT, f"It cannot {verb} while it is {allocation.state}", code="no_such_step")
    after = _moved(allocation, way, now)
    after = replace(after, reason=code) if verb is Verb.WITHDRAW else after
    return Step(after, allocation.state, verb, by.value, "", code, _event(after, way, code))


def allowed(allocation: Allocation, worker: Worker, now: datetime) -> tuple[Allowed, ...]:
    """What `worker` may do next and what each step asks for; empty where nothing is left to do."""
    if worker.agency != allocation.agency or allocation.is_held:
        return ()
    ways = [way for way in TRANSITIONS if way.source is allocation.state and By.WORKER in way.by]
    mine = [way for way in ways if _objection(allocation, way.verb, worker) is None]
    return tuple(Allowed(way.verb, tuple(_asked(allocation, need, now) for need in way.needs)) for way in mine)


def _objection(allocation: Allocation, verb: Verb, worker: Worker) -> Refused | None:
    """Why this worker may not take the step although the state allows it: somebody else holds the claim."""
    if verb is Verb.CLAIM and allocation.claimed_by == worker.subject:
        return Refused(Kind.CONFLICT, "You have claimed it already", code="claimed_by_you")
    answers = verb in {Verb.CLAIM, Verb.ACCEPT, Verb.DECLINE}
    if answers and allocation.claimed_by not in {"", worker.subject} and not worker.leads:
        return Refused(Kind.CONFLICT, f"Claimed by {allocation.claimed_name}", code="claimed_by_another")
    return None


def _refuse_what_cannot_be(allocation: Allocation, verb: Verb, worker: Worker, version: int) -> Transition:
    way = edge(allocation.state, verb)
    if way is None or By.WORKER not in way.by:
        title = f"It is {_state_in_words(allocation.state)} and so cannot take this step"
        raise Refused(Kind.CONFLICT, title, code="no_such_step")
    objection = _objection(allocation, verb, worker)
    if objection is not None:
        raise objection
    if version != allocation.version:
        title = f"It has changed since you saw it and is now {_state_in_words(allocation.state)}"
        raise Refused(Kind.CONFLICT, title, code="version_changed")
    return way


def _state_in_words(state: AllocationState) -> str:
    return state.value.replace("_", " ")


def _outcomes(allocation: Allocation, now: datetime) -> tuple[CloseOutcome, ...]:
    tried = allocation.attempts >= deadline.attempts_needed(now)
    return tuple(
        outcome
        for outcome in CloseOutcome
        if allocation.state in OUTCOMES_ONLY_FROM.get(outcome, (allocation.state,))
        and (tried or outcome is not CloseOutcome.UNABLE_TO_CONTACT)
    )


def _outcome_faults(allocation: Allocation, answer: Answer, now: datetime) -> list[Fault]:
    fits = _outcomes(allocation, now)
    if answer.outcome is None or answer.outcome in fits:
        return []
    return [Fault("/outcome", "not_from_this_state", f"use one of: {', '.join(fits)}")]


def _asked(allocation: Allocation, need: str, now: datetime) -> Asked:
    codes: dict[str, tuple[str, ...]] = {
        "declined_by": tuple(DeclinedBy),
        "reason": tuple(DeclineReason),
        "interim_offer": tuple(InterimOffer),
        "way": tuple(ContactWay),
        "result": tuple(ContactResult),
        "outcome": _outcomes(allocation, now),
    }
    return Asked(need, codes.get(need, ()))


def _moved(allocation: Allocation, way: Transition, now: datetime) -> Allocation:
    """The allocation in its new state, one version on, with the clock of the transition started."""
    after = replace(allocation, state=way.target, version=allocation.version + 1, changed_at=now)
    if way.starts is None:
        return after
    due_at = deadline.due(way.starts, allocation.priority, now)
    if way.starts is Timer.SERVICE:
        return replace(after, respond_by=due_at)
    if way.starts is Timer.CONTACT:
        return replace(after, contact_by=due_at)
    return replace(after, review_by=due_at)


def _with_answer(after: Allocation, way: Transition, answer: Answer, worker: Worker) -> Allocation:
    """The allocation with what the worker said written into it."""
    if way.verb in {Verb.CLAIM, Verb.ACCEPT}:
        after = replace(after, claimed_by=worker.subject, claimed_name=worker.name)
    return replace(
        after,
        late=after.late or way.source is S.LAPSED,
        attempts=after.attempts + (way.verb is Verb.CONTACT),
        declined_by=answer.declined_by or after.declined_by,
        reason=answer.reason or after.reason,
        interim_offer=answer.interim_offer or after.interim_offer,
        outcome=answer.outcome or after.outcome,
        review_by=deadline.end_of_day(answer.review_on) if answer.review_on else after.review_by,
    )


def _code(answer: Answer) -> str:
    """The coded answer for the timeline: "provider no_capacity", "mobile no_answer"."""
    said = (answer.declined_by, answer.reason, answer.interim_offer, answer.way, answer.result, answer.outcome)
    return " ".join(word for word in said if word)


_PLAIN_EVENTS: dict[Verb, type[AllocationEvent]] = {
    Verb.ACCEPT: AllocationAccepted,
    Verb.WAIT: AllocationProgressed,
    Verb.CONTACT: AllocationProgressed,
    Verb.ENGAGE: AllocationProgressed,
    Verb.LAPSE: AllocationLapsed,
}


def _event(after: Allocation, way: Transition, code: str) -> AllocationEvent | None:
    """What others must hear of it; a claim is nobody else's business, and an offer or a first hold is no news."""
    common = {
        "referral_id": after.referral_id,
        "allocation_id": after.id,
        "service": after.service,
        "agency": after.agency,
        "state": after.state,
        "changed_at": after.changed_at,
    }
    plain = _PLAIN_EVENTS.get(way.verb)
    if plain is not None:
        return plain.model_validate(common)
    if way.verb is Verb.DECLINE:
        return AllocationDeclined.model_validate({**common, "declined_by": after.declined_by, "reason": after.reason})
    if way.verb is Verb.CLOSE:
        return AllocationClosed.model_validate({**common, "outcome": after.outcome})
    if way.verb is Verb.WITHDRAW or (way.verb is Verb.HOLD and way.source in AT_WORK):
        return AllocationWithdrawn.model_validate({**common, "reason": code})
    return None
