"""What somebody is offered while they wait, as the recipient sees it and says what became of it."""

from datetime import date, timedelta

import pytest

from tests.builders.allocation import SAM, an_allocation, said
from tests.builders.routed import MONDAY, a_referral_routed, a_routed, held, told_again, with_state
from waymark.errors import Refused
from waymark.words import AllocationState, Given, InterimBy, InterimOffer, Pathway
from waymark_notifier.allocation import Allocation
from waymark_notifier.meanwhile import in_short, in_words, offered, until
from waymark_notifier.offer import take_answer
from waymark_notifier.shown import as_shown
from waymark_notifier.step import allowed, step
from waymark_notifier.transition import Verb

S = AllocationState
CALLS, GROUP = InterimOffer.CHECK_IN_CALLS, InterimOffer.GROUP_SESSIONS
WAITS = {"interim": (CALLS, GROUP), "interim_by": InterimBy.COUNTY, "interim_until": date(2027, 1, 4)}


def _offered(**over: object) -> Allocation:
    return an_allocation(
        interim=(CALLS.value, GROUP.value), interim_by="county", interim_until=date(2027, 1, 4), **over
    )


def test_a_row_carries_what_the_router_offered_with_it() -> None:
    routed = a_routed(**WAITS)
    born = take_answer(a_referral_routed(routed), [], MONDAY)[0].allocation
    assert (born.interim, born.interim_by, born.interim_until) == (
        ("check_in_calls", "group_sessions"),
        "county",
        date(2027, 1, 4),
    )


def test_what_is_held_gets_the_offer_it_is_opened_with() -> None:
    answer = a_referral_routed(held())
    born = take_answer(answer, [], MONDAY)[0].allocation
    assert born.interim == ()
    opened = with_state(answer.allocations[0], S.OFFERED, **WAITS)
    after = take_answer(told_again(answer, opened), [born], MONDAY)[0].allocation
    assert (after.state, offered(after)) == (S.OFFERED, (CALLS, GROUP))


def test_whoever_has_the_row_reads_what_was_offered_by_whom_and_until_when() -> None:
    said, *became = in_words(_offered(), MONDAY)
    assert said == (
        "Check-in calls, group sessions: by your service, as the county asks of every service with a long wait,"
        " until 4 Jan 2027."
    )
    assert became == ["Check-in calls: not said yet.", "Group sessions: not said yet."]
    assert in_short(_offered(), MONDAY) == "Meanwhile: check-in calls, group sessions, until 4 Jan 2027"
    own = an_allocation(interim=("helpline",), interim_by="service")
    assert in_words(own, MONDAY)[0] == (
        "Helpline: by your service, as its entry in the directory says, until their turn comes (not known when)."
    )


def test_nothing_is_said_where_nothing_was_offered_or_it_is_out_of_its_hands() -> None:
    assert in_words(an_allocation(), MONDAY) == ()
    assert in_short(an_allocation(), MONDAY) == ""
    nothing = an_allocation(state=S.WAITING, interim_offer="nothing_available")
    assert offered(nothing) == ()
    assert in_words(as_shown(_offered(state=S.LAPSED)), MONDAY) == ()


def test_what_a_worker_promises_on_the_waiting_list_counts_with_it_until_the_day_they_said() -> None:
    accepted = _offered(state=S.ACCEPTED, claimed_by=SAM.subject)
    answer = said(review_on=date(2026, 12, 14), interim_offer=InterimOffer.HELPLINE)
    waiting = step(accepted, Verb.WAIT, SAM, answer, MONDAY).allocation
    assert offered(waiting) == (CALLS, GROUP, InterimOffer.HELPLINE)
    assert until(waiting) == date(2026, 12, 14)
    alone = step(an_allocation(state=S.ACCEPTED), Verb.WAIT, SAM, answer, MONDAY).allocation
    assert in_words(alone, MONDAY)[0] == "Helpline: by your service, as its worker said, until 14 Dec."


def test_the_recipient_says_what_became_of_each_and_the_last_word_counts() -> None:
    now = _offered(state=S.CONTACTING)
    taken = step(now, Verb.GIVE, SAM, said(meanwhile=CALLS, came_of_it=Given.NOT_REACHED), MONDAY)
    assert (taken.code, taken.allocation.state) == ("check_in_calls not_reached", S.CONTACTING)
    now = step(
        taken.allocation, Verb.GIVE, SAM, said(2, meanwhile=GROUP, came_of_it=Given.NOT_WANTED), MONDAY
    ).allocation
    now = step(now, Verb.GIVE, SAM, said(3, meanwhile=CALLS, came_of_it=Given.GIVEN), MONDAY).allocation
    assert now.interim_given == ("group_sessions:not_wanted", "check_in_calls:given")
    assert in_words(now, MONDAY)[1:] == ("Check-in calls: given.", "Group sessions: the person did not want it.")


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (an_allocation(state=S.ACCEPTED), "nothing_offered"),
        (_offered(), "no_such_step"),
        (_offered(state=S.ACCEPTED, pathway=Pathway.NATIONAL_REFERRAL), "is_a_task"),
    ],
)
def test_it_cannot_be_said_of_nothing_nor_before_anybody_took_it_on(row: Allocation, code: str) -> None:
    with pytest.raises(Refused) as refused:
        step(row, Verb.GIVE, SAM, said(meanwhile=CALLS, came_of_it=Given.GIVEN), MONDAY)
    assert refused.value.code == code
    assert all(one.verb is not Verb.GIVE for one in allowed(row, SAM, MONDAY))


def test_only_what_was_offered_can_have_been_given() -> None:
    now = _offered(state=S.ACCEPTED)
    with pytest.raises(Refused) as refused:
        step(now, Verb.GIVE, SAM, said(meanwhile=InterimOffer.HELPLINE, came_of_it=Given.GIVEN), MONDAY)
    assert [(fault.pointer, fault.code) for fault in refused.value.faults] == [("/meanwhile", "not_offered")]
    asks = {
        asked.field: asked.codes for one in allowed(now, SAM, MONDAY) if one.verb is Verb.GIVE for asked in one.asks
    }
    assert asks == {"meanwhile": ("check_in_calls", "group_sessions"), "came_of_it": tuple(Given)}


def test_a_row_that_comes_again_begins_anew() -> None:
    answer = a_referral_routed(a_routed(**WAITS))
    born = take_answer(answer, [], MONDAY)[0].allocation
    back = step(born, Verb.ACCEPT, SAM, said(), MONDAY).allocation
    back = step(back, Verb.GIVE, SAM, said(2, meanwhile=CALLS, came_of_it=Given.GIVEN), MONDAY).allocation
    gone = take_answer(told_again(answer, with_state(answer.allocations[0], S.WITHDRAWN)), [back], MONDAY)[0].allocation
    again = told_again(answer, answer.allocations[0], later_s=120)
    later = take_answer(again, [gone], MONDAY + timedelta(hours=1))[0].allocation
    assert (later.state, later.interim_given) == (S.OFFERED, ())
