"""Each published example, sent as it stands, reaches the pathways it is an example of."""

import copy
from collections.abc import Mapping

import pytest

from tests.journeys.steps import routed, sent, states
from tests.journeys.world import World
from waymark.demo.stories import COUNCIL, CUSTODY, FIRST_RESPONDER, FRAUD_LISTS, HEALTH, PRISON, SCHOOLS, YOUTH_JUSTICE
from waymark_intake.example import BY_NAME

SENDERS = {
    "school": SCHOOLS,
    "council": COUNCIL,
    "health": HEALTH,
    "custody_drug_test": CUSTODY,
    "prison_release": PRISON,
    "youth_justice_universal": YOUTH_JUSTICE,
    "fraud_list": FRAUD_LISTS,
    "first_responder": FIRST_RESPONDER,
}
OFFERED = "offered"
WAYS: Mapping[str, Mapping[str, str]] = {
    "burglary": {"victim_recovery": OFFERED},
    "rape-adult-not-asked": {"sav_adult": "held_consent"},
    "rape-long-ago": {"sav_adult": OFFERED},
    "rape-child": {"sav_child": OFFERED, "safeguarding": OFFERED},
    "county-lines-seventeen-or-eighteen": {
        "child_exploitation": OFFERED,
        "safeguarding": OFFERED,
        "national_referral": OFFERED,
    },
    "forced-labour-agrees": {"national_referral": OFFERED, "modern_slavery": OFFERED},
    "forced-labour-first-responder": {"national_referral": OFFERED, "modern_slavery": OFFERED},
    "forced-labour-refuses": {"national_referral": OFFERED},
    "slavery-child": {"safeguarding": OFFERED, "national_referral": OFFERED, "child_exploitation": "held_consent"},
    "drug-test-on-arrest": {"substance_adult": "awaited"},
    "prison-release-about-when": {"substance_adult": "awaited"},
    "youth-universal": {"substance_child": OFFERED},
    "fraud-list-entry": {"fraud": OFFERED, "victim_recovery": OFFERED},
    "bereaved-relative": {"bereavement": OFFERED},
    "domestic-abuse-shared-telephone": {"domestic_abuse": OFFERED},
    "lives-elsewhere": {"cross_border": OFFERED},
    "business-with-a-person": {"victim_recovery": OFFERED},
    "unborn-child": {"safeguarding": OFFERED},
    "supporter-of-a-survivor": {"sav_adult": OFFERED},
    "child-on-child": {"sav_child": OFFERED},
    "child-to-parent": {"victim_recovery": OFFERED},
}


def test_every_example_has_a_way() -> None:
    assert set(WAYS) == set(BY_NAME)


@pytest.mark.parametrize("name", WAYS)
async def test_an_example_goes_its_way(world: World, name: str) -> None:
    record = copy.deepcopy(dict(BY_NAME[name].record))
    client = SENDERS[record["kind"]] if "kind" in record else ""
    referral = await sent(world, record, f"example-{name}", client=client)
    assert states(await routed(world, referral, client=client)) == WAYS[name]
