from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders.allocation import HARBOUR, KIM, LEE, NOOR, SAM, a_correction, an_allocation, said
from tests.builders.routed import MONDAY
from waymark.contracts.delivery import AllocationClosed, AllocationDeclined, AllocationWithdrawn
from waymark.errors import Kind, Refused
from waymark.words import AllocationState, CloseOutcome, DeclinedBy, DeclineReason, Given, InterimOffer, Pathway
from waymark_notifier.allocation import Allocation, Worker
from waymark_notifier.answer import ContactResult, ContactWay, Kept, StepRequest
from waymark_notifier.step import allowed, move, step, tell
from waymark_notifier.transition import HELD, OPEN, By, Verb, edge

S = AllocationState
ANSWERS: dict[str, Any] = {
    "declined_by": DeclinedBy.PROVIDER,
    "reason": DeclineReason.NO_CAPACITY,
    "review_on": date(2026, 12, 1),
    "interim_offer": InterimOffer.HELPLINE,
    "way": ContactWay.MOBILE,
    "result": ContactResult.NO_ANSWER,
    "outcome": CloseOutcome.NO_LONGER_NEEDED,
    "kept": Kept.NOTHING_KEPT,
    "meanwhile": InterimOffer.HELPLINE,
    "came_of_it": Given.GIVEN,
}
SYSTEM_VERBS = [(Verb.LAPSE, By.SYSTEM, None), (Verb.WITHDRAW, By.SYSTEM, None)]
ROUTER_VERBS = [
    (Verb.OFFER, By.ROUTER, None),
    (Verb.UNMET, By.ROUTER, None),
    (Verb.WITHDRAW, By.ROUTER, None),
    *[(Verb.HOLD, By.ROUTER, held) for held in HELD],
]


def answer_for(allocation: Allocation, verb: Verb) -> StepRequest:
    way = edge(allocation.state, verb)
    needs = way.needs if way else ()
    return said(allocation.version, **{need: ANSWERS[need] for need in needs})


def walk(allocation: Allocation, choices: list[int], *, router: bool) -> list[Allocation]:
    """Take steps by choice, whoever may; those that are refused leave the allocation as it was."""
    seen = [allocation]
    moves = [*SYSTEM_VERBS, *(ROUTER_VERBS if router else [])]
    for choice in choices:
        now = seen[-1]
        options: list[Any] = [*Verb, *moves]
        chosen = options[choice % len(options)]
        try:
            if isinstance(chosen, Verb):
                after = step(now, chosen, LEE, answer_for(now, chosen), MONDAY).allocation
            else:
                verb, by, target = chosen
                after = move(now, verb, by, MONDAY, code="test", target=target).allocation
        except Refused:
            continue
        assert after.version == now.version + 1
        seen.append(after)
    return seen


CHOICES = st.lists(st.integers(0, 10_000), max_size=40)
STATES = st.sampled_from(OPEN)


def in_state(state: AllocationState) -> Allocation:
    due = MONDAY + timedelta(days=1)
    return an_allocation(state=state, respond_by=due, contact_by=due, review_by=due)


@given(state=STATES, choices=CHOICES)
def test_every_open_state_that_can_be_reached_has_a_clock_that_runs(state: AllocationState, choices: list[int]) -> None:
    for allocation in walk(in_state(state), choices, router=True):
        assert (allocation.due_at is not None) == (allocation.state in OPEN or allocation.must_confirm)


@given(held=st.sampled_from(HELD), choices=CHOICES)
def test_nobody_but_a_new_routed_answer_opens_a_held_allocation(held: AllocationState, choices: list[int]) -> None:
    states = {allocation.state for allocation in walk(in_state(held), choices, router=False)}
    assert states <= {held, S.WITHDRAWN}


@given(choices=CHOICES, held=st.sampled_from(HELD))
def test_a_held_allocation_becomes_an_offer_only_by_the_routers_offer(
    choices: list[int], held: AllocationState
) -> None:
    seen = walk(in_state(held), choices, router=True)
    for before, after in pairwise(seen):
        if before.state in HELD and after.state is S.OFFERED:
            assert edge(before.state, Verb.OFFER) is not None


