"""The nearest place of a service: asked only where a rule asks, counted by open services of the pathway."""

from copy import deepcopy
from datetime import date
from typing import Any

import pytest

from tests.builders.decision import a_question
from tests.builders.rulebook import the_county, the_county_part
from waymark.words import Need, Pathway
from waymark_router.county import County, county_from
from waymark_router.deciding.allocation import decide
from waymark_router.deciding.decision_record import read_record, record_of, replay
from waymark_router.deciding.explain import explain
from waymark_router.deciding.nearest import at_pathway, bases_on

_RUGBY, _WARWICK = "E07000220", "E07000222"
_ON = date(2026, 11, 23)
_DRINKS: dict[str, Any] = {"offence_class": None, "needs": (Need.ALCOHOL,), "age_years": 40}


def _county(**over: object) -> County:
    """The demo county where the adult service has a place in Rugby, and who lives far from it has another service."""
    part = deepcopy(the_county_part())
    for service in part["services"]:
        if service["id"] == "meridian-adult":
            service |= {"bases": [_RUGBY], **over}
    providers = part["rulebook"]["tables"]["providers"]
    providers["columns"].append("distance_band")
    far = {
        "id": "pv-far",
        "why": "No place in their district: general support, which comes to them.",
        "when": {"pathway": {"in": ["substance_adult"]}, "distance_band": {"in": ["same_county", "elsewhere"]}},
        "then": {"services": ["harbour-recovery"]},
    }
    providers["rows"].insert(0, far)
    return county_from(part, steps=1000)


@pytest.mark.parametrize(
    ("district", "service"),
    [(_RUGBY, "meridian-adult"), (_WARWICK, "harbour-recovery"), (None, "meridian-adult")],
)
def test_who_lives_far_from_the_nearest_place_goes_where_a_rule_says(district: str | None, service: str) -> None:
    county = _county()
    question = a_question(county, district=district, **_DRINKS)
    decision = decide(question, county.rulebook, county.directory)
    assert [one.service for one in decision.allocations] == [service]
    record = record_of(question, decision, county.rulebook, county.directory)
    assert replay(record, county.rulebook, county.directory) == record


def test_why_is_told_in_words() -> None:
    county = _county()
    question = a_question(county, district=_RUGBY, **_DRINKS)
    record = record_of(question, decide(question, county.rulebook, county.directory), county.rulebook, county.directory)
    said = explain(read_record(record), county.rulebook, county.directory)
    near = next(sentence for sentence in said if sentence.startswith("Row pv-far nearly counted"))
    assert near.endswith("as the nearest place of a service for it is in the district of the home.")


def test_a_closed_service_has_no_place_and_one_of_another_pathway_is_not_asked() -> None:
    assert bases_on(_county().directory, Pathway.SUBSTANCE_ADULT, _ON) == {_RUGBY}
    assert bases_on(_county().directory, Pathway.SUBSTANCE_CHILD, _ON) == frozenset()
    closed = _county(statuses=[{"valid_from": "2026-11-01", "status": "closed"}]).directory
    assert bases_on(closed, Pathway.SUBSTANCE_ADULT, _ON) == frozenset()
    assert bases_on(closed, Pathway.SUBSTANCE_ADULT, date(2026, 10, 31)) == {_RUGBY}


def test_nothing_is_worked_out_that_no_rule_asks_for() -> None:
    usual = the_county()
    placed = at_pathway({"district": _RUGBY}, Pathway.FRAUD, usual.rulebook, usual.directory, on=_ON)
    assert placed == {"district": _RUGBY, "pathway": "fraud"}
