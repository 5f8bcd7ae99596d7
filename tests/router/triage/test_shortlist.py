"""The shortlist: who takes the person first, then whom the desk may choose all the same, then the others with why."""

from typing import Any

import pytest

from tests.builders.decision import a_question, county_with
from tests.builders.routed import a_routed
from tests.builders.rulebook import the_county
from tests.builders.screened import a_scope
from waymark.errors import Refused
from waymark.ids import ServiceId
from waymark.words import AllocationState, DeclinedBy, Need, Pathway
from waymark_router.county import County
from waymark_router.deciding.assign_reason import ASSIGN_WORDS, AssignReason
from waymark_router.deciding.placing import Placing
from waymark_router.deciding.question import Assigned, Previous
from waymark_router.providers.availability import Availability
from waymark_router.providers.provider import WhyNot
from waymark_router.triage.shortlist import Option, refuse_unless_it_may, shortlist

_NEEDS = (Need.EMOTIONAL_SUPPORT,)


def _placing(county: County | None = None, **over: Any) -> Placing:
    county = county or the_county()
    return Placing(a_question(county, **over), county.rulebook, county.directory)


def _options(
    pathway: Pathway | None = Pathway.VICTIM_RECOVERY, county: County | None = None, **over: Any
) -> list[Option]:
    return shortlist(_placing(county, **over), pathway, _NEEDS)


def test_services_of_the_pathway_that_take_the_person_come_first_and_the_desk_is_not_among_them() -> None:
    options = _options(scope=a_scope(withhold=["lantern-sav"], ask=["meridian-recovery"]))
    assert options[0].service.id == "harbour-recovery"
    assert "triage" not in {one.service.id for one in options}
    by_id = {one.service.id: one for one in options}
    assert (by_id[ServiceId("lantern-adult")].may_choose, options[-1].may_choose) == (False, False)
    assert by_id[ServiceId("sapling-young")].reasons == (WhyNot.TOO_OLD,)
    assert by_id[ServiceId("sapling-young")].may_choose
    assert by_id[ServiceId("meridian-adult")].asks_consent


def test_room_is_shown_beside_each() -> None:
    county = county_with("harbour-recovery", caseload_cap=3)
    [first] = [
        one
        for one in _options(county=county, availability={"harbour-recovery": Availability(at_work=3)})
        if one.service.id == "harbour-recovery"
    ]
    assert (first.room.has_room, first.room.weeks) == (False, 1)


def test_every_reason_of_the_desk_has_words() -> None:
    assert set(ASSIGN_WORDS) == set(AssignReason)


@pytest.mark.parametrize(
    ("service", "pathway", "reason", "code"),
    [
        ("nobody", Pathway.FRAUD, "nearer", r"assignment\.service"),
        ("triage", Pathway.FRAUD, "nearer", r"assignment\.service"),
        ("ledger-fraud", Pathway.TRIAGE, "nearer", r"assignment\.service"),
        ("ledger-fraud", Pathway.FRAUD, "because", r"assignment\.reason"),
        ("lantern-adult", Pathway.FRAUD, "nearer", r"assignment\.withheld"),
    ],
)
def test_what_the_desk_may_not_choose_is_refused(service: str, pathway: Pathway, reason: str, code: str) -> None:
    placing = _placing(scope=a_scope(withhold=["lantern-sav"]))
    with pytest.raises(Refused, match=code):
        refuse_unless_it_may(placing, Assigned(pathway, ServiceId(service), reason))


@pytest.mark.parametrize(
    ("state", "by", "duty", "code"),
    [
        (AllocationState.DECLINED, DeclinedBy.PERSON, False, r"assignment\.said_no"),
        (AllocationState.ACCEPTED, None, False, r"assignment\.taken"),
        (AllocationState.CLOSED, None, False, r"assignment\.taken"),
        (AllocationState.OFFERED, None, True, r"assignment\.duty"),
        (AllocationState.LAPSED, None, False, r"assignment\.refused_before"),
    ],
)
def test_a_no_an_end_and_a_duty_stand_against_it(
    state: AllocationState,
    by: DeclinedBy | None,
    duty: bool,
    code: str,
) -> None:
    old = Previous(a_routed(state=state, duty=duty), by)
    with pytest.raises(Refused, match=code):
        refuse_unless_it_may(
            _placing(previous=(old,)), Assigned(Pathway.VICTIM_RECOVERY, ServiceId("harbour-recovery"), "nearer")
        )
