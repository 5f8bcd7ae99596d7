from datetime import timedelta

import pytest

from tests.builders.allocation import a_correction, an_allocation
from tests.builders.routed import MONDAY
from waymark.words import AllocationState, Pathway
from waymark_notifier.deadline import Timer
from waymark_notifier.transition import AT_WORK, BEFORE_ENGAGED, HELD, SETTLED

S = AllocationState
SOON, LATER = MONDAY + timedelta(hours=3), MONDAY + timedelta(days=9)


def test_of_several_clocks_the_soonest_counts() -> None:
    row = an_allocation(respond_by=LATER, appointment_by=SOON)
    assert row.clocks == ((Timer.APPOINTMENT, SOON), (Timer.SERVICE, LATER))
    assert (row.timer, row.due_at) == (Timer.APPOINTMENT, SOON)
    assert an_allocation(respond_by=SOON, appointment_by=LATER).timer is Timer.SERVICE


@pytest.mark.parametrize("state", list(S))
def test_the_appointment_counts_until_the_person_is_in_service(state: AllocationState) -> None:
    row = an_allocation(state=state, appointment_by=SOON)
    assert (Timer.APPOINTMENT in dict(row.clocks)) == (state in BEFORE_ENGAGED)


def test_a_stop_has_one_clock_only() -> None:
    row = an_allocation(state=S.WITHDRAWN, appointment_by=SOON, acknowledge_by=LATER)
    assert row.clocks == ((Timer.STOP, LATER),)


def test_a_task_is_sent_not_contacted() -> None:
    row = an_allocation(state=S.ACCEPTED, pathway=Pathway.NATIONAL_REFERRAL, contact_by=SOON)
    assert row.timer is Timer.TASK


@pytest.mark.parametrize("state", [*HELD, *SETTLED])
def test_changes_are_news_only_where_it_is_in_hand(state: AllocationState) -> None:
    changed = {"corrections": (a_correction(2), a_correction(3)), "seen_version": 2}
    assert [one.version for one in an_allocation(**changed).unseen] == [3]
    assert an_allocation(state=state, **changed).unseen == ()


@pytest.mark.parametrize("state", AT_WORK)
def test_what_is_worked_on_was_seen(state: AllocationState) -> None:
    assert an_allocation(state=state).was_seen


def test_an_offer_was_seen_once_it_was_claimed_or_opened() -> None:
    assert not an_allocation().was_seen
    assert an_allocation(claimed_by="sam.harbour").was_seen
    assert an_allocation(opened_at=MONDAY).was_seen
    assert not an_allocation(state=S.WITHDRAWN, claimed_by="sam.harbour").was_seen


def test_a_held_row_is_seen_by_whoever_had_it_before() -> None:
    assert an_allocation(state=S.HELD_DATA).is_held
    assert not an_allocation(state=S.HELD_DATA, acknowledge_by=LATER).is_held


def test_a_duty_and_the_last_desk_never_lapse() -> None:
    assert an_allocation(duty=True).never_lapses
    assert an_allocation(pathway=Pathway.TRIAGE).never_lapses
    assert not an_allocation().never_lapses
