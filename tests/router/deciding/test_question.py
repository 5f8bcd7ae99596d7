"""The question a screened referral puts."""

from datetime import UTC, datetime

from tests.builders.rulebook import the_county
from tests.builders.screened import a_duty, a_referral_screened, some_facts
from waymark.contracts.routing import RoutedAllocation
from waymark.ids import AgencyId, ServiceId
from waymark.words import AllocationState, DeclinedBy, Need, Pathway
from waymark_router.deciding.question import Previous, Question, question_from

_NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)


def _question(**over: object) -> Question:
    screened = a_referral_screened(facts=some_facts(**over), duties=(a_duty(),))
    return question_from(screened, districts=the_county().rulebook.districts, now=_NOW, previous=())


def test_needs_come_in_the_order_of_the_closed_list() -> None:
    assert _question(needs=(Need.OTHER, Need.ISVA)).needs() == (Need.ISVA, Need.OTHER)
    assert _question(needs=()).needs() == ()


def test_the_adult_age_is_that_of_the_day_received() -> None:
    assert _question().adult_from == 18
    assert _question().values["duties"] == frozenset({"safeguarding_child"})


def _previous(state: AllocationState, declined_by: DeclinedBy | None = None) -> Previous:
    allocation = RoutedAllocation(
        allocation_id=a_referral_screened().referral_id,
        pathway=Pathway.FRAUD,
        service=ServiceId("ledger-fraud"),
        agency=AgencyId("ledger-fraud-care"),
        needs=(),
        state=state,
    )
    return Previous(allocation, declined_by)


def test_only_a_providers_no_or_silence_sends_it_on() -> None:
    assert _previous(AllocationState.LAPSED).refused_by_agency()
    assert _previous(AllocationState.DECLINED, DeclinedBy.PROVIDER).refused_by_agency()
    assert not _previous(AllocationState.OFFERED).refused_by_agency()


def test_the_persons_and_the_referrers_no_settle_it() -> None:
    assert _previous(AllocationState.DECLINED, DeclinedBy.PERSON).settled()
    assert _previous(AllocationState.DECLINED, DeclinedBy.REFERRER).settled()
    assert not _previous(AllocationState.DECLINED, DeclinedBy.PROVIDER).settled()
