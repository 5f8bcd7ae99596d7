"""The router's part of the 25 cases of domain.md section 9, by their numbers; the others are other services' work."""

from datetime import UTC, date, datetime
from typing import Any

from tests.builders.decision import a_decision, offered, signposts, unmet
from tests.builders.screened import AGENCIES, a_duty, a_scope
from waymark.contracts.routing import RoutedAllocation
from waymark.words import (
    AllocationState,
    Answer,
    Contactable,
    DutyKind,
    Flag,
    Need,
    OffenceClass,
    Pathway,
    Priority,
    SenderClass,
    StatutoryGround,
)
from waymark_router.deciding.question import Previous

_RAPE: dict[str, Any] = {"offence_class": OffenceClass.SEXUAL, "needs": (Need.ISVA,)}
_SLAVERY: dict[str, Any] = {"offence_class": OffenceClass.MODERN_SLAVERY, "needs": (Need.NRM_SUPPORT,)}


def _at(placed: list[RoutedAllocation], service: str) -> RoutedAllocation:
    return next(one for one in placed if one.service == service)


def test_case_1_burglary_of_an_adults_home_is_general_support() -> None:
    assert offered(a_decision()) == {"harbour-recovery"}


def test_case_4_rape_without_a_word_on_sharing_is_held_and_still_signposted() -> None:
    decision = a_decision(scope=a_scope(ask=["lantern-sav"]), **_RAPE)
    [held] = decision.allocations
    assert (held.service, held.state, held.ask_of) == (
        "lantern-adult",
        AllocationState.HELD_CONSENT,
        "warwickshire-police",
    )
    assert signposts(decision) == {"sarc"}


def test_case_5_rape_of_a_child_goes_to_the_front_door_at_once_while_its_adviser_waits() -> None:
    child: dict[str, Any] = _RAPE | {"needs": (Need.CHISVA,), "age_years": 15, "child": Answer.YES}
    decision = a_decision(scope=a_scope(ask=["lantern-sav"]), duties=(a_duty(),), **child)
    assert offered(decision) == {"front-door-child"}
    assert _at(decision.allocations, "lantern-child").state is AllocationState.HELD_CONSENT


def test_case_6_who_opted_out_is_sent_nowhere_and_the_need_is_still_counted() -> None:
    decision = a_decision(scope=a_scope(withhold=AGENCIES), offence_class=OffenceClass.THEFT)
    assert decision.allocations == []
    assert unmet(decision) == [("victim_recovery", "consent_withheld")]


def test_case_8_an_adult_who_refuses_the_mechanism_is_notified_of_and_offered_local_support() -> None:
    duty = a_duty("county-first-response", DutyKind.DUTY_TO_NOTIFY).model_copy(
        update={"fields": ("identity.sex", "equality.nationality"), "obligations": ("check_account_for_identity",)}
    )
    scope = a_scope(withhold=["county-first-response"])
    decision = a_decision(scope=scope, duties=(duty,), nrm_agreed=Answer.NO, **_SLAVERY)
    notice = _at(decision.allocations, "first-response")
    assert (notice.duty, notice.state, notice.pathway) == (True, AllocationState.OFFERED, Pathway.NATIONAL_REFERRAL)
    assert notice.obligations == ("check_account_for_identity",)
    assert offered(decision) == {"first-response", "anchor-support"}
    assert decision.unmet == []


def test_case_9_who_may_be_seventeen_is_a_child_for_everybody_at_once() -> None:
    duties = (a_duty(), a_duty("county-first-response", DutyKind.NRM_CHILD))
    scope = a_scope(ask=["willow-exploitation"], withhold=["county-first-response"])
    decision = a_decision(
        scope=scope,
        duties=duties,
        flags=(Flag.CHILD_EXPLOITATION,),
        offence_class=None,
        needs=(Need.EXPLOITATION_SUPPORT,),
        age_years=None,
        child=Answer.NOT_KNOWN,
    )
    assert offered(decision) == {"front-door-child", "first-response"}
    assert _at(decision.allocations, "willow-ce").state is AllocationState.HELD_CONSENT
    assert signposts(decision) == {"trafficking-guardian"}
    assert decision.unmet == []


