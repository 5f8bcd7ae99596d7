"""Taking a step on an allocation: what it makes of it, what others hear of it, or why it may not be taken.

Which steps there are is data in transition.py; what a new routed answer does is in offer.py. Nothing here reads a clock
or a table.
"""

from dataclasses import dataclass, replace
from datetime import datetime

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
from waymark.words import AllocationState, CloseOutcome, DeclinedBy, DeclineReason, Given, InterimOffer
from waymark_notifier import deadline, meanwhile
from waymark_notifier.allocation import Allocation, Worker
from waymark_notifier.answer import (
    Answer,
    Asked,
    ContactResult,
    ContactWay,
    Kept,
    StepRequest,
    contradictions,
    missing_or_extra,
)
from waymark_notifier.deadline import Timer
from waymark_notifier.transition import (
    AT_WORK,
    HELD,
    NEVER_LAPSES,
    NOT_OF_A_TASK,
    ONLY_TELLS,
    OUTCOMES_ONLY_FROM,
    OUTCOMES_ONLY_OF_TASKS,
    TRANSITIONS,
    By,
    Transition,
    Verb,
    edge,
)

S = AllocationState


@dataclass(frozen=True, slots=True)
class Step:
    """One step taken: the allocation after it, where it came from, who took it and why (as a code).

    `at` is when, where that is not the last change of the row. A silent one changes nothing that anybody sees.
    """

    allocation: Allocation
    source: AllocationState | None
    verb: Verb
    actor: str
    actor_name: str
    code: str
    event: AllocationEvent | None
    at: datetime | None = None
    is_silent: bool = False

    @property
    def started(self) -> datetime | None:
        """When the clock of the state runs out that the step led to: kept beside it, to be computed again offline."""
        clocks = dict(self.allocation.clocks)
        clocks.pop(Timer.APPOINTMENT, None)
        return next(iter(clocks.values()), None)


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
        *_duty_faults(allocation, answer),
        *_meanwhile_faults(allocation, answer),
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
    if verb in _STOPS and allocation.was_seen:
        after = replace(after, acknowledge_by=deadline.confirm_by(now), acknowledged_at=None, kept="")
    return Step(after, allocation.state, verb, by.value, "", code, _event(after, way, code))


def tell(allocation: Allocation, verb: Verb, now: datetime, *, code: str) -> Step:
    """A step that only tells somebody (`remind`, `escalate`): once for a reminder, and noted when for the other."""
    way = edge(allocation.state, verb)
    if way is None or verb not in ONLY_TELLS:
        raise Refused(Kind.CONFLICT, f"It cannot {verb} while it is {allocation.state}", code="no_such_step")
    told = replace(allocation, remind_at=None) if verb is Verb.REMIND else replace(allocation, escalated_at=now)
    return Step(told, allocation.state, verb, By.SYSTEM.value, "", code, None, max(now, allocation.changed_at))


def allowed(allocation: Allocation, worker: Worker, now: datetime) -> tuple[Allowed, ...]:
    """What `worker` may do next and what each step asks for; empty where nothing is left to do."""
    if worker.agency != allocation.agency or allocation.is_held:
        return ()
    ways = [way for way in TRANSITIONS if way.source is allocation.state and By.WORKER in way.by]
    mine = [way for way in ways if _objection(allocation, way.verb, worker) is None]
    return tuple(Allowed(way.verb, tuple(_asked(allocation, need, now) for need in way.needs)) for way in mine)


def _objection(allocation: Allocation, verb: Verb, worker: Worker) -> Refused | None:
    """Why this worker may not take the step although the state allows it."""
    if verb is Verb.ACKNOWLEDGE and not allocation.unseen:
        return Refused(Kind.CONFLICT, "There is no change you have not seen", code="nothing_changed")
    if verb is Verb.CONFIRM and not allocation.must_confirm:
        return Refused(Kind.CONFLICT, "There is nothing to confirm", code="nothing_to_confirm")
    if verb is Verb.DECLINE and allocation.pathway in NEVER_LAPSES:
        title = "Behind this desk there is nobody: accept it, and close it with what came of it"
        return Refused(Kind.CONFLICT, title, code="nobody_behind")
    if allocation.is_task and verb in NOT_OF_A_TASK:
        return Refused(Kind.CONFLICT, "This is something to send, without contact", code="is_a_task")
    if verb is Verb.GIVE and not meanwhile.offered(allocation):
        return Refused(Kind.CONFLICT, "Nothing was offered for the time of waiting", code="nothing_offered")
    return _held_by_another(allocation, verb, worker)


