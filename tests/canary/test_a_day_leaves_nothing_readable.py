"""A day of all senders and all pathways over Kafka, traced whole: nothing of anybody is readable but where released."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from tests.builders.police_post import CANARIES, a_record
from tests.builders.serving import a_server
from tests.canary.capture import Collector, Places, whole
from tests.canary.leavings import ALLOWED, Sent, leavings
from tests.canary.scan import leaks, scan
from tests.canary.tokens import all_tokens
from tests.journeys.conftest import without_topics
from tests.journeys.steps import items_of, offered_to, page_of, taken
from tests.journeys.world import World, four_processes, until
from waymark.check import Finding, check, opened, until_quiet
from waymark.clock import SystemClock
from waymark.demo.first_day import send_first_day
from waymark.demo.replay import Tally
from waymark.demo.stories import STORIES
from waymark.dev_kafka import DevKafka
from waymark.opening import Addresses
from waymark.service import installed_services
from waymark.settings import Settings

EXPECTED_PLACES = ("table ", "log ", "topic ", "metrics ", "mail", "traces", "problem ", "document ", "page ")


@asynccontextmanager
async def traced(addresses: Addresses, settings: Settings, broker: DevKafka) -> AsyncIterator[tuple[World, Collector]]:
    """Four processes over Kafka, every referral traced."""
    collector = Collector()
    await without_topics(broker.bootstrap)
    async with a_server(collector) as collecting:
        more = {
            "WAYMARK_OTLP_ENDPOINT": f"{collecting.url}/v1/traces",
            "WAYMARK_TRACE_RATIO": "1",
            "OTEL_BSP_SCHEDULE_DELAY": "200",
        }
        async with four_processes(addresses, settings, f"kafka://{broker.bootstrap}", more=more) as world:
            yield world, collector


@pytest.mark.timeout(240)
async def test_nothing_of_anybody_is_readable(county_db: Addresses, settings: Settings, broker: DevKafka) -> None:
    async with traced(county_db, settings, broker) as (world, collector):
        sent = Sent(world.http)
        errors = await live_through(world)
        tally = Tally()
        senders = {story.sender: world.sender(story.sender) for story in STORIES}
        await send_first_day(senders, tally, datetime.now(UTC), seed="canary", run="canary")
        assert tally.accepted > 50
        assert await right(world) == []
        await asyncio.sleep(2)  # alerts go out every second, spans five times a second
        places = {**await leavings(world, bootstrap=broker.bootstrap), **collector.places(), **errors}
    assert {kind for kind in EXPECTED_PLACES if not any(place.startswith(kind) for place in places)} == set()
    assert len(sent) > 300
    assert leaks(places, sent.tokens(), ALLOWED) == {}
    assert leaks(places, all_tokens(), ALLOWED) == {}


async def right(world: World) -> list[Finding]:
    """What the check finds once everything has arrived."""
    services, settings, addresses = list(installed_services().values()), world.settings, world.place.addresses
    async with opened(services, settings, addresses, SystemClock()) as databases:
        await until_quiet(services, databases, within_s=60)
    return await check(services, settings, addresses)


async def live_through(world: World) -> Places:
    """A referral its provider sees, accepts and loses again; records that are refused; answers what was refused."""
    referral = (await world.police.send("leak-1", a_record())).json()["id"]
    item = await offered_to(world, "sam.harbour", referral)

    async def page() -> bytes:
        return (await page_of(world, "sam.harbour", item)).encode()

    shown = await until(page, lambda text: scan(text, all_tokens()))
    assert scan(shown, all_tokens()) >= {"police given_name", "police family_name", "police mobile"}
    assert "police account" not in scan(shown, all_tokens())  # its agreement grants no narrative
    assert scan(json.dumps(await items_of(world, "sam.harbour", referral)).encode(), all_tokens()) == set()
    await taken(world, "sam.harbour", item, "accept")
    return await refused(world, referral)


async def refused(world: World, referral: str) -> Places:
    """Everything that is answered no to, with personal fields in every wrong place."""
    bad: dict[str, dict[str, Any]] = {
        "unknown field": a_record(victim={"given_name": CANARIES["given_name"], "shoe_size": CANARIES["address"]}),
        "wrong code": a_record(offence_code=CANARIES["account"]),
        "wrong time": a_record(reported_at=CANARIES["risk"]),
        "wrong kind": a_record(victim=[CANARIES["family_name"]]),
    }
    answers = {name: await world.police.send(f"bad-{name}".replace(" ", "-"), body) for name, body in bad.items()}
    headers = {"Authorization": f"Bearer {await world.police.token()}", "Content-Type": "application/json"}
    half = json.dumps(a_record())[:-5].encode()
    key = {"Idempotency-Key": "half"}
    answers["half a body"] = await world.http.post("/intake/v1/referrals", content=half, headers=headers | key)
    same = {"Idempotency-Key": "leak-1"}
    other = json.dumps(a_record(account="another")).encode()
    answers["another under the same key"] = await world.http.post(
        "/intake/v1/referrals", content=other, headers=headers | same
    )
    where = f"/consent/v1/referrals/{referral}/consent"
    answers["wrong word"] = await world.http.post(where, json={"position": CANARIES["risk"]}, headers=headers)
    assert [reply for reply in answers.values() if reply.status_code < httpx.codes.BAD_REQUEST] == []
    return {f"problem {name}": whole(reply) for name, reply in answers.items()}
