"""Whatever order things happen in, every need stays somewhere: with a recipient, with a question, or at the desk."""

from typing import Any

from tests.builders.decision import a_decision, unmet, went
from tests.builders.screened import a_duty, a_scope
from waymark.contracts.routing import RoutedAllocation
from waymark.ids import AgencyId
from waymark.words import (
    AllocationState,
    Answer,
    Contactable,
    DeclinedBy,
    DutyKind,
    Need,
    OffenceClass,
    Pathway,
    SenderClass,
)
from waymark_router.deciding.question import Decision, Previous

_S = AllocationState
_FRAUD: dict[str, Any] = {"offence_class": OffenceClass.FRAUD, "needs": (Need.FRAUD_RECOVERY,)}
_NOBODY: dict[str, Any] = {"offence_class": OffenceClass.OTHER, "needs": (Need.DEBT,)}
_DTN = a_duty("county-first-response", DutyKind.DUTY_TO_NOTIFY)


def _was(placed: RoutedAllocation, state: AllocationState, by: DeclinedBy | None = None) -> Previous:
    return Previous(placed.model_copy(update={"state": state}), by)


def _at_desk(decision: Decision) -> list[RoutedAllocation]:
    return [one for one in decision.allocations if one.pathway is Pathway.TRIAGE and one.state is _S.OFFERED]


def _desk_closed(**facts: Any) -> RoutedAllocation:
    """The desk's row of a fraud whose every provider is withheld from, as it was offered."""
    [row] = _at_desk(a_decision(scope=a_scope(withhold=["ledger-fraud-care", "harbour-victim-care"]), **facts))
    return row


def test_a_duty_given_back_after_the_desk_closed_its_row_gets_a_row_of_its_own() -> None:
    row = _desk_closed(**_FRAUD)
    [told] = [one for one in a_decision(duties=(_DTN,)).allocations if one.duty]
    previous = (_was(row, _S.CLOSED), _was(told, _S.DECLINED, DeclinedBy.PROVIDER))
    scope = a_scope(withhold=["ledger-fraud-care", "harbour-victim-care"])
    decision = a_decision(duties=(_DTN,), previous=previous, scope=scope, **_FRAUD)
    [again] = _at_desk(decision)
    assert again.allocation_id != row.allocation_id
    assert again.unmet == ("national_referral:duty_given_back",)
    assert again.priority == "urgent"


def test_what_the_desk_closed_stays_closed() -> None:
    row = _desk_closed(**_FRAUD)
    scope = a_scope(withhold=["ledger-fraud-care", "harbour-victim-care"])
    decision = a_decision(previous=(_was(row, _S.CLOSED),), scope=scope, **_FRAUD)
    assert _at_desk(decision) == []
    assert unmet(decision) == [("fraud", "consent_withheld")]


def test_a_third_row_is_neither_of_the_first_two() -> None:
    scope = a_scope(withhold=["ledger-fraud-care", "harbour-victim-care"])
    first = _desk_closed(**_FRAUD)
    more: dict[str, Any] = _FRAUD | {"needs": (Need.FRAUD_RECOVERY, Need.DEBT)}
    [second] = _at_desk(a_decision(previous=(_was(first, _S.CLOSED),), scope=scope, **more))
    even: dict[str, Any] = _FRAUD | {"needs": (Need.FRAUD_RECOVERY, Need.DEBT, Need.EMPLOYMENT)}
    previous = (_was(first, _S.CLOSED), _was(second, _S.CLOSED))
    [third] = _at_desk(a_decision(previous=previous, scope=scope, **even))
    assert len({first.allocation_id, second.allocation_id, third.allocation_id}) == 3
    [same] = _at_desk(a_decision(previous=(*previous, _was(third, _S.ACCEPTED)), scope=scope, **even))
    assert same.allocation_id == third.allocation_id


def test_somebody_who_works_on_it_keeps_it_when_another_has_ended() -> None:
    [first] = a_decision(**_FRAUD).allocations
    [second] = a_decision(previous=(_was(first, _S.LAPSED),), **_FRAUD).allocations
    decision = a_decision(previous=(_was(first, _S.CLOSED), _was(second, _S.ACCEPTED)), **_FRAUD)
    assert went(decision) == {"harbour-recovery": "offered"}


def test_a_need_said_after_the_persons_no_is_seen_at_the_desk() -> None:
    [first] = a_decision(needs=(Need.EMOTIONAL_SUPPORT,)).allocations
    no = (_was(first, _S.DECLINED, DeclinedBy.PERSON),)
    assert a_decision(needs=(Need.EMOTIONAL_SUPPORT,), previous=no).allocations == []
    decision = a_decision(needs=(Need.EMOTIONAL_SUPPORT, Need.COURT_SUPPORT), previous=no)
    assert unmet(decision) == [("victim_recovery", "ended_before")]
    assert went(decision) == {"triage": "offered"}


def test_nobodys_no_but_the_agencys_own_ends_a_duty_and_any_is_seen_at_the_desk() -> None:
    [told, _] = a_decision(duties=(a_duty(),), age_years=9, child=Answer.YES).allocations
    for by in DeclinedBy:
        decision = a_decision(
            duties=(a_duty(),), previous=(_was(told, _S.DECLINED, by),), age_years=9, child=Answer.YES
        )
        assert ("safeguarding", "duty_given_back") in unmet(decision)
        assert "front-door-child" not in went(decision)


def test_a_duty_that_was_done_is_not_told_again() -> None:
    [told, _] = a_decision(duties=(a_duty(),), age_years=9, child=Answer.YES).allocations
    decision = a_decision(duties=(a_duty(),), previous=(_was(told, _S.CLOSED),), age_years=9, child=Answer.YES)
    assert went(decision) == {"harbour-recovery": "offered"}
    assert decision.unmet == []


def test_a_second_duty_after_the_first_was_done_is_seen_at_the_desk() -> None:
    [told, _] = a_decision(duties=(a_duty(),), age_years=9, child=Answer.YES).allocations
    both = (a_duty(), a_duty(kind=DutyKind.SAFEGUARDING_ADULT))
    decision = a_decision(duties=both, previous=(_was(told, _S.CLOSED),), age_years=9, child=Answer.YES)
    assert unmet(decision) == [("safeguarding", "ended_before")]
    [row] = _at_desk(decision)
    assert row.priority == "urgent"


def test_a_duty_once_told_stays_told_where_the_same_help_must_be_asked_for_now() -> None:
    [told, _] = a_decision(duties=(a_duty(),), age_years=9, child=Answer.YES).allocations
    decision = a_decision(
        previous=(Previous(told),), scope=a_scope(ask=["front-door"]), needs=(Need.SAFEGUARDING_CHILD,)
    )
    [kept] = [one for one in decision.allocations if one.agency == "front-door"]
    assert (kept.state, kept.duty, kept.allocation_id) == (_S.OFFERED, True, told.allocation_id)
    assert decision.unmet == []


def test_what_only_the_person_could_answer_is_asked_for_by_the_desk() -> None:
    held = a_decision(source=SenderClass.SELF, contactable=Contactable.MISSING)
    [waits, row] = held.allocations
    assert (waits.state, waits.ask_of) == (_S.HELD_DATA, AgencyId("triage-desk"))
    assert (row.pathway, row.unmet) == (Pathway.TRIAGE, ("victim_recovery:nobody_to_ask",))
    [asked] = a_decision(contactable=Contactable.MISSING).allocations
    assert asked.ask_of == "warwickshire-police"
