from dataclasses import replace
from datetime import timedelta

import pytest

from tests.builders.allocation import SAM, a_correction, said
from tests.builders.routed import MONDAY, a_referral_routed, a_routed, held, told_again, with_state
from waymark.contracts.routing import ReferralRouted, UnmetNeed
from waymark.words import AllocationState, Flag, Pathway, Priority, QualityFlag
from waymark_notifier.allocation import Allocation
from waymark_notifier.offer import revoke, take_answer
from waymark_notifier.step import move, step
from waymark_notifier.transition import AT_WORK, By, Verb

S = AllocationState


def rows_after(answer: ReferralRouted, *rows: Allocation) -> list[Allocation]:
    known = {row.id: row for row in rows}
    known.update({taken.allocation.id: taken.allocation for taken in take_answer(answer, rows, MONDAY)})
    return list(known.values())


def test_an_offer_becomes_a_row_with_its_clock() -> None:
    answer = a_referral_routed()
    (row,) = rows_after(answer)
    assert (row.state, row.due_at, row.version) == (S.OFFERED, answer.allocations[0].respond_by, 1)


def test_flags_that_tell_of_prison_or_custody_reach_only_who_works_on_that() -> None:
    told = (QualityFlag.AGE_UNLIKELY, QualityFlag.GROUND_NOT_MET, QualityFlag.RELEASE_DATE_MISSING)
    offers = [a_routed(service=one, pathway=one) for one in (Pathway.VICTIM_RECOVERY, Pathway.SUBSTANCE_ADULT)]
    answer = a_referral_routed(*offers).model_copy(update={"quality": told})
    first = rows_after(answer)
    again = rows_after(told_again(answer, *offers), *first)
    for rows in (first, again):
        assert {row.pathway: row.quality for row in rows} == {
            Pathway.VICTIM_RECOVERY: (QualityFlag.AGE_UNLIKELY,),
            Pathway.SUBSTANCE_ADULT: told,
        }


def test_flags_that_tell_the_kind_of_harm_reach_only_who_works_on_that() -> None:
    told = (QualityFlag.DO_NOT_CONTACT, QualityFlag.EXPLICIT_CONSENT_MISSING, QualityFlag.CHILD_RISK_NOT_FLAGGED)
    offers = [a_routed(service=one, pathway=one) for one in (Pathway.VICTIM_RECOVERY, Pathway.SAV_ADULT)]
    rows = rows_after(a_referral_routed(*offers).model_copy(update={"quality": told}))
    assert {row.pathway: row.quality for row in rows} == {
        Pathway.VICTIM_RECOVERY: (QualityFlag.DO_NOT_CONTACT,),
        Pathway.SAV_ADULT: told,
    }


def test_that_child_protection_comes_first_is_said_where_the_router_told_of_a_child_at_risk() -> None:
    told = (QualityFlag.CHILD_PROTECTION_FIRST,)
    offers = [
        a_routed(service="one", pathway=Pathway.VICTIM_RECOVERY, flags=(Flag.CHILD_AT_RISK,)),
        a_routed(service="two", pathway=Pathway.FRAUD),
    ]
    rows = rows_after(a_referral_routed(*offers).model_copy(update={"quality": told}))
    assert {row.pathway: row.quality for row in rows} == {Pathway.VICTIM_RECOVERY: told, Pathway.FRAUD: ()}


def test_an_offer_without_a_time_gets_one() -> None:
    (row,) = rows_after(a_referral_routed(a_routed(respond_by=None, priority=Priority.URGENT)))
    assert row.due_at == MONDAY + timedelta(hours=4)


def test_the_same_answer_twice_does_nothing_the_second_time() -> None:
    answer = a_referral_routed()
    assert take_answer(answer, rows_after(answer), MONDAY) == []


def test_a_held_row_opens_when_the_router_says_so() -> None:
    waiting = held()
    first = a_referral_routed(waiting)
    (row,) = rows_after(first)
    assert row.state is S.HELD_CONSENT
    (row,) = rows_after(told_again(first, with_state(waiting, S.OFFERED, missing="", ask_of="")), row)
    assert (row.state, row.missing, row.version) == (S.OFFERED, "", 2)
    assert row.due_at is not None


def test_an_older_answer_changes_nothing() -> None:
    offer = a_routed()
    newer = a_referral_routed(with_state(offer, S.HELD_SAFETY))
    rows = rows_after(newer)
    assert take_answer(told_again(newer, offer, later_s=-60), rows, MONDAY) == []


def test_what_the_new_answer_does_not_name_is_taken_back() -> None:
    offer = a_routed()
    first = a_referral_routed(offer)
    rows = rows_after(first)
    other = a_routed(pathway=Pathway.TRIAGE, service="triage", agency="triage-desk")
    states = {row.agency: row.state for row in rows_after(told_again(first, other), *rows)}
    assert states == {"harbour-victim-care": S.WITHDRAWN, "triage-desk": S.OFFERED}


