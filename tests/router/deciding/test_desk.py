"""What the triage desk has answered, and what is new to it."""

from uuid import UUID

from waymark.contracts.routing import RoutedAllocation, UnmetNeed
from waymark.ids import AgencyId, ServiceId
from waymark.words import AllocationState, DeclinedBy, Need, Pathway
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


def test_the_most_telling_reason_is_given() -> None:
    def seen(*reasons: WhyNot) -> Considered:
        return Considered(Pathway.FRAUD, (ServiceId("ledger-fraud"),), reasons)

    assert unmet_reason([]) == "no_service_for_pathway"
    assert unmet_reason([seen(WhyNot.TOO_YOUNG)]) == "nobody_takes"
    assert unmet_reason([seen(WhyNot.WITHHELD)]) == "consent_withheld"
    assert unmet_reason([seen(WhyNot.WITHHELD), seen(WhyNot.REFUSED_BEFORE)]) == "refused_by_all"
