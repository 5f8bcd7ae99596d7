"""What the triage desk has answered, and what is new to it."""

from typing import Any
from uuid import UUID

import pytest

from tests.builders.decision import a_decision, county_with
from tests.builders.screened import a_scope
from waymark.contracts.routing import RoutedAllocation, UnmetNeed
from waymark.ids import AgencyId, ServiceId
from waymark.words import AllocationState, Answer, DeclinedBy, Need, Pathway
from waymark_router.deciding.desk import codes_of, ended_rows, new_to_it, not_seen, unmet_reason
from waymark_router.deciding.question import Considered, Previous
from waymark_router.providers.provider import WhyNot

_FRAUD = UnmetNeed(pathway=Pathway.FRAUD, needs=(Need.FRAUD_RECOVERY,), reason="nobody_takes")
_NOTICE = UnmetNeed(pathway=Pathway.NATIONAL_REFERRAL, needs=(), reason="duty_given_back")
_ROW = RoutedAllocation(
    allocation_id=UUID(int=5),
    pathway=Pathway.TRIAGE,
    service=ServiceId("triage"),
    agency=AgencyId("triage-desk"),
    needs=(Need.FRAUD_RECOVERY,),
    state=AllocationState.CLOSED,
    unmet=("fraud:nobody_takes",),
)


def test_a_row_that_ended_has_answered_what_it_stood_for() -> None:
    assert new_to_it([_FRAUD, _NOTICE], [_ROW]) == [_NOTICE]
    assert new_to_it([_FRAUD.model_copy(update={"reason": "refused_by_all"})], [_ROW]) != []
    assert new_to_it([_FRAUD.model_copy(update={"needs": (Need.DEBT,)})], [_ROW]) != []
    assert new_to_it([_FRAUD], []) == [_FRAUD]
    assert not_seen([Need.FRAUD_RECOVERY, Need.DEBT], [_ROW]) == {Need.DEBT}


def test_a_row_ends_by_being_closed_or_by_somebodys_no() -> None:
    at_work = Previous(_ROW.model_copy(update={"state": AllocationState.ACCEPTED}))
    said_no = Previous(_ROW.model_copy(update={"state": AllocationState.DECLINED}), DeclinedBy.PERSON)
    assert ended_rows([Previous(_ROW), at_work, said_no]) == [_ROW, said_no.allocation]


def test_what_nobody_could_take_is_said_once_in_codes() -> None:
    assert codes_of([_FRAUD, _NOTICE, _FRAUD]) == ("fraud:nobody_takes", "national_referral:duty_given_back")


@pytest.mark.parametrize(
    "over",
    [
        {"status": "closed"},
        {"status": "paused"},
        {"youngest": 18},
        {"districts": ["E07000218"]},
        {"needs": ["counselling"]},
        {"sexes": ["female"]},
        {"most_a_week": 1},
    ],
    ids=lambda over: next(iter(over)),
)
def test_a_desk_that_is_closed_or_limited_still_gets_what_nobody_takes(over: dict[str, Any]) -> None:
    county, scope = county_with("triage", **over), a_scope(withhold=["harbour-victim-care"])
    decision = a_decision(county=county, scope=scope, age_years=9, child=Answer.YES)
    assert decision.unmet
    assert [one.service for one in decision.allocations if one.pathway is Pathway.TRIAGE] == ["triage"]


@pytest.mark.parametrize("by", [None, *DeclinedBy])
def test_a_desk_that_gave_a_row_back_gets_what_comes_later(by: DeclinedBy | None) -> None:
    scope = a_scope(withhold=["harbour-victim-care", "lantern-sav"])
    [row] = a_decision(scope=scope).allocations
    state = AllocationState.DECLINED if by else AllocationState.CLOSED
    before = Previous(row.model_copy(update={"state": state}), by)
    later = a_decision(previous=(before,), scope=scope, needs=(Need.COUNSELLING, Need.ISVA))
    [again] = later.allocations
    assert (again.pathway, again.state) == (Pathway.TRIAGE, AllocationState.OFFERED)
    assert again.allocation_id != row.allocation_id


def test_nobody_gets_what_consent_withholds_from_the_desk_too() -> None:
    scope = a_scope(withhold=["harbour-victim-care", "triage-desk"])
    decision = a_decision(scope=scope)
    assert (decision.allocations, [one.reason for one in decision.unmet]) == ([], ["consent_withheld"])


def test_the_most_telling_reason_is_given() -> None:
    def seen(*reasons: WhyNot) -> Considered:
        return Considered(Pathway.FRAUD, (ServiceId("ledger-fraud"),), reasons)

    assert unmet_reason([]) == "no_service_for_pathway"
    assert unmet_reason([seen(WhyNot.TOO_YOUNG)]) == "nobody_takes"
    assert unmet_reason([seen(WhyNot.WITHHELD)]) == "consent_withheld"
    assert unmet_reason([seen(WhyNot.WITHHELD), seen(WhyNot.REFUSED_BEFORE)]) == "refused_by_all"