@pytest.mark.parametrize("state", [S.ACCEPTED, S.CONTACTING, S.ENGAGED])
def test_an_answer_from_before_a_late_yes_takes_nothing_back(state: AllocationState) -> None:
    answer = a_referral_routed()
    row = rows_after(answer)[0]
    late = replace(row, state=state, late=True)
    elsewhere = told_again(answer, a_routed(service="ledger-fraud"))
    assert [step.allocation.service for step in take_answer(elsewhere, [late], MONDAY)] == ["ledger-fraud"]
    named = told_again(answer, with_state(answer.allocations[0], S.WITHDRAWN, missing="taken_on_by_another"))
    assert [step.allocation.state for step in take_answer(named, [late], MONDAY)] == [S.WITHDRAWN]


def test_what_lapsed_and_went_elsewhere_stays_lapsed_so_that_a_late_answer_counts() -> None:
    first = a_referral_routed()
    (row,) = rows_after(first)
    lapsed = move(row, Verb.LAPSE, By.SYSTEM, MONDAY, code="respond_by_passed").allocation
    other = a_routed(pathway=Pathway.TRIAGE, service="triage", agency="triage-desk")
    states = {one.agency: one.state for one in rows_after(told_again(first, other), lapsed)}
    assert states == {"harbour-victim-care": S.LAPSED, "triage-desk": S.OFFERED}


def test_the_same_need_under_a_new_id_is_the_same_row() -> None:
    first = a_referral_routed()
    rows = rows_after(first)
    (row,) = rows_after(told_again(first, a_routed()), *rows)
    assert (row.id, row.version) == (rows[0].id, 1)


def test_what_a_provider_has_answered_stays_answered() -> None:
    first = a_referral_routed()
    (row,) = rows_after(first)
    accepted = step(row, Verb.ACCEPT, SAM, said(), MONDAY).allocation
    (row,) = rows_after(told_again(first, first.allocations[0]), accepted)
    assert (row.state, row.claimed_by) == (S.ACCEPTED, "sam.harbour")


def test_a_newer_answer_that_says_more_about_it_counts_as_a_change() -> None:
    first = a_referral_routed()
    (row,) = rows_after(first)
    newer = told_again(first, with_state(first.allocations[0], S.OFFERED, flags=(Flag.HIGH_RISK,)))
    (row,) = rows_after(newer, row)
    assert (row.flags, row.version, row.state) == (("high_risk",), 2, S.OFFERED)


def test_each_queue_keeps_the_flags_of_its_own_allocation() -> None:
    ledger = a_routed(pathway=Pathway.FRAUD, service="ledger-fraud", agency="ledger-fraud-care")
    aspen = a_routed(agency="aspen-domestic-abuse", service="aspen-recovery", flags=(Flag.DOMESTIC_ABUSE,))
    flags = {row.agency: row.flags for row in rows_after(a_referral_routed(ledger, aspen))}
    assert flags == {"ledger-fraud-care": (), "aspen-domestic-abuse": ("domestic_abuse",)}


def test_a_message_never_gives_more_time() -> None:
    first = a_referral_routed()
    (row,) = rows_after(first)
    due = row.due_at
    assert due is not None
    later = with_state(first.allocations[0], S.OFFERED, respond_by=due + timedelta(days=3))
    assert rows_after(told_again(first, later), row)[0].due_at == due
    sooner = with_state(first.allocations[0], S.OFFERED, respond_by=due - timedelta(hours=3))
    assert rows_after(told_again(first, sooner), row)[0].due_at == due - timedelta(hours=3)


@pytest.mark.parametrize("state", [S.OFFERED, S.LAPSED, *AT_WORK])
def test_a_revoked_release_takes_it_back_whoever_works_on_it(state: AllocationState) -> None:
    (row,) = rows_after(a_referral_routed())
    taken = revoke(replace(row, state=state), revoked_at=MONDAY, reason="consent_withdrawn", now=MONDAY)
    assert taken is not None
    assert (taken.allocation.state, taken.allocation.reason) == (S.WITHDRAWN, "consent_withdrawn")


@pytest.mark.parametrize("state", [S.CLOSED, S.DECLINED, S.WITHDRAWN, S.HELD_CONSENT])
def test_a_revoked_release_leaves_what_nobody_has_in_hand(state: AllocationState) -> None:
    (row,) = rows_after(a_referral_routed())
    assert revoke(replace(row, state=state), revoked_at=MONDAY, reason="", now=MONDAY) is None


def test_a_duty_once_told_stays_told_when_the_release_is_revoked() -> None:
    (row,) = rows_after(a_referral_routed())
    for state in (S.OFFERED, S.ACCEPTED):
        assert revoke(replace(row, state=state, duty=True), revoked_at=MONDAY, reason="", now=MONDAY) is None


def test_a_decision_newer_than_the_revocation_stands() -> None:
    (row,) = rows_after(a_referral_routed())
    assert revoke(row, revoked_at=MONDAY - timedelta(minutes=1), reason="", now=MONDAY) is None


