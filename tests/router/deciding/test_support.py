"""Who gets a pathway: the best service, with something meanwhile where it is full, or whom the desk chose."""

from typing import Any

import pytest

from tests.builders.decision import a_question, county_with, unmet, went
from tests.builders.drafting import the_rules
from tests.builders.rulebook import the_county
from tests.builders.screened import a_scope
from waymark.ids import ServiceId
from waymark.words import AllocationState, DeclinedBy, InterimOffer, Need, OffenceClass, Pathway, Preference
from waymark_router.county import County
from waymark_router.deciding.allocation import decide
from waymark_router.deciding.decision_record import record_of, replay
from waymark_router.deciding.placing import TAKEN_ON_BY_ANOTHER, Placing
from waymark_router.deciding.question import Assigned, Decision, Previous
from waymark_router.deciding.support import assigned_pathways, place
from waymark_router.providers.availability import Availability
from waymark_router.publishing.emergency import all_to_triage
from waymark_router.publishing.written import read

_FRAUD: dict[str, Any] = {"offence_class": OffenceClass.FRAUD, "needs": (Need.FRAUD_RECOVERY,)}
_FULL = Availability(at_work=9)


def _decided(county: County | None = None, **over: Any) -> Decision:
    """The decision, whose record must come out as the same bytes when it is replayed."""
    county = county or the_county()
    question = a_question(county, **over)
    decision = decide(question, county.rulebook, county.directory)
    record = record_of(question, decision, county.rulebook, county.directory)
    assert replay(record, county.rulebook, county.directory) == record
    return decision


def test_where_all_are_full_the_first_by_rule_is_asked_and_the_person_gets_something_meanwhile() -> None:
    county = county_with("ledger-fraud", caseload_cap=1)
    full = {"ledger-fraud": _FULL}
    assert went(_decided(county, availability=full, **_FRAUD)) == {"harbour-recovery": "offered"}
    both = county_with("harbour-recovery", caseload_cap=1, county=county)
    [offer] = _decided(both, availability=full | {"harbour-recovery": _FULL}, **_FRAUD).allocations
    assert (offer.service, offer.interim) == (
        "ledger-fraud",
        (InterimOffer.SELF_HELP_MATERIAL, InterimOffer.CHECK_IN_CALLS),
    )


def test_a_service_that_does_part_of_what_is_needed_leaves_the_rest_to_the_desk() -> None:
    county = county_with("harbour-recovery", needs=["practical_help"])
    decision = _decided(county)
    assert went(decision) == {"harbour-recovery": "offered", "triage": "offered"}
    assert decision.allocations[0].needs == (Need.PRACTICAL_HELP,)
    assert [left.needs for left in decision.unmet] == [(Need.EMOTIONAL_SUPPORT,)]


def test_a_persons_wish_is_followed_and_recorded() -> None:
    county = county_with("harbour-recovery", offers=["female_worker"])
    wish = {"preferences": (Preference.FEMALE_WORKER,)}
    assert went(_decided(county, **_FRAUD, **wish)) == {"harbour-recovery": "offered"}
    assert went(_decided(county, **_FRAUD)) == {"ledger-fraud": "offered"}


def _assigned(pathway: Pathway, service: str, *needs: Need) -> Assigned:
    return Assigned(pathway, ServiceId(service), "speaks_their_language", needs)


def test_what_the_desk_chose_counts_more_than_the_rules() -> None:
    by_hand = (_assigned(Pathway.VICTIM_RECOVERY, "lantern-adult"),)
    decision = _decided(assigned=by_hand)
    assert went(decision) == {"lantern-adult": "offered"}
    assert decision.allocations[0].pathway is Pathway.VICTIM_RECOVERY
    twice = (*by_hand, _assigned(Pathway.VICTIM_RECOVERY, "starling-relatives"))
    assert went(_decided(assigned=twice)) == {"starling-relatives": "offered"}