@pytest.mark.parametrize("state", list(S))
@pytest.mark.parametrize("verb", list(Verb))
def test_a_step_that_is_not_in_the_table_is_refused(state: AllocationState, verb: Verb) -> None:
    way = edge(state, verb)
    if way is not None and By.WORKER in way.by:
        return
    with pytest.raises(Refused) as refused:
        step(in_state(state), verb, SAM, said(), MONDAY)
    assert refused.value.kind in {Kind.CONFLICT, Kind.NOT_FOUND}


@pytest.mark.parametrize("state", list(S))
def test_what_is_shown_as_allowed_is_what_can_be_done(state: AllocationState) -> None:
    allocation = in_state(state)
    for one in allowed(allocation, SAM, MONDAY):
        answer = said(1, **{asked.field: (asked.codes or [ANSWERS[asked.field]])[0] for asked in one.asks})
        assert step(allocation, one.verb, SAM, answer, MONDAY).allocation.version == 2


def test_who_comes_second_to_claim_is_told_who_was_first() -> None:
    first = step(an_allocation(), Verb.CLAIM, SAM, said(), MONDAY).allocation
    assert (first.claimed_by, first.state) == ("sam.harbour", S.OFFERED)
    with pytest.raises(Refused, match="claimed_by_another") as refused:
        step(first, Verb.CLAIM, KIM, said(1), MONDAY)
    assert refused.value.title == "Claimed by Sam"


def test_a_team_lead_may_answer_what_somebody_else_has_claimed() -> None:
    claimed = step(an_allocation(), Verb.CLAIM, SAM, said(), MONDAY).allocation
    assert step(claimed, Verb.ACCEPT, LEE, said(2), MONDAY).allocation.state is S.ACCEPTED
    with pytest.raises(Refused, match="claimed_by_another"):
        step(claimed, Verb.DECLINE, KIM, answer_for(claimed, Verb.DECLINE), MONDAY)


def test_claiming_twice_is_refused_kindly() -> None:
    claimed = step(an_allocation(), Verb.CLAIM, SAM, said(), MONDAY).allocation
    with pytest.raises(Refused, match="claimed_by_you"):
        step(claimed, Verb.CLAIM, SAM, said(2), MONDAY)


def test_another_agencys_worker_finds_nothing() -> None:
    with pytest.raises(Refused) as refused:
        step(an_allocation(), Verb.ACCEPT, NOOR, said(), MONDAY)
    assert refused.value.kind is Kind.NOT_FOUND
    assert allowed(an_allocation(), NOOR, MONDAY) == ()


def test_an_old_version_is_refused_in_words() -> None:
    with pytest.raises(Refused, match="version_changed") as refused:
        step(an_allocation(version=3), Verb.ACCEPT, SAM, said(2), MONDAY)
    assert refused.value.title == "It has changed since you saw it and is now offered"


def test_accepting_starts_the_contact_clock() -> None:
    after = step(an_allocation(), Verb.ACCEPT, SAM, said(), MONDAY).allocation
    assert after.contact_by == after.due_at == MONDAY + timedelta(hours=48)


def test_declining_needs_whose_no_it_was_and_why() -> None:
    with pytest.raises(Refused) as refused:
        step(an_allocation(), Verb.DECLINE, SAM, said(), MONDAY)
    assert [fault.pointer for fault in refused.value.faults] == ["/declined_by", "/reason"]
    taken = step(an_allocation(), Verb.DECLINE, SAM, answer_for(an_allocation(), Verb.DECLINE), MONDAY)
    assert isinstance(taken.event, AllocationDeclined)
    assert taken.event.reason is DeclineReason.NO_CAPACITY


def test_a_late_answer_is_kept_and_shown() -> None:
    lapsed = move(an_allocation(), Verb.LAPSE, By.SYSTEM, MONDAY, code="respond_by_passed").allocation
    after = step(lapsed, Verb.ACCEPT, SAM, said(2), MONDAY + timedelta(days=2)).allocation
    assert (after.state, after.late) == (S.ACCEPTED, True)


