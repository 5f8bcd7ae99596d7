"""Decisions by the demo rulebook: who is offered, what is held for whom, and what nobody can take."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders.rulebook import the_county, the_county_part
from tests.builders.screened import AGENCIES, POLICE, REFERRAL, a_duty, a_referral_screened, a_scope, some_facts
from waymark.contracts.consent import Duty, RecipientScope
from waymark.contracts.routing import RoutedAllocation
from waymark.ids import AgencyId, ServiceId
from waymark.words import (
    AllocationState,
    Answer,
    Contactable,
    DeclinedBy,
    Flag,
    Group,
    Need,
    OffenceClass,
    Pathway,
    Priority,
    Sharing,
)
from waymark_router.county import County, county_from
from waymark_router.deciding.allocation import decide
from waymark_router.deciding.placing import NRM_AGREEMENT, allocation_id
from waymark_router.deciding.question import Decision, Previous, question_from
from waymark_router.providers.provider import WhyNot

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
_SEXUAL: dict[str, Any] = {"offence_class": OffenceClass.SEXUAL, "needs": (Need.ISVA, Need.COUNSELLING)}
_FRAUD: dict[str, Any] = {"offence_class": OffenceClass.FRAUD, "needs": (Need.FRAUD_RECOVERY,)}


def _decide(
    *,
    scope: tuple[RecipientScope, ...] | None = None,
    duties: tuple[Duty, ...] = (),
    previous: tuple[Previous, ...] = (),
    county: County | None = None,
    **facts: object,
) -> Decision:
    county = county or the_county()
    screened = a_referral_screened(facts=some_facts(**facts), scope=scope, duties=duties)
    question = question_from(screened, districts=county.rulebook.districts, now=NOW, previous=previous)
    return decide(question, county.rulebook, county.directory)


def _went(decision: Decision) -> dict[str, str]:
    return {placed.service: placed.state.value for placed in decision.allocations}


def _unmet(decision: Decision) -> list[tuple[str, str]]:
    return [(left.pathway.value, left.reason) for left in decision.unmet]


@pytest.mark.parametrize(
    ("facts", "services"),
    [
        ({}, ["harbour-recovery"]),
        ({"offence_class": OffenceClass.ASB, "needs": (Need.ASB_SUPPORT,)}, ["harbour-recovery"]),
        ({"offence_class": OffenceClass.OTHER, "needs": (Need.OTHER,)}, ["harbour-recovery"]),
        ({"offence_class": None, "needs": (Need.EMOTIONAL_SUPPORT,)}, ["harbour-recovery"]),
        ({"district": None}, ["harbour-recovery"]),
        (_SEXUAL, ["lantern-adult"]),
        (_SEXUAL | {"age_years": 15, "child": Answer.YES}, ["front-door-child", "lantern-child"]),
        (_SEXUAL | {"age_years": None, "child": Answer.NOT_KNOWN}, ["lantern-child"]),
        ({"offence_class": None, "needs": (Need.ISVA,)}, ["lantern-adult"]),
        (_FRAUD, ["ledger-fraud"]),
        (_FRAUD | {"age_years": 82}, ["ledger-fraud", "harbour-recovery"]),
        ({"flags": (Flag.DOMESTIC_ABUSE,)}, ["aspen-recovery"]),
        ({"district": "E08000026"}, ["neighbour-hub"]),
        (_SEXUAL | {"district": "E08000026"}, ["neighbour-hub"]),
        ({"offence_class": OffenceClass.HOMICIDE}, ["starling-relatives"]),
        ({"offence_class": None, "needs": ()}, ["triage"]),
        ({"flags": (Flag.BUSINESS,)}, ["harbour-recovery"]),
    ],
)
def test_a_referral_goes_where_the_rules_say(facts: dict[str, Any], services: list[str]) -> None:
    decision = _decide(**facts)
    assert _went(decision) == dict.fromkeys(services, "offered")
    assert decision.unmet == []


def test_a_fraud_provider_without_risk_in_its_agreement_does_not_see_domestic_abuse() -> None:
    seen_by = {"aspen-domestic-abuse", "front-door"}
    scope = tuple(
        one.model_copy(update={"groups": (Group.RISK,)}) if one.agency in seen_by else one for one in a_scope()
    )
    flags = (Flag.INTERPRETER, Flag.DOMESTIC_ABUSE)
    decision = _decide(
        scope=scope, duties=(a_duty(),), **_FRAUD | {"flags": flags, "offence_class": OffenceClass.FRAUD}
    )
    told = {str(placed.service): placed.flags for placed in decision.allocations}
    assert told["ledger-fraud"] == (Flag.INTERPRETER,)
    assert told["front-door-child"] == told["aspen-recovery"] == (Flag.DOMESTIC_ABUSE, Flag.INTERPRETER)


def test_flags_of_what_is_taken_back_or_held_are_not_told() -> None:
    scope = tuple(one.model_copy(update={"groups": (Group.RISK,)}) for one in a_scope())
    facts: dict[str, Any] = {"flags": (Flag.HIGH_RISK,)}
    [offered] = _decide(scope=scope, **facts).allocations
    [held] = _decide(scope=scope, **facts, contactable=Contactable.UNSAFE).allocations
    assert (offered.flags, held.flags) == ((Flag.HIGH_RISK,), ())
    later = _decide(scope=scope, previous=(Previous(offered),), **facts, **_SEXUAL)
    gone = next(one for one in later.allocations if one.allocation_id == offered.allocation_id)
    assert (gone.state, gone.flags) == (AllocationState.WITHDRAWN, ())


@pytest.mark.parametrize("offence", [OffenceClass.DRUGS, OffenceClass.ROAD, OffenceClass.WEAPONS])
def test_an_offence_outside_the_scope_is_unmet_and_seen_at_the_triage_desk(offence: OffenceClass) -> None:
    decision = _decide(offence_class=offence, needs=(Need.OTHER,))
    assert _unmet(decision) == [("triage", "out_of_scope")]
    assert _went(decision) == {"triage": "offered"}


def test_a_business_without_a_person_is_no_personal_referral() -> None:
    decision = _decide(flags=(Flag.BUSINESS,), needs=(), offence_class=OffenceClass.THEFT)
    assert _unmet(decision) == [("triage", "no_personal_referral")]


def test_a_pathway_without_a_service_is_unmet_and_seen_at_the_triage_desk() -> None:
    part = the_county_part()
    part["rulebook"]["variants"]["modern_slavery"]["out_of_area"]["rows"] = []
    county = county_from(part, steps=1000)
    decision = _decide(county=county, flags=(Flag.MODERN_SLAVERY,), needs=(), nrm_agreed=Answer.YES, offence_class=None)
    assert _unmet(decision) == [("modern_slavery", "no_service_for_pathway")]
    assert _went(decision) == {"first-response": "offered", "triage": "offered"}


def test_a_need_no_chosen_pathway_answers_is_unmet_beside_what_is_offered() -> None:
    decision = _decide(needs=(Need.EMOTIONAL_SUPPORT, Need.DEBT))
    assert _went(decision) == {"harbour-recovery": "offered", "triage": "offered"}
    assert [(left.reason, left.needs) for left in decision.unmet] == [("no_pathway_for_need", (Need.DEBT,))]


def test_where_consent_must_be_asked_the_allocation_is_held_for_a_named_service() -> None:
    [held] = _decide(scope=a_scope(ask=["lantern-sav"]), **_SEXUAL).allocations
    assert (held.service, held.state) == ("lantern-adult", AllocationState.HELD_CONSENT)
    assert (held.missing, held.ask_of, held.respond_by) == ("explicit_consent", POLICE, None)


@pytest.mark.parametrize(
    ("contactable", "state"),
    [(Contactable.MISSING, AllocationState.HELD_DATA), (Contactable.UNSAFE, AllocationState.HELD_SAFETY)],
)
def test_without_a_safe_way_to_reach_the_person_support_is_held(
    contactable: Contactable, state: AllocationState
) -> None:
    [held] = _decide(contactable=contactable).allocations
    assert (held.state, held.missing, held.ask_of) == (state, "safe_contact", POLICE)


def test_a_duty_goes_out_at_once_while_support_waits() -> None:
    scope = a_scope(ask=["lantern-sav"], withhold=["front-door"])
    facts: dict[str, Any] = _SEXUAL | {"age_years": 15, "child": Answer.YES, "contactable": Contactable.UNSAFE}
    decision = _decide(scope=scope, duties=(a_duty(),), **facts)
    assert _went(decision) == {"front-door-child": "offered", "lantern-child": "held_consent"}
    told = decision.allocations[0]
    assert (told.duty, told.priority, told.needs) == (True, Priority.URGENT, (Need.SAFEGUARDING_CHILD,))
    assert told.respond_by is not None


def test_a_duty_and_the_need_for_it_are_one_allocation() -> None:
    decision = _decide(duties=(a_duty(),), needs=(Need.SAFEGUARDING_CHILD,), age_years=9, child=Answer.YES)
    assert _went(decision) == {"front-door-child": "offered"}


def test_a_duty_nobody_can_be_told_of_is_urgent_at_the_triage_desk() -> None:
    decision = _decide(duties=(a_duty("nobody-known"),))
    assert ("safeguarding", "no_service_for_duty") in _unmet(decision)
    assert next(one for one in decision.allocations if one.service == "triage").priority is Priority.URGENT


def test_consent_withheld_from_one_service_is_unmet_for_its_pathway_and_goes_to_the_desk() -> None:
    decision = _decide(scope=a_scope(withhold=["harbour-victim-care"]))
    assert _unmet(decision) == [("victim_recovery", "consent_withheld")]
    assert _went(decision) == {"triage": "offered"}


def test_where_nobody_may_see_it_nothing_is_allocated_and_the_need_is_still_said() -> None:
    decision = _decide(scope=a_scope(withhold=AGENCIES))
    assert decision.allocations == []
    assert _unmet(decision) == [("victim_recovery", "consent_withheld")]


def test_an_agency_consent_says_nothing_of_gets_nothing() -> None:
    assert _went(_decide(scope=())) == {}


def _was(placed: RoutedAllocation, state: AllocationState, by: DeclinedBy | None = None) -> Previous:
    return Previous(placed.model_copy(update={"state": state}), by)


def test_a_providers_no_goes_to_the_next_service_and_then_to_the_desk() -> None:
    [first] = _decide(**_FRAUD).allocations
    ledger_no = _was(first, AllocationState.DECLINED, DeclinedBy.PROVIDER)
    [second] = _decide(previous=(ledger_no,), **_FRAUD).allocations
    assert (second.service, second.pathway) == ("harbour-recovery", Pathway.FRAUD)
    decision = _decide(previous=(ledger_no, _was(second, AllocationState.LAPSED)), **_FRAUD)
    assert _went(decision) == {"triage": "offered"}
    assert _unmet(decision) == [("fraud", "refused_by_all")]


def test_the_persons_own_no_is_not_routed_again() -> None:
    [first] = _decide(**_FRAUD).allocations
    decision = _decide(previous=(_was(first, AllocationState.DECLINED, DeclinedBy.PERSON),), **_FRAUD)
    assert (decision.allocations, decision.unmet) == ([], [])


def test_an_answer_that_no_longer_stands_is_withdrawn() -> None:
    [earlier] = _decide(**_FRAUD).allocations
    decision = _decide(previous=(_was(earlier, AllocationState.OFFERED),))
    assert _went(decision) == {"harbour-recovery": "offered", "ledger-fraud": "withdrawn"}


def test_a_duty_once_told_stays_told() -> None:
    [told, _] = _decide(duties=(a_duty(),), age_years=9, child=Answer.YES).allocations
    decision = _decide(previous=(_was(told, AllocationState.OFFERED),))
    assert _went(decision) == {"harbour-recovery": "offered", "front-door-child": "offered"}


def test_a_duty_given_back_is_urgent_at_the_triage_desk() -> None:
    facts: dict[str, Any] = {"age_years": 9, "child": Answer.YES, "needs": (Need.SAFEGUARDING_CHILD,)}
    [told] = _decide(duties=(a_duty(),), **facts).allocations
    decision = _decide(duties=(a_duty(),), previous=(_was(told, AllocationState.LAPSED),), **facts)
    [desk] = decision.allocations
    assert (desk.service, desk.priority) == ("triage", Priority.URGENT)
    assert _unmet(decision) == [("safeguarding", "duty_given_back")]


def test_where_the_triage_desk_may_not_see_it_either_the_need_is_still_said() -> None:
    decision = _decide(scope=a_scope(withhold=["triage-desk"]), offence_class=None, needs=())
    assert _unmet(decision) == [("triage", "consent_withheld")]


def test_the_same_answer_again_is_the_same_allocation_with_the_same_clock() -> None:
    [before] = _decide().allocations
    assert before.respond_by == NOW + timedelta(hours=48)
    earlier = before.model_copy(update={"respond_by": NOW - timedelta(hours=1)})
    [again] = _decide(previous=(Previous(earlier),)).allocations
    assert (again.allocation_id, again.respond_by) == (before.allocation_id, NOW - timedelta(hours=1))
    assert before.allocation_id == allocation_id(REFERRAL, Pathway.VICTIM_RECOVERY, ServiceId("harbour-recovery"))


def test_an_offer_stays_with_a_service_that_pauses_later() -> None:
    [before] = _decide(**_FRAUD).allocations
    part = the_county_part()
    next(service for service in part["services"] if service["id"] == "ledger-fraud")["status"] = "paused"
    paused = county_from(part, steps=1000)
    assert _went(_decide(county=paused, **_FRAUD)) == {"harbour-recovery": "offered"}
    assert _went(_decide(county=paused, previous=(Previous(before),), **_FRAUD)) == {"ledger-fraud": "offered"}


def test_why_a_service_was_not_chosen_is_kept() -> None:
    decision = _decide(flags=(Flag.DOMESTIC_ABUSE,), age_years=12, child=Answer.YES)
    aspen = next(seen for seen in decision.considered if "aspen-recovery" in seen.services)
    assert aspen.reasons == (WhyNot.TOO_YOUNG,)
    assert _went(decision) == {"front-door-child": "offered", "harbour-recovery": "offered"}


def test_the_most_urgent_matching_row_sets_the_priority() -> None:
    facts: list[dict[str, Any]] = [
        {"offence_class": OffenceClass.THEFT},
        {"offence_class": OffenceClass.THEFT, "age_years": 80},
        {"flags": (Flag.HIGH_RISK, Flag.VULNERABLE)},
    ]
    priorities = [_decide(**one).allocations[0].priority for one in facts]
    assert priorities == [Priority.STANDARD, Priority.HIGH, Priority.URGENT]


@settings(max_examples=300, deadline=None)
@given(
    facts=st.fixed_dictionaries(
        {
            "offence_class": st.none() | st.sampled_from(OffenceClass),
            "needs": st.lists(st.sampled_from(Need), unique=True, max_size=4).map(tuple),
            "flags": st.lists(st.sampled_from(Flag), unique=True, max_size=3).map(tuple),
            "age_years": st.none() | st.integers(0, 130),
            "child": st.sampled_from(Answer),
            "district": st.sampled_from([None, "E07000222", "E08000026"]),
            "contactable": st.sampled_from(Contactable),
        }
    ),
    sharing=st.lists(st.sampled_from(Sharing), min_size=len(AGENCIES) - 1, max_size=len(AGENCIES) - 1),
    duty=st.booleans(),
)
def test_no_referral_is_ever_met_with_silence(facts: dict[str, Any], sharing: list[Sharing], *, duty: bool) -> None:
    scope = tuple(
        RecipientScope(agency=AgencyId(agency), sharing=answer)
        for agency, answer in zip(AGENCIES, sharing, strict=False)
    )
    desk = RecipientScope(agency=AgencyId("triage-desk"), sharing=Sharing.PERMIT)
    decision = _decide(scope=(*scope, desk), duties=(a_duty(),) * duty, **facts)
    assert decision.allocations
    answers = {one.agency: one.sharing for one in (*scope, desk)}
    for placed in decision.allocations:
        if not placed.duty:
            asked = placed.state is AllocationState.HELD_CONSENT and placed.missing != NRM_AGREEMENT
            assert answers[placed.agency] is (Sharing.ASK if asked else Sharing.PERMIT)
    if duty:
        assert any(one.duty and one.state is AllocationState.OFFERED for one in decision.allocations)
    answered = {need for placed in decision.allocations for need in placed.needs}
    answered |= {need for left in decision.unmet for need in left.needs}
    needs = facts["needs"]
    assert isinstance(needs, tuple)
    assert set(needs) <= answered


def test_a_question_can_be_put_again_at_another_time() -> None:
    county = the_county()
    question = question_from(a_referral_screened(), districts=county.rulebook.districts, now=NOW, previous=())
    later = decide(replace(question, decided_at=NOW + timedelta(days=1)), county.rulebook, county.directory)
    assert later.allocations[0].respond_by == NOW + timedelta(days=1, hours=48)
