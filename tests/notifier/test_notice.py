from dataclasses import replace

import pytest

from tests.builders.allocation import HARBOUR, a_correction, an_allocation
from tests.builders.routed import MONDAY
from waymark.words import AllocationState, Pathway, Priority
from waymark_notifier.allocation import Allocation
from waymark_notifier.delivery import AlertKind, Audience
from waymark_notifier.notice import notices, stale
from waymark_notifier.step import Step, move, tell
from waymark_notifier.transition import By, Verb

S = AllocationState
DESK = "triage-desk"


def told(step: Step, after: Allocation | None = None, desk: str = DESK) -> list[tuple[str, AlertKind, Audience]]:
    return [(one.agency, one.kind, one.audience) for one in notices(step, after or step.allocation, desk)]


def born(row: Allocation, verb: Verb = Verb.OFFER) -> Step:
    return Step(row, None, verb, "router", "", "", None)


def test_an_offer_is_told_to_the_duty_worker_with_the_answers_own_time() -> None:
    row = an_allocation(appointment_by=MONDAY)
    (notice,) = notices(born(row), row, DESK)
    assert (notice.kind, notice.audience, notice.due_at) == (AlertKind.DECIDE, Audience.DUTY, row.respond_by)
    assert not notice.at_once


@pytest.mark.parametrize("over", [{"duty": True}, {"priority": Priority.URGENT}])
def test_duties_and_urgent_ones_never_wait_for_a_digest(over: dict[str, object]) -> None:
    row = an_allocation(**over)
    assert [one.at_once for one in notices(born(row), row, DESK)] == [True]


def test_what_is_over_when_the_batch_ends_is_not_told() -> None:
    row = an_allocation()
    assert told(born(row), replace(row, state=S.WITHDRAWN)) == []


def test_a_change_is_told_only_where_somebody_has_it_in_hand() -> None:
    row = an_allocation(state=S.ACCEPTED, corrections=(a_correction(),))
    step = Step(row, S.ACCEPTED, Verb.CORRECT, "router", "", "group:contact", None)
    assert told(step) == [(HARBOUR, AlertKind.CHANGED, Audience.DUTY)]
    assert told(replace(step, code="")) == []
    assert told(step, replace(row, state=S.CLOSED)) == []


def test_a_stop_is_told_at_once_with_the_time_to_confirm() -> None:
    step = move(an_allocation(state=S.ACCEPTED), Verb.WITHDRAW, By.SYSTEM, MONDAY, code="consent_withdrawn")
    (notice,) = notices(step, step.allocation, DESK)
    assert (notice.kind, notice.due_at, notice.at_once) == (AlertKind.STOP, step.allocation.acknowledge_by, True)
    unseen = move(an_allocation(), Verb.WITHDRAW, By.SYSTEM, MONDAY, code="consent_withdrawn")
    assert told(unseen) == []


def test_a_reminder_goes_to_the_lead_and_a_lapse_to_the_desk() -> None:
    assert told(tell(an_allocation(), Verb.REMIND, MONDAY, code="")) == [(HARBOUR, AlertKind.REMINDER, Audience.LEAD)]
    lapse = move(an_allocation(), Verb.LAPSE, By.SYSTEM, MONDAY, code="")
    assert told(lapse) == [(DESK, AlertKind.LAPSED, Audience.DESK)]
    assert told(lapse, desk="") == []


def test_what_is_overdue_and_stays_goes_to_lead_and_desk_but_to_no_desk_about_itself() -> None:
    step = tell(an_allocation(duty=True), Verb.ESCALATE, MONDAY, code="")
    assert told(step) == [(HARBOUR, AlertKind.OVERDUE, Audience.LEAD), (DESK, AlertKind.OVERDUE, Audience.DESK)]
    own = tell(an_allocation(agency=DESK, pathway=Pathway.TRIAGE), Verb.ESCALATE, MONDAY, code="")
    assert told(own) == [(DESK, AlertKind.OVERDUE, Audience.LEAD)]


@pytest.mark.parametrize(
    ("row", "still"),
    [
        (an_allocation(), {AlertKind.DECIDE, AlertKind.REMINDER, AlertKind.OVERDUE}),
        (an_allocation(state=S.ACCEPTED), set()),
        (an_allocation(state=S.ACCEPTED, corrections=(a_correction(),)), {AlertKind.CHANGED}),
        (an_allocation(state=S.WITHDRAWN, acknowledge_by=MONDAY), {AlertKind.STOP, AlertKind.OVERDUE}),
        (an_allocation(state=S.WITHDRAWN), set()),
    ],
)
def test_what_is_no_news_any_more_is_not_sent(row: Allocation, still: set[AlertKind]) -> None:
    assert set(AlertKind) - set(stale(row)) == still | {AlertKind.LAPSED}