def test_waiting_has_a_review_date_and_says_what_the_person_gets() -> None:
    accepted = an_allocation(state=S.ACCEPTED)
    answer = answer_for(accepted, Verb.WAIT)
    after = step(accepted, Verb.WAIT, SAM, answer, MONDAY).allocation
    assert (after.due_at, after.interim_offer) == (MONDAY.replace(month=12, day=1, hour=17), "helpline")
    with pytest.raises(Refused) as refused:
        step(accepted, Verb.WAIT, SAM, answer.model_copy(update={"review_on": date(2026, 11, 23)}), MONDAY)
    assert refused.value.faults[0].code == "not_a_coming_day"


def test_work_is_completed_only_after_it_began() -> None:
    accepted = an_allocation(state=S.ACCEPTED)
    with pytest.raises(Refused) as refused:
        step(accepted, Verb.CLOSE, SAM, said(outcome=CloseOutcome.COMPLETED), MONDAY)
    assert refused.value.faults[0].code == "not_from_this_state"
    engaged = an_allocation(state=S.ENGAGED)
    taken = step(engaged, Verb.CLOSE, SAM, said(outcome=CloseOutcome.COMPLETED), MONDAY)
    assert isinstance(taken.event, AllocationClosed)


def test_could_not_be_reached_needs_the_attempts_on_record() -> None:
    tried = an_allocation(state=S.CONTACTING, attempts=2)
    with pytest.raises(Refused):
        step(tried, Verb.CLOSE, SAM, said(outcome=CloseOutcome.UNABLE_TO_CONTACT), MONDAY)
    tried = step(tried, Verb.CONTACT, SAM, answer_for(tried, Verb.CONTACT), MONDAY).allocation
    closed = step(tried, Verb.CLOSE, SAM, said(2, outcome=CloseOutcome.UNABLE_TO_CONTACT), MONDAY).allocation
    assert (closed.attempts, closed.outcome, closed.due_at) == (3, "unable_to_contact", None)


def test_what_is_taken_back_while_somebody_works_on_it_is_told() -> None:
    taken = move(in_state(S.ENGAGED), Verb.HOLD, By.ROUTER, MONDAY, code="explicit_consent", target=S.HELD_CONSENT)
    assert isinstance(taken.event, AllocationWithdrawn)
    assert move(in_state(S.HELD_CONSENT), Verb.OFFER, By.ROUTER, MONDAY, code="").event is None


def test_a_worker_of_the_same_agency_never_sees_a_held_one() -> None:
    worker = Worker("x", "X", HARBOUR, leads=True)
    assert allowed(in_state(S.HELD_SAFETY), worker, MONDAY) == ()


def test_a_change_is_acknowledged_once() -> None:
    changed = an_allocation(corrections=(a_correction(2), a_correction(3)))
    assert Verb.ACKNOWLEDGE in {each.verb for each in allowed(changed, SAM, MONDAY)}
    after = step(changed, Verb.ACKNOWLEDGE, SAM, said(), MONDAY).allocation
    assert (after.seen_version, after.unseen, after.state) == (3, (), S.OFFERED)
    assert Verb.ACKNOWLEDGE not in {each.verb for each in allowed(after, SAM, MONDAY)}
    with pytest.raises(Refused, match="conflict"):
        step(after, Verb.ACKNOWLEDGE, SAM, said(after.version), MONDAY)


@pytest.mark.parametrize("target", [S.WITHDRAWN, *HELD])
def test_whoever_had_it_in_hand_confirms_that_it_stopped(target: AllocationState) -> None:
    row = an_allocation(state=S.ACCEPTED, contact_by=MONDAY, claimed_by="sam.harbour")
    verb, by = (Verb.WITHDRAW, By.SYSTEM) if target is S.WITHDRAWN else (Verb.HOLD, By.ROUTER)
    stopped = move(row, verb, by, MONDAY, code="consent_withdrawn", target=target).allocation
    assert stopped.must_confirm
    (only,) = allowed(stopped, KIM, MONDAY)
    assert (only.verb, only.asks[0].codes) == (Verb.CONFIRM, tuple(Kept))
    taken = step(stopped, Verb.CONFIRM, KIM, said(stopped.version, kept=Kept.NOT_OPENED), MONDAY)
    after = taken.allocation
    assert (after.state, after.kept, after.acknowledged_at, taken.code) == (target, "not_opened", MONDAY, "not_opened")
    assert allowed(after, KIM, MONDAY) == ()


