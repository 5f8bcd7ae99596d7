"""Who could be asked: everybody the row names, each with why not, and the best of those who take the person."""

from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders.decision import a_question, county_with
from tests.router.deciding.slow_choice import a_placing_by_chance, choose_slowly
from waymark.ids import ServiceId
from waymark.words import AllocationState, DeclinedBy, Need, OffenceClass, Pathway
from waymark_router.county import County
from waymark_router.deciding.candidates import choose, states_of
from waymark_router.deciding.placing import Placing
from waymark_router.deciding.question import Previous
from waymark_router.providers.availability import Availability
from waymark_router.providers.provider import WhyNot

_FRAUD: dict[str, Any] = {"offence_class": OffenceClass.FRAUD, "needs": (Need.FRAUD_RECOVERY,)}
_NEEDS = (Need.FRAUD_RECOVERY,)


def _placing(county: County, **over: Any) -> Placing:
    return Placing(a_question(county, **_FRAUD | over), county.rulebook, county.directory)


def _seen(placing: Placing) -> dict[str, list[str]]:
    return {
        str(service): [str(reason) for reason in seen.reasons]
        for seen in placing.decision.considered
        for service in seen.services
    }


def test_every_service_of_the_row_is_looked_at_and_the_reason_kept() -> None:
    placing = _placing(county_with("ledger-fraud", most_a_week=1), availability={"ledger-fraud": Availability(0, 1)})
    chosen = choose(placing, Pathway.FRAUD, _NEEDS)
    assert chosen is not None
    assert chosen.id == "harbour-recovery"
    assert _seen(placing) == {"ledger-fraud": ["full"], "harbour-recovery": []}
    assert placing.decision.scope_used == {"ledger-fraud-care", "harbour-victim-care"}


@pytest.mark.parametrize(
    ("over", "reason"),
    [
        ({"sexes": ["female"]}, WhyNot.SEX_NOT_KNOWN),
        ({"needs": ["debt"]}, WhyNot.NOT_ITS_WORK),
        ({"youngest": 40.5}, WhyNot.AGE_NOT_KNOWN),
        ({"statuses": [{"valid_from": "2026-11-23", "status": "closed"}]}, WhyNot.CLOSED),
    ],
)
def test_what_a_service_asks_of_a_person_is_asked(over: dict[str, Any], reason: WhyNot) -> None:
    placing = _placing(county_with("ledger-fraud", **over))
    assert choose(placing, Pathway.FRAUD, _NEEDS) is not None
    assert _seen(placing)["ledger-fraud"] == [reason]


def test_a_service_that_said_no_is_not_asked_again_however_free_it_is() -> None:
    county = county_with("harbour-recovery", caseload_cap=1)
    first = choose(_placing(county), Pathway.FRAUD, _NEEDS)
    assert first is not None
    offer = _placing(county).offer(first, Pathway.FRAUD, _NEEDS)
    no = Previous(offer.model_copy(update={"state": AllocationState.DECLINED}), DeclinedBy.PROVIDER)
    placing = _placing(county, previous=(no,), availability={"harbour-recovery": Availability(at_work=1)})
    chosen = choose(placing, Pathway.FRAUD, _NEEDS)
    assert chosen is not None
    assert (chosen.id, _seen(placing)["ledger-fraud"]) == ("harbour-recovery", ["refused_before"])
    assert states_of([no]) == {ServiceId("ledger-fraud"): AllocationState.DECLINED}


@given(seed=st.integers(0, 2**32), services=st.sampled_from([1, 3, 8, 30]))
def test_who_is_chosen_and_every_reason_is_what_looking_at_one_after_the_other_gives(seed: int, services: int) -> None:
    fast, slow = (a_placing_by_chance(Random(seed), services=services) for _ in range(2))
    expected = choose_slowly(slow, Pathway.FRAUD, _NEEDS)
    assert choose(fast, Pathway.FRAUD, _NEEDS) == expected.chosen
    assert _seen(fast) == {str(one): [str(reason) for reason in said] for one, said in expected.reasons.items()}
    assert fast.decision.scope_used == slow.decision.scope_used
    assert sum(len(one.services) for one in fast.decision.considered) == len(expected.reasons)