def _held_by_another(allocation: Allocation, verb: Verb, worker: Worker) -> Refused | None:
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
    return (S.WITHDRAWN if state in HELD else state).value.replace("_", " ")


def _outcomes(allocation: Allocation, now: datetime) -> tuple[CloseOutcome, ...]:
    tried = allocation.attempts >= deadline.attempts_needed(now)
    return tuple(
        outcome
        for outcome in CloseOutcome
        if allocation.state in OUTCOMES_ONLY_FROM.get(outcome, (allocation.state,))
        and (allocation.is_task or outcome not in OUTCOMES_ONLY_OF_TASKS)
        and (tried or outcome is not CloseOutcome.UNABLE_TO_CONTACT)
    )


def _outcome_faults(allocation: Allocation, answer: Answer, now: datetime) -> list[Fault]:
    fits = _outcomes(allocation, now)
    if answer.outcome is None or answer.outcome in fits:
        return []
    return [Fault("/outcome", "not_from_this_state", f"use one of: {', '.join(fits)}")]


def _who_may_say_no(allocation: Allocation) -> tuple[DeclinedBy, ...]:
    """A duty needs nobody's consent: only its agency can give it back, and then somebody else must see to it."""
    return (DeclinedBy.PROVIDER,) if allocation.duty else tuple(DeclinedBy)


def _duty_faults(allocation: Allocation, answer: Answer) -> list[Fault]:
    if answer.declined_by is None or answer.declined_by in _who_may_say_no(allocation):
        return []
    return [Fault("/declined_by", "not_of_a_duty", "use provider: nobody else's no ends a duty")]


def _meanwhile_faults(allocation: Allocation, answer: Answer) -> list[Fault]:
    offers = meanwhile.offered(allocation)
    if answer.meanwhile is None or answer.meanwhile in offers:
        return []
    return [Fault("/meanwhile", "not_offered", f"use one of: {', '.join(offers)}")]


def _asked(allocation: Allocation, need: str, now: datetime) -> Asked:
    codes: dict[str, tuple[str, ...]] = {
        "declined_by": _who_may_say_no(allocation),
        "reason": tuple(DeclineReason),
        "interim_offer": tuple(InterimOffer),
        "way": tuple(ContactWay),
        "result": tuple(ContactResult),
        "outcome": _outcomes(allocation, now),
        "kept": tuple(Kept),
        "meanwhile": meanwhile.offered(allocation),
        "came_of_it": tuple(Given),
    }
    return Asked(need, codes.get(need, ()))


def _moved(allocation: Allocation, way: Transition, now: datetime) -> Allocation:
    """The allocation in its new state, one version on, with the clock of the transition started.

    It never goes back in time: whoever began earlier and had to wait for another's step comes after it.
    """
    now = max(now, allocation.changed_at)
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
    if way.verb is Verb.ACKNOWLEDGE:
        return replace(after, seen_version=max(one.version for one in after.unseen))
    if answer.meanwhile is not None and answer.came_of_it is not None:
        return replace(after, interim_given=meanwhile.with_answer(after, answer.meanwhile, answer.came_of_it))
    if way.verb is Verb.CONFIRM:
        return replace(after, acknowledged_at=after.changed_at, kept=answer.kept or "")
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
    said = (answer.declined_by, answer.reason, answer.interim_offer, answer.way, answer.result)
    more = (answer.outcome, answer.kept, answer.meanwhile, answer.came_of_it)
    return " ".join(word for word in (*said, *more) if word)


# Whoever had the person in hand confirms that it stopped (ADR 0016).
_STOPS = frozenset({Verb.WITHDRAW, Verb.HOLD})
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
        stood_for = {"needs": after.needs, "unmet": after.unmet}
        return AllocationClosed.model_validate({**common, **stood_for, "outcome": after.outcome})
    if way.verb is Verb.WITHDRAW or (way.verb is Verb.HOLD and way.source in AT_WORK):
        return AllocationWithdrawn.model_validate({**common, "reason": code})
    return None