def test_what_nobody_has_opened_stops_without_a_word() -> None:
    stopped = move(an_allocation(), Verb.WITHDRAW, By.SYSTEM, MONDAY, code="consent_withdrawn").allocation
    assert not stopped.must_confirm
    with pytest.raises(Refused, match="conflict"):
        step(stopped, Verb.CONFIRM, SAM, said(stopped.version, kept=Kept.NOTHING_KEPT), MONDAY)


def test_a_stop_is_asked_about_once_although_the_router_speaks_again() -> None:
    row = an_allocation(state=S.ACCEPTED, claimed_by="sam.harbour")
    stopped = move(row, Verb.WITHDRAW, By.SYSTEM, MONDAY, code="consent_withdrawn").allocation
    confirmed = step(stopped, Verb.CONFIRM, SAM, said(stopped.version, kept=Kept.NOTHING_KEPT), MONDAY).allocation
    held = move(confirmed, Verb.HOLD, By.ROUTER, MONDAY, code="", target=S.HELD_CONSENT).allocation
    assert not held.must_confirm
    assert not move(held, Verb.WITHDRAW, By.ROUTER, MONDAY, code="").allocation.must_confirm


def test_a_refused_step_never_says_that_it_is_held() -> None:
    stopped = an_allocation(state=S.HELD_CONSENT, acknowledge_by=MONDAY)
    with pytest.raises(Refused) as refused:
        step(stopped, Verb.ACCEPT, SAM, said(), MONDAY)
    assert "held" not in refused.value.title


def test_a_task_ends_where_it_was_accepted_and_needs_no_contact() -> None:
    task = an_allocation(state=S.ACCEPTED, pathway=Pathway.NATIONAL_REFERRAL, contact_by=MONDAY)
    (close,) = allowed(task, SAM, MONDAY)
    assert close.verb is Verb.CLOSE
    assert {"duty_to_notify_sent", "national_referral_sent"} <= set(close.asks[0].codes)
    assert "completed" not in close.asks[0].codes
    with pytest.raises(Refused, match="conflict"):
        step(task, Verb.CONTACT, SAM, said(way=ContactWay.MOBILE, result=ContactResult.REACHED), MONDAY)
    done = step(task, Verb.CLOSE, SAM, said(outcome=CloseOutcome.DUTY_TO_NOTIFY_SENT), MONDAY)
    assert isinstance(done.event, AllocationClosed)
    assert done.event.outcome is CloseOutcome.DUTY_TO_NOTIFY_SENT


@pytest.mark.parametrize("outcome", [CloseOutcome.DUTY_TO_NOTIFY_SENT, CloseOutcome.NATIONAL_REFERRAL_SENT])
@pytest.mark.parametrize(
    "row",
    [
        an_allocation(state=S.ENGAGED),
        an_allocation(state=S.UNMET, pathway=Pathway.NATIONAL_REFERRAL),
    ],
)
def test_nothing_else_ends_as_a_task_does(outcome: CloseOutcome, row: Allocation) -> None:
    with pytest.raises(Refused, match="invalid"):
        step(row, Verb.CLOSE, SAM, said(outcome=outcome), MONDAY)


def test_telling_somebody_keeps_the_version_so_that_open_forms_stay_good() -> None:
    row = an_allocation(remind_at=MONDAY)
    reminded = tell(row, Verb.REMIND, MONDAY, code="three_quarters_gone")
    assert (reminded.allocation.version, reminded.allocation.remind_at, reminded.at) == (1, None, MONDAY)
    escalated = tell(row, Verb.ESCALATE, MONDAY, code="").allocation
    assert (escalated.version, escalated.escalated_at) == (1, MONDAY)
    with pytest.raises(Refused):
        tell(row, Verb.LAPSE, MONDAY, code="")
    with pytest.raises(Refused):
        tell(an_allocation(state=S.ACCEPTED), Verb.REMIND, MONDAY, code="")
