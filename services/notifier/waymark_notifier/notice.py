"""Who is told of a step, and what of it is no news any more: the alerts that follow from what happened to a row.

Not here: how an alert is worded (letter.py) or kept (store.py).
"""

from collections.abc import Iterator
from datetime import datetime

from waymark.words import AllocationState, Priority
from waymark_notifier.allocation import Allocation
from waymark_notifier.delivery import AlertKind, Audience, Notice
from waymark_notifier.step import Step
from waymark_notifier.transition import IN_HAND, Verb

_ASKS_SOMEBODY = frozenset({AllocationState.OFFERED, AllocationState.UNMET})
_OF_A_DECISION = frozenset({AlertKind.DECIDE, AlertKind.REMINDER, AlertKind.OVERDUE})


def notices(step: Step, after: Allocation, desk: str) -> Iterator[Notice]:
    """The alerts of one step, where `after` is the row as the whole batch leaves it; `desk` is "" where there is none.

    What no longer holds at the end of the batch is not told.
    """
    kind = _kind_of(step, after)
    if kind is None:
        return
    for audience in _AUDIENCES.get(kind, (Audience.DUTY,)):
        agency = desk if audience is Audience.DESK else after.agency
        own = audience is Audience.DESK and desk == after.agency
        if agency and not own:
            yield Notice(agency, after.id, kind, audience, _due(after, kind), _at_once(after, kind))


def stale(after: Allocation) -> list[AlertKind]:
    """The kinds of alert about a row that are no news any more."""
    still = _still_news(after)
    return [kind for kind in AlertKind if kind not in still]


def _still_news(after: Allocation) -> frozenset[AlertKind]:
    of_change = frozenset({AlertKind.CHANGED}) if after.unseen else frozenset()
    if after.must_confirm:
        return frozenset({AlertKind.STOP, AlertKind.OVERDUE, AlertKind.LAPSED})
    if after.state in _ASKS_SOMEBODY:
        return _OF_A_DECISION | of_change | {AlertKind.LAPSED}
    return of_change | {AlertKind.LAPSED}


_AUDIENCES: dict[AlertKind, tuple[Audience, ...]] = {
    AlertKind.REMINDER: (Audience.LEAD,),
    AlertKind.OVERDUE: (Audience.LEAD, Audience.DESK),
    AlertKind.LAPSED: (Audience.DESK,),
}
_TELLS: dict[Verb, AlertKind] = {
    Verb.REMIND: AlertKind.REMINDER,
    Verb.ESCALATE: AlertKind.OVERDUE,
    Verb.LAPSE: AlertKind.LAPSED,
}


def _kind_of(step: Step, after: Allocation) -> AlertKind | None:
    verb = step.verb
    if verb in {Verb.OFFER, Verb.UNMET}:
        return AlertKind.DECIDE if after.state in _ASKS_SOMEBODY else None
    if verb is Verb.CORRECT:
        return _kind_of_change(step, after)
    if verb in {Verb.WITHDRAW, Verb.HOLD}:
        return AlertKind.STOP if after.must_confirm and step.source in {*IN_HAND, AllocationState.LAPSED} else None
    return _TELLS.get(verb)


def _kind_of_change(step: Step, after: Allocation) -> AlertKind | None:
    """What the sender corrected; or, at the desk, one more need that nobody could take."""
    if any(code in after.unmet for code in step.code.split()):
        return AlertKind.DECIDE
    return AlertKind.CHANGED if step.code and after.unseen else None


def _due(after: Allocation, kind: AlertKind) -> datetime | None:
    """What the alert names as its time: the answer's own clock, never the soonest of several."""
    if kind in {AlertKind.CHANGED, AlertKind.LAPSED}:
        return None
    if after.must_confirm:
        return after.acknowledge_by
    return after.respond_by if after.state is AllocationState.OFFERED else after.due_at


def _at_once(after: Allocation, kind: AlertKind) -> bool:
    """Urgent work, duties, and whatever must stop never wait for a digest."""
    return kind in {AlertKind.STOP, AlertKind.OVERDUE} or after.duty or after.priority is Priority.URGENT
