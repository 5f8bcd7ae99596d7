"""The 25 rule cases of the field, each through the real doors on its own day (domain.md section 9).

Those that are more than one record stand in test_cases_told_as_stories.py.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest

from tests.conftest import Background, TestPostgres, short_settings
from tests.journeys.cases import CASES, EVERY, Case
from tests.journeys.steps import states
from tests.journeys.world import Place, until
from waymark.clock import ReplayClock
from waymark.demo.county import BUILT_IN, client_key, load_county
from waymark.demo.sender import Sender
from waymark.demo.stories import POLICE
from waymark.errors import Unavailable
from waymark.opening import Addresses
from waymark.runner import process
from waymark.service import installed_services
from waymark.settings import Settings

pytestmark = pytest.mark.timeout(180)
LONDON = ZoneInfo("Europe/London")
IN_ORDER = sorted(CASES, key=lambda case: (case.at, case.number))
NOT_YET = {httpx.codes.UNAUTHORIZED, httpx.codes.SERVICE_UNAVAILABLE}  # keys are fresh a moment after the clock moved
CLOCK = ReplayClock(IN_ORDER[0].at - timedelta(hours=2))


@asynccontextmanager
async def on_its_own_time(addresses: Addresses, settings: Settings) -> AsyncIterator[Place]:
    """A county whose clock is moved from case to case."""
    services = list(installed_services().values())
    await load_county(services, settings, addresses, CLOCK, folder=BUILT_IN)
    async with process(services, settings, addresses, CLOCK) as running:
        yield Place(running.url, settings, addresses)


@pytest.fixture(scope="module")
def county(postgres: TestPostgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Place, Background]]:
    loop = Background()
    addresses = loop.wait(postgres.create("the_25_cases"))
    settings = short_settings(tmp_path_factory.mktemp("cases") / "home")
    with loop.standing(on_its_own_time(addresses, settings)) as place:
        yield place, loop
    loop.wait(postgres.drop("the_25_cases"))


class Desk:
    """Whoever sends in a case: one client, on the county's own time."""

    def __init__(self, place: Place, http: httpx.AsyncClient) -> None:
        self._home = place.settings.home
        self.http = http

    def sender(self, client: str) -> Sender:
        return Sender(self.http, client, client_key(self._home, client), CLOCK)


@pytest.fixture
async def desk(county: tuple[Place, Background]) -> AsyncIterator[Desk]:
    place, _ = county
    async with httpx.AsyncClient(base_url=place.url, timeout=30, trust_env=False) as http:
        yield Desk(place, http)


async def _move(county: tuple[Place, Background], desk: Desk, at: datetime) -> None:
    """Move the county's clock on, and wait until its keys are fresh again."""

    async def moved() -> None:
        CLOCK.move_to(max(at, CLOCK.now()))

    county[1].wait(moved())

    async def known() -> bool:
        try:
            return bool(await desk.sender(POLICE).token())
        except Unavailable:
            return False

    await until(known, bool)


@pytest.mark.parametrize("case", IN_ORDER, ids=lambda case: f"{case.number} {case.what}")
async def test_a_case_comes_out_as_the_field_expects(case: Case, county: tuple[Place, Background], desk: Desk) -> None:
    await _move(county, desk, case.at)
    sender = desk.sender(case.sender or POLICE)
    post = sender.send_partner if case.sender else sender.send
    record, key = case.record(CLOCK.now()), f"case-{case.number}"
    if "force_reference" in record:
        # All cases have the same victim: under one reference and at one time two of them would be one event.
        record["force_reference"] = f"case/{case.number}"
    reply = await until(lambda: post(key, record), lambda answer: answer.status_code not in NOT_YET)
    if case.refused:
        assert reply.status_code == 422
        assert case.refused in {fault["pointer"] for fault in reply.json()["faults"]}
        return
    assert reply.status_code == 202, reply.text
    referral = reply.json()["id"]
    seen = await until(lambda: sender.followed(referral), lambda now: _is_told(case, now))
    _check(case, seen)


def _is_told(case: Case, now: dict[str, Any]) -> bool:
    """Whether the router's answer has arrived; a queue's word may come before it."""
    return bool(now["allocations"] or now["unmet"]) and bool(now["signposts"] or not case.signposts)


def _check(case: Case, seen: dict[str, Any]) -> None:
    found = states(seen)
    assert set(case.goes.items()) <= set(found.items()), seen["unmet"]
    assert not set(case.not_to) & set(found)
    assert set(case.signposts) <= {signpost["service"] for signpost in seen["signposts"]}
    assert set(case.quality) <= {advice["code"] for advice in seen["quality"]}
    if case.unmet == EVERY:
        assert seen["unmet"]
    if case.due:
        due_at = datetime.fromisoformat(seen["police_clock"]["due_at"])
        assert due_at.astimezone(LONDON).date().isoformat() == case.due


# What the rest of a case needs and no service offers yet: a door with this word in its address. It turns red when one
# comes, so that the case is then written out.
LATER = (
    ("investigat", "6: the new offer when the police stop investigating comes with the officer's tasks"),
    ("override", "10: why the father was not told, as an override's record, comes with consent in full"),
    ("statistic", "24: three in a ward, suppressed, come with the commissioner's figures"),
)


@pytest.mark.parametrize(
    "word", [pytest.param(word, marks=pytest.mark.xfail(reason=reason, strict=True)) for word, reason in LATER]
)
async def test_the_rest_of_a_case_has_its_door(desk: Desk, word: str) -> None:
    documents = [(await desk.http.get(f"/{service}/openapi.json")).json() for service in installed_services()]
    assert [path for document in documents for path in document["paths"] if word in path]
