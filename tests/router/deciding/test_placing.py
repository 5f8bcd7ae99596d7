"""The plain steps of a decision in the making."""

from uuid import UUID

from tests.builders.decision import a_question
from tests.builders.rulebook import the_county
from tests.builders.screened import REFERRAL
from waymark.ids import AgencyId, ServiceId
from waymark.words import AllocationState, Need, Pathway, Sharing
from waymark_router.deciding.placing import OPEN, Placing, allocation_id


def _placing() -> Placing:
    county = the_county()
    return Placing(a_question(county), county.rulebook, county.directory)


def test_an_allocation_has_the_same_id_whenever_it_is_made_again() -> None:
    lantern = ServiceId("lantern-adult")
    once = allocation_id(REFERRAL, Pathway.SAV_ADULT, lantern)
    assert once == allocation_id(REFERRAL, Pathway.SAV_ADULT, lantern, after=0)
    assert once != allocation_id(REFERRAL, Pathway.SAV_ADULT, lantern, after=1)
    assert once != allocation_id(UUID(int=1), Pathway.SAV_ADULT, lantern)


def test_a_need_is_left_until_it_is_answered_settled_or_said_to_be_unmet() -> None:
    placing = _placing()
    assert placing.needs_left() == (Need.EMOTIONAL_SUPPORT, Need.PRACTICAL_HELP)
    placing.settle([Need.PRACTICAL_HELP])
    assert placing.needs_left() == (Need.EMOTIONAL_SUPPORT,)
    placing.leave(Pathway.TRIAGE, [Need.EMOTIONAL_SUPPORT], "nobody_takes")
    assert placing.needs_left() == ()


def test_an_offer_gets_its_clock_and_an_agency_without_a_word_gets_nothing() -> None:
    placing = _placing()
    service = placing.directory.services[ServiceId("harbour-recovery")]
    placing.allocate(service, placing.offer(service, Pathway.VICTIM_RECOVERY, [Need.EMOTIONAL_SUPPORT]))
    [offer] = placing.decision.allocations
    assert offer.respond_by is not None
    assert offer.interim == ()
    assert placing.sharing(AgencyId("nobody")) is Sharing.WITHHOLD
    assert AllocationState.HELD_DATA in OPEN