def test_what_no_rule_knew_is_the_desks_until_it_chooses_and_then_no_longer() -> None:
    nothing: dict[str, Any] = {"offence_class": None, "needs": (Need.DEBT,)}
    before = _decided(**nothing)
    assert went(before) == {"triage": "offered"}
    decision = _decided(
        previous=tuple(Previous(one) for one in before.allocations),
        assigned=(_assigned(Pathway.VICTIM_RECOVERY, "harbour-recovery", Need.DEBT, Need.ISVA),),
        **nothing,
    )
    assert went(decision) == {"harbour-recovery": "offered", "triage": "withdrawn"}
    assert unmet(decision) == []
    assert decision.allocations[0].needs == (Need.DEBT,)


@pytest.mark.parametrize("why", ["withheld", "refused_before", "closed", "unknown"])
def test_the_desk_cannot_send_it_where_it_may_not_go(why: str) -> None:
    by_hand = (_assigned(Pathway.VICTIM_RECOVERY, "nobody" if why == "unknown" else "lantern-adult"),)
    previous: tuple[Previous, ...] = ()
    if why == "refused_before":
        [offer] = _decided(assigned=by_hand).allocations
        previous = (Previous(offer.model_copy(update={"state": AllocationState.DECLINED}), DeclinedBy.PROVIDER),)
    decision = _decided(
        county_with("lantern-adult", status="closed") if why == "closed" else None,
        scope=a_scope(withhold=["lantern-sav"] if why == "withheld" else []),
        previous=previous,
        assigned=by_hand,
    )
    assert went(decision) == {"harbour-recovery": "offered"}


def test_consent_is_still_asked_for_what_the_desk_chose() -> None:
    decision = _decided(
        scope=a_scope(ask=["lantern-sav"]), assigned=(_assigned(Pathway.VICTIM_RECOVERY, "lantern-adult"),)
    )
    assert went(decision) == {"lantern-adult": "held_consent"}


def test_placing_says_whether_the_pathway_has_an_answer() -> None:
    county = the_county()
    placing = Placing(a_question(county, scope=()), county.rulebook, county.directory)
    assert not place(placing, Pathway.VICTIM_RECOVERY, (Need.EMOTIONAL_SUPPORT,))
    assert unmet(placing.decision) == [("victim_recovery", "consent_withheld")]
    assert assigned_pathways(placing) == ()


def in_an_emergency() -> County:
    """The county while somebody has sent everything to the triage desk."""
    return County(read(all_to_triage(the_rules())), the_county().directory)


@pytest.mark.parametrize("state", [AllocationState.OFFERED, AllocationState.ACCEPTED])
def test_what_somebody_has_in_hand_stays_while_everything_new_goes_to_the_desk(state: AllocationState) -> None:
    [offer] = _decided(**_FRAUD).allocations
    held = (Previous(offer.model_copy(update={"state": state})),)
    assert went(_decided(in_an_emergency(), **_FRAUD)) == {"triage": "offered"}
    assert went(_decided(in_an_emergency(), previous=held, **_FRAUD)) == {"ledger-fraud": "offered"}
    needs = (*_FRAUD["needs"], Need.ISVA)
    more = _decided(in_an_emergency(), previous=held, **_FRAUD | {"needs": needs})
    assert went(more) == {"ledger-fraud": "offered", "triage": "offered"}


def test_what_is_given_back_in_an_emergency_goes_to_the_desk() -> None:
    [offer] = _decided(**_FRAUD).allocations
    no = (Previous(offer.model_copy(update={"state": AllocationState.DECLINED}), DeclinedBy.PROVIDER),)
    assert went(_decided(in_an_emergency(), previous=no, **_FRAUD)) == {"triage": "offered"}


def test_of_two_who_took_it_on_the_first_keeps_it_and_the_other_is_told_why() -> None:
    [ledger] = _decided(**_FRAUD).allocations
    no = (Previous(ledger.model_copy(update={"state": AllocationState.LAPSED})),)
    [harbour] = (one for one in _decided(previous=no, **_FRAUD).allocations if one.state is AllocationState.OFFERED)
    taken = [Previous(one.model_copy(update={"state": AllocationState.ACCEPTED})) for one in (harbour, ledger)]
    for first, other in (taken, reversed(taken)):
        decision = _decided(previous=(first, other), **_FRAUD)
        found = {one.service: (one.state.value, one.missing) for one in decision.allocations}
        assert found == {
            first.allocation.service: ("offered", ""),
            other.allocation.service: ("withdrawn", TAKEN_ON_BY_ANOTHER),
        }