def test_case_11_without_a_safe_way_to_reach_her_support_is_held_and_the_sender_is_asked() -> None:
    [held] = a_decision(flags=(Flag.DOMESTIC_ABUSE,), contactable=Contactable.UNSAFE).allocations
    assert (held.service, held.state, held.missing) == ("aspen-recovery", AllocationState.HELD_SAFETY, "safe_contact")


def test_case_12_a_self_referral_after_non_recent_violence_needs_no_offence() -> None:
    facts: dict[str, Any] = {"source": SenderClass.SELF, "offence_class": None, "needs": (Need.ISVA,)}
    assert offered(a_decision(days_since_incident=None, **facts)) == {"lantern-adult"}


def test_case_13_who_is_eighteen_today_goes_to_the_adult_service_by_law() -> None:
    facts: dict[str, Any] = {
        "offence_class": OffenceClass.DRUGS,
        "needs": (Need.DRUG_TEST_ASSESSMENT, Need.CRACK_COCAINE),
        "statutory": StatutoryGround.REQUIRED_ASSESSMENT,
        "age_years": 18,
    }
    [placed] = a_decision(**facts).allocations
    assert (placed.service, placed.priority) == ("meridian-adult", Priority.HIGH)


def test_case_14_at_seventeen_and_eight_months_both_services_are_told() -> None:
    facts: dict[str, Any] = {
        "source": SenderClass.YOUTH_JUSTICE,
        "offence_class": None,
        "needs": (Need.CANNABIS,),
        "age_years": 17,
        "age_months": 8,
        "child": Answer.YES,
    }
    assert offered(a_decision(**facts)) == {"sapling-young", "meridian-transition"}


def test_case_15_who_leaves_prison_is_seen_within_three_weeks_of_it() -> None:
    facts: dict[str, Any] = {
        "source": SenderClass.PRISON,
        "offence_class": None,
        "needs": (Need.OPIATES, Need.PRISON_RELEASE_CONTINUITY),
        "district": "E07000220",
    }
    [placed] = a_decision(**facts, release_on=date(2026, 12, 3)).allocations
    assert (placed.service, placed.priority) == ("meridian-adult", Priority.HIGH)
    assert placed.appointment_by == datetime(2026, 12, 24, 23, 59, 59, tzinfo=UTC)
    [undated] = a_decision(**facts).allocations
    assert (undated.service, undated.appointment_by) == ("meridian-adult", None)


def test_case_16_where_somebody_lives_decides_and_not_where_the_crime_was() -> None:
    assert offered(a_decision(district="E08000026", crime_district="E07000220")) == {"neighbour-hub"}


def test_case_17_a_road_collision_is_out_of_scope_and_signposted() -> None:
    decision = a_decision(offence_class=OffenceClass.ROAD)
    assert (signposts(decision), unmet(decision)) == ({"road-collision-support"}, [("triage", "out_of_scope")])


def test_case_19_consent_withdrawn_after_acceptance_takes_the_allocation_back() -> None:
    [accepted] = a_decision().allocations
    previous = (Previous(accepted.model_copy(update={"state": AllocationState.ACCEPTED})),)
    decision = a_decision(scope=a_scope(withhold=AGENCIES), previous=previous)
    assert [(one.service, one.state) for one in decision.allocations] == [
        ("harbour-recovery", AllocationState.WITHDRAWN)
    ]


def test_case_21_an_older_victim_of_fraud_gets_both_services_and_priority() -> None:
    decision = a_decision(offence_class=OffenceClass.FRAUD, needs=(Need.FRAUD_RECOVERY,), age_years=82)
    assert offered(decision) == {"ledger-fraud", "harbour-recovery"}
    assert {one.priority for one in decision.allocations} == {Priority.HIGH}


def test_case_22_a_business_without_a_person_is_no_personal_referral() -> None:
    decision = a_decision(flags=(Flag.BUSINESS,), needs=(), offence_class=OffenceClass.THEFT)
    assert unmet(decision) == [("triage", "no_personal_referral")]


def test_case_23_a_bereaved_relative_waits_for_their_own_yes() -> None:
    scope = a_scope(ask=["starling-bereavement"])
    [held] = a_decision(scope=scope, offence_class=OffenceClass.HOMICIDE, flags=(Flag.BEREAVED,)).allocations
    assert (held.service, held.state) == ("starling-relatives", AllocationState.HELD_CONSENT)
