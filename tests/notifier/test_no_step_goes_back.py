"""What happens late, twice or at the same moment leaves a row neither lost nor set back in time."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.builders.allocation import HARBOUR, SAM, an_allocation, said
from tests.builders.routed import MONDAY, a_referral_routed, a_routed, told_again
from tests.notifier.conftest import hear
from waymark.contracts.delivery import AllocationClosed
from waymark.db import SYSTEM, Database
from waymark.errors import Refused
from waymark.words import AllocationState, CloseOutcome, DeclinedBy, DeclineReason, Need, Pathway
from waymark_notifier.allocation import Worker
from waymark_notifier.delivery import AlertKind
from waymark_notifier.notice import notices
from waymark_notifier.offer import take_answer
from waymark_notifier.step import allowed, move, step
from waymark_notifier.transition import By, Verb

S = AllocationState
NO: dict[str, Any] = {"reason": DeclineReason.NO_CAPACITY}
PAT = Worker("pat.triage", "Pat", "triage-desk")  # type: ignore[arg-type]


def test_a_step_that_waited_for_another_comes_after_it() -> None:
    accepted = step(an_allocation(), Verb.ACCEPT, SAM, said(), MONDAY + timedelta(seconds=5)).allocation
    stopped = move(accepted, Verb.WITHDRAW, By.SYSTEM, MONDAY, code="consent_withdrawn")
    assert stopped.allocation.changed_at == accepted.changed_at
    assert stopped.event is not None
    assert stopped.event.changed_at == accepted.changed_at


def test_nothing_is_declined_at_the_desk_behind_which_there_is_nobody() -> None:
    row = an_allocation(pathway=Pathway.TRIAGE, agency=PAT.agency)
    with pytest.raises(Refused) as refused:
        step(row, Verb.DECLINE, PAT, said(declined_by=DeclinedBy.PROVIDER, **NO), MONDAY)
    assert refused.value.code == "nobody_behind"
    assert Verb.DECLINE not in {one.verb for one in allowed(row, PAT, MONDAY)}


def test_only_its_agency_can_give_a_duty_back() -> None:
    duty = an_allocation(duty=True)
    answer = said(declined_by=DeclinedBy.PERSON, reason=DeclineReason.PERSON_DECLINED)
    with pytest.raises(Refused) as refused:
        step(duty, Verb.DECLINE, SAM, answer, MONDAY)
    assert [fault.pointer for fault in refused.value.faults] == ["/declined_by"]
    [decline] = [one for one in allowed(duty, SAM, MONDAY) if one.verb is Verb.DECLINE]
    assert {ask.field: ask.codes for ask in decline.asks}["declined_by"] == ("provider",)
    assert step(duty, Verb.DECLINE, SAM, said(declined_by=DeclinedBy.PROVIDER, **NO), MONDAY).event is not None


def test_an_offer_made_anew_has_time_to_be_answered() -> None:
    """The router keeps the time it gave when it was first offered, days before it was taken back."""
    first = a_referral_routed()
    [born] = take_answer(first, [], MONDAY)
    accepted = step(born.allocation, Verb.ACCEPT, SAM, said(), MONDAY).allocation
    later = MONDAY + timedelta(days=5)
    stopped = move(accepted, Verb.WITHDRAW, By.SYSTEM, later, code="consent_withdrawn").allocation
    [again] = take_answer(told_again(first, first.allocations[0], later_s=500_000), [stopped], later)
    assert again.allocation.state is S.OFFERED
    assert again.allocation.respond_by is not None
    assert again.allocation.respond_by > later
    [late] = take_answer(first, [], later)
    assert late.allocation.respond_by is not None
    assert late.allocation.respond_by > later


def test_what_comes_to_the_desk_while_it_works_is_brought_to_it() -> None:
    desk = {"pathway": Pathway.TRIAGE, "service": "triage", "agency": "triage-desk"}
    offer = a_routed(**desk, unmet=("fraud:nobody_takes",))
    first = a_referral_routed(offer)
    [born] = take_answer(first, [], MONDAY)
    row = replace(born.allocation, state=S.ACCEPTED)
    more = offer.model_copy(update={"unmet": ("fraud:nobody_takes", "safeguarding:duty_given_back")})
    [step_taken] = take_answer(told_again(first, more), [row], MONDAY)
    assert step_taken.code == "safeguarding:duty_given_back"
    assert [one.kind for one in notices(step_taken, step_taken.allocation, "")] == [AlertKind.DECIDE]


async def test_what_comes_to_the_desk_after_it_closed_is_a_row_of_its_own(database: Database) -> None:
    desk = {"pathway": Pathway.TRIAGE, "service": "triage", "agency": HARBOUR}
    first = a_referral_routed(a_routed(**desk))
    await hear(database, first)
    async with database.transaction(SYSTEM) as tx:
        await tx.run("update allocations set state = 'closed'")
    await hear(database, told_again(first, a_routed(**desk)))
    async with database.reader(SYSTEM) as reader:
        rows = await reader.rows("select state from allocations order by state")
    assert [row.state for row in rows] == ["closed", "offered"]


def test_closing_says_what_was_closed() -> None:
    row = an_allocation(state=S.ACCEPTED, needs=("court_support",), unmet=("fraud:nobody_takes",))
    closed = step(row, Verb.CLOSE, SAM, said(outcome=CloseOutcome.NO_LONGER_NEEDED), MONDAY).event
    assert isinstance(closed, AllocationClosed)
    assert (closed.needs, closed.unmet) == ((Need.COURT_SUPPORT,), ("fraud:nobody_takes",))
