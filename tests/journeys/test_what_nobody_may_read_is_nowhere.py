"""After all journeys of a world: none of their people's words are in any table, topic, log, mail, figure or page.

It stands last by its name, so that everything the other journeys did is looked through.
"""

import json

import pytest

from tests.builders.police_post import a_record
from tests.canary.leavings import ALLOWED, leavings
from tests.canary.scan import leaks, scan
from tests.canary.tokens import all_tokens
from tests.journeys.conftest import KAFKA
from tests.journeys.steps import items_of, offered_to, page_of, sent
from tests.journeys.world import World, until


@pytest.mark.timeout(240)
async def test_no_canary_is_anywhere_but_at_the_release_door(world: World, request: pytest.FixtureRequest) -> None:
    referral = await sent(world, a_record(), "canary-last")
    item = await offered_to(world, "sam.harbour", referral)

    async def page() -> set[str]:
        return scan((await page_of(world, "sam.harbour", item)).encode(), all_tokens())

    shown = await until(page, bool)
    assert {"police given_name", "police family_name", "police mobile"} <= shown
    assert "police account" not in shown
    assert scan(json.dumps(await items_of(world, "sam.harbour", referral)).encode(), all_tokens()) == set()
    over_kafka = request.node.callspec.params["place"] == KAFKA
    bootstrap = request.getfixturevalue("broker").bootstrap if over_kafka else ""
    places = await leavings(world, bootstrap=bootstrap)
    assert any(place.startswith("topic ") for place in places) is over_kafka
    assert any(place.startswith("log ") for place in places)
    assert leaks(places, all_tokens(), ALLOWED) == {}