@pytest.mark.parametrize("order", ["revoked first", "routed first"])
def test_revocation_and_new_answer_meet_in_the_same_state_in_either_order(order: str) -> None:
    first = a_referral_routed()
    (row,) = rows_after(first)
    row = step(row, Verb.ACCEPT, SAM, said(), MONDAY).allocation
    newer = told_again(first, with_state(first.allocations[0], S.HELD_CONSENT, missing="explicit_consent"))
    revoked_at = MONDAY + timedelta(seconds=59)
    for event in ["revoke", "route"] if order == "revoked first" else ["route", "revoke"]:
        if event == "route":
            (row,) = rows_after(newer, row)
        else:
            taken = revoke(row, revoked_at=revoked_at, reason="consent_withdrawn", now=MONDAY)
            row = taken.allocation if taken else row
    assert row.state is S.HELD_CONSENT


def test_unmet_needs_land_at_the_triage_desk_with_a_review() -> None:
    unmet = a_routed(state=S.UNMET, agency="triage-desk", pathway=Pathway.TRIAGE, respond_by=None)
    (row,) = rows_after(a_referral_routed(unmet))
    assert (row.state, row.due_at is not None) == (S.UNMET, True)


def test_a_correction_comes_to_whoever_has_it_in_hand() -> None:
    first = a_referral_routed()
    (row,) = rows_after(first)
    row = step(row, Verb.ACCEPT, SAM, said(), MONDAY).allocation
    changed = with_state(first.allocations[0], S.OFFERED, corrections=(a_correction(2),))
    newer = told_again(first, changed).model_copy(update={"referral_version": 2})
    (taken,) = take_answer(newer, [row], MONDAY)
    assert (taken.verb, taken.code, taken.is_silent) == (Verb.CORRECT, "group:contact group:safe_contact", False)
    assert (taken.allocation.state, taken.allocation.version) == (S.ACCEPTED, row.version + 1)
    assert [one.version for one in taken.allocation.unseen] == [2]
    assert take_answer(newer, [taken.allocation], MONDAY) == []


def test_a_correction_of_what_it_may_not_see_is_no_news_to_it() -> None:
    first = a_referral_routed()
    (row,) = rows_after(first)
    newer = told_again(first, *first.allocations).model_copy(update={"referral_version": 2})
    (taken,) = take_answer(newer, [row], MONDAY)
    assert (taken.is_silent, taken.allocation.version, taken.allocation.referral_version) == (True, 1, 2)


def test_what_was_corrected_before_the_offer_is_part_of_it() -> None:
    corrections = (a_correction(2),)
    waiting = held(corrections=corrections)
    first = a_referral_routed(waiting, referral_version=2)
    (row,) = rows_after(first)
    (row,) = rows_after(told_again(first, with_state(waiting, S.OFFERED)), row)
    assert (row.corrections, row.unseen) == (corrections, ())
    (born,) = rows_after(a_referral_routed(a_routed(corrections=corrections), referral_version=2))
    assert born.unseen == ()


def test_only_the_triage_desk_learns_what_nobody_could_take() -> None:
    left = UnmetNeed(pathway=Pathway.FRAUD, needs=(), reason="nobody_takes")
    desk = a_routed(agency="triage-desk", service="triage", pathway=Pathway.TRIAGE)
    unmet = {row.agency: row.unmet for row in rows_after(a_referral_routed(a_routed(), desk, unmet=(left,)))}
    assert unmet == {"harbour-victim-care": (), "triage-desk": ("fraud:nobody_takes",)}


def test_the_lead_is_reminded_by_the_offers_own_time_and_sooner_where_it_is_shortened() -> None:
    first = a_referral_routed(a_routed(respond_by=MONDAY + timedelta(hours=8)))
    (row,) = rows_after(first)
    assert row.remind_at == MONDAY + timedelta(hours=6)
    sooner = with_state(first.allocations[0], S.OFFERED, respond_by=MONDAY + timedelta(hours=4))
    (row,) = rows_after(told_again(first, sooner), row)
    assert row.remind_at == MONDAY + timedelta(hours=3)
    reminded = replace(row, remind_at=None)
    shortest = with_state(sooner, S.OFFERED, respond_by=MONDAY + timedelta(hours=1))
    (row,) = rows_after(told_again(told_again(first, sooner), shortest), reminded)
    assert row.remind_at is None


def test_a_new_offer_ends_what_had_to_be_confirmed() -> None:
    first = a_referral_routed()
    (row,) = rows_after(first)
    accepted = step(row, Verb.ACCEPT, SAM, said(), MONDAY).allocation
    stopped = revoke(accepted, revoked_at=MONDAY, reason="consent_withdrawn", now=MONDAY)
    assert stopped is not None
    assert stopped.allocation.must_confirm
    (again,) = rows_after(told_again(first, *first.allocations), stopped.allocation)
    assert (again.state, again.must_confirm, again.acknowledge_by, again.claimed_by) == (S.OFFERED, False, None, "")
    assert again.remind_at is not None


def test_a_declined_offer_is_never_new_again_to_the_same_agency() -> None:
    first = a_referral_routed()
    (row,) = rows_after(first)
    no = said(declined_by="provider", reason="no_capacity")
    declined = step(row, Verb.DECLINE, SAM, no, MONDAY).allocation
    (row,) = rows_after(told_again(first, *first.allocations), declined)
    assert row.state is S.DECLINED
