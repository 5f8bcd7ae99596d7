"""What stands when a referral is decided again: who took it on, what ended, what its sender took back, and duties."""

from typing import Any

from tests.builders.decision import a_decision, unmet, went
from tests.builders.rulebook import the_county_part
from tests.builders.screened import a_duty, a_scope
from waymark.contracts.routing import RoutedAllocation
from waymark.words import (
    AllocationState,
    Answer,
    Contactable,
    DutyKind,
    Need,
    OffenceClass,
    WithdrawReason,
)
from waymark_router.county import county_from
from waymark_router.deciding.question import Previous

_SEXUAL: dict[str, Any] = {"offence_class": OffenceClass.SEXUAL, "needs": (Need.ISVA, Need.COUNSELLING)}
_FRAUD: dict[str, Any] = {"offence_class": OffenceClass.FRAUD, "needs": (Need.FRAUD_RECOVERY,)}


def _was(placed: RoutedAllocation, state: AllocationState) -> Previous:
    return Previous(placed.model_copy(update={"state": state}))


def _accepted(placed: RoutedAllocation) -> Previous:
    return _was(placed, AllocationState.ACCEPTED)


def test_whoever_took_it_on_keeps_it_while_the_pathway_is_wanted() -> None:
    [first] = a_decision(offence_class=OffenceClass.FRAUD, needs=(Need.FRAUD_RECOVERY,)).allocations
    part = the_county_part()
    ledger = next(service for service in part["services"] if service["id"] == "ledger-fraud")
    ledger["oldest"] = 30
    narrow = county_from(part, steps=1000)
    decision = a_decision(county=narrow, previous=(_accepted(first),), contactable=Contactable.UNSAFE, **_FRAUD)
    [kept] = decision.allocations
    assert (kept.service, kept.state, kept.respond_by) == ("ledger-fraud", AllocationState.OFFERED, first.respond_by)
    gone = a_decision(previous=(_accepted(first),))
    assert went(gone) == {"harbour-recovery": "offered", "ledger-fraud": "withdrawn"}


def test_whoever_took_it_on_waits_again_where_consent_must_be_asked_again() -> None:
    [first] = a_decision(**_FRAUD).allocations
    [again] = a_decision(scope=a_scope(ask=["ledger-fraud-care"]), previous=(_accepted(first),), **_FRAUD).allocations
    assert (again.service, again.state) == ("ledger-fraud", AllocationState.HELD_CONSENT)


def _two_for_fraud() -> tuple[RoutedAllocation, RoutedAllocation]:
    [first] = a_decision(**_FRAUD).allocations
    [second] = a_decision(previous=(_was(first, AllocationState.LAPSED),), **_FRAUD).allocations
    return first, second


def test_a_late_yes_lets_go_of_whoever_was_asked_instead() -> None:
    first, second = _two_for_fraud()
    decision = a_decision(previous=(_accepted(first), _was(second, AllocationState.OFFERED)), **_FRAUD)
    assert went(decision) == {"ledger-fraud": "offered", "harbour-recovery": "withdrawn"}


def test_of_two_who_took_it_on_the_first_keeps_it() -> None:
    first, second = _two_for_fraud()
    decision = a_decision(previous=(_accepted(first), _accepted(second)), **_FRAUD)
    assert went(decision) == {"ledger-fraud": "offered", "harbour-recovery": "withdrawn"}
    decision = a_decision(previous=(_accepted(second), _accepted(first)), **_FRAUD)
    assert went(decision) == {"ledger-fraud": "withdrawn", "harbour-recovery": "offered"}


def test_work_that_ended_is_not_offered_again_and_a_later_need_is_seen_at_the_desk() -> None:
    [first] = a_decision(needs=(Need.EMOTIONAL_SUPPORT,)).allocations
    ended = (_was(first, AllocationState.CLOSED),)
    assert a_decision(needs=(Need.EMOTIONAL_SUPPORT,), previous=ended).allocations == []
    decision = a_decision(needs=(Need.EMOTIONAL_SUPPORT, Need.COURT_SUPPORT), previous=ended)
    assert [(left.reason, left.needs) for left in decision.unmet] == [("ended_before", (Need.COURT_SUPPORT,))]
    assert went(decision) == {"triage": "offered"}


def test_of_a_referral_taken_back_only_duties_stand() -> None:
    facts: dict[str, Any] = _SEXUAL | {"age_years": 15, "child": Answer.YES}
    told, support = a_decision(duties=(a_duty(),), **facts).allocations
    previous = (Previous(told), _accepted(support))
    decision = a_decision(duties=(a_duty(),), previous=previous, withdrawn=WithdrawReason.SENT_IN_ERROR, **facts)
    assert went(decision) == {"front-door-child": "offered", "lantern-child": "withdrawn"}
    assert (decision.unmet, decision.signposts) == ([], [])


def test_a_duty_given_back_is_seen_at_the_desk_even_of_a_referral_taken_back() -> None:
    [told, _] = a_decision(duties=(a_duty(),), age_years=9, child=Answer.YES).allocations
    decision = a_decision(
        duties=(a_duty(),),
        previous=(_was(told, AllocationState.LAPSED),),
        withdrawn=WithdrawReason.DUPLICATE,
        age_years=9,
        child=Answer.YES,
    )
    assert unmet(decision) == [("safeguarding", "duty_given_back")]
    assert went(decision) == {"triage": "offered"}


def test_a_duty_that_was_taken_on_stays_told() -> None:
    [told, _] = a_decision(duties=(a_duty(),), age_years=9, child=Answer.YES).allocations
    assert went(a_decision(previous=(_accepted(told),)))["front-door-child"] == "offered"


def test_two_duties_to_one_service_are_one_allocation_with_both() -> None:
    duties = (
        a_duty().model_copy(update={"obligations": ("answer_in_a_day",)}),
        a_duty(kind=DutyKind.SAFEGUARDING_ADULT).model_copy(update={"obligations": ("check", "answer_in_a_day")}),
    )
    child: dict[str, Any] = {"age_years": 9, "child": Answer.YES}
    told = next(one for one in a_decision(duties=duties, **child).allocations if one.duty)
    assert told.needs == (Need.SAFEGUARDING_CHILD, Need.SAFEGUARDING_ADULT)
    assert told.obligations == ("answer_in_a_day", "check")
