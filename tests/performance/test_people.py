"""How long it takes to find a person among many, and to accept a referral with it (budgets of docs/performance.md).

People are made up: FEBRL's names, drawn birth dates and homes. `WAYMARK_PEOPLE=1000000` measures a million.
"""

import asyncio
import os
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from statistics import quantiles
from typing import Any

import httpx
import pytest

from tests.builders.police_record import a_police_body, a_victim
from tests.builders.referral import AT
from tests.builders.serving import a_server
from tests.conftest import OpenDatabase
from tests.intake.conftest import Intake, OpenIntake, open_the_door  # noqa: F401 - a fixture
from tests.intake.repeat.hard_set import febrl
from tests.intake.repeat.people import KEYS, record_of
from tests.performance.pipelines import connected
from waymark.db import SYSTEM, Database, typed
from waymark.ids import ReferralId, uuid7
from waymark.opening import Addresses
from waymark_intake.match_record import MatchRecord
from waymark_intake.repeat import actions
from waymark_intake.repeat.plain import PlainPerson
from waymark_intake.repeat.record import MatchKeys
from waymark_intake.repeat.store import save_records
from waymark_intake.store.arrays import TIMES, UUIDS

pytestmark = [pytest.mark.performance, pytest.mark.timeout(3600)]

PEOPLE = int(os.environ.get("WAYMARK_PEOPLE", "100000"))
LOOKS = 1000
A_SECOND, SECONDS = 100, 20
_AT_ONCE = 2000
_ADD = typed(
    "insert into referrals(referral_id, journey_id, sender, state, received_at, fingerprint, quality)"
    " select r, r, 'warwickshire-police', 'routed', t, '\\x00', '{}' from unnest(:referrals, :times) as u(r, t)",
    referrals=UUIDS,
    times=TIMES,
)


def made_up(number: int, chance: Random) -> Iterator[PlainPerson]:
    """So many people, with FEBRL's names: a small vocabulary, so more candidates than in life."""
    known = [one.person for one in febrl("dataset4a") if one.person.given and one.person.family]
    streets = sorted({one.street for one in known if one.street})
    for _ in range(number):
        yield PlainPerson(
            given=chance.choice(known).given,
            family=chance.choice(known).family,
            born_on=date(1930, 1, 2) + timedelta(days=chance.randrange(30_000)),
            house=str(chance.randrange(1, 200)),
            street=chance.choice(streets),
            postcode=f"cv{chance.randrange(1, 48)}{chance.randrange(1, 9)}{chance.choice('abde')}a",
            phones=(f"+4477009{chance.randrange(100_000):05}",) if chance.random() < 0.6 else (),
        )


async def fill(database: Database, addresses: Addresses, keys: MatchKeys) -> list[PlainPerson]:
    """Store the people; answers every hundredth."""
    chance, kept, waiting = Random(3), list[PlainPerson](), dict[Any, MatchRecord]()
    for place, person in enumerate(made_up(PEOPLE, chance), 1):
        referral_id = ReferralId(uuid7(AT - timedelta(days=chance.randrange(1, 900))))
        waiting[referral_id] = record_of(referral_id, person, keys=keys)
        if place % 100 == 0:
            kept.append(person)
        if len(waiting) == _AT_ONCE or place == PEOPLE:
            async with database.transaction(SYSTEM) as tx:
                values = {"referrals": list(waiting), "times": [AT - timedelta(days=400)] * len(waiting)}
                await tx.run(_ADD, values)
                await save_records(tx, waiting)
            waiting.clear()
    async with connected(addresses.owner) as owner:
        await owner.execute("analyze intake.match_records, intake.match_traces, intake.referrals")
    return kept


def degraded(person: PlainPerson, chance: Random) -> PlainPerson:
    """One typing error in a name; a third have moved."""
    at = chance.randrange(1, len(person.family)) if len(person.family) > 1 else 0
    wrong = replace(person, family=person.family[:at] + chance.choice("aeiou") + person.family[at + 1 :])
    return replace(wrong, house="", street="", postcode="") if chance.random() < 0.33 else wrong


def said(name: str, seconds: list[float]) -> None:
    """Print the percentiles in milliseconds; nothing is asserted about time."""
    cuts = quantiles(sorted(seconds), n=100)
    print(f"{name}: p50 {cuts[49] * 1e3:.2f} ms, p95 {cuts[94] * 1e3:.2f} ms, p99 {cuts[98] * 1e3:.2f} ms")  # noqa: T201


async def test_looking_a_person_up(open_database: OpenDatabase, county_db: Addresses) -> None:
    database = await open_database("intake")
    kept, chance = await fill(database, county_db, KEYS), Random(5)
    seconds, found = list[float](), 0
    for _ in range(LOOKS):
        referral_id = ReferralId(uuid7(AT))
        arrived = actions.Arrived(referral_id, record_of(referral_id, degraded(chance.choice(kept), chance)))
        async with database.transaction(SYSTEM) as tx:
            began = time.perf_counter()
            pairs = await actions._pairs(tx, [arrived], KEYS, day=AT.date(), earlier={})
            seconds.append(time.perf_counter() - began)
        found += bool(pairs)
    said(f"look-up among {PEOPLE} people, {found} of {LOOKS} found", seconds)
    assert found > LOOKS * 0.8


async def test_accepting_records_at_100_a_second(open_the_door: OpenIntake, county_db: Addresses) -> None:  # noqa: F811
    intake = await open_the_door()
    kept = await fill(intake.database, county_db, intake.context.own.match_keys)
    async with a_server(intake.app) as server, httpx.AsyncClient(base_url=server.url, timeout=30) as client:
        posting = Posting(client, intake, kept)
        await posting.at(50, 2)
        posting.seconds.clear()
        await posting.at(A_SECOND, SECONDS)
    async with intake.database.reader(SYSTEM) as reader:
        pairs = await reader.value("select count(*) from repeat_pairs")
    said(f"POST at {A_SECOND}/s with a match against {PEOPLE} people, {pairs} pairs", posting.seconds)
    assert len(posting.seconds) == A_SECOND * SECONDS
    assert pairs > 0


class Posting:
    """Posts records at their time whether or not earlier ones were answered; keeps how long each took."""

    def __init__(self, client: httpx.AsyncClient, intake: Intake, kept: list[PlainPerson]) -> None:
        self.seconds: list[float] = []
        self._client = client
        self._token = intake.police.token
        self._kept = kept
        self._chance = Random(9)
        self._sent = 0

    async def at(self, a_second: int, seconds: int) -> None:
        began = time.perf_counter()
        async with asyncio.TaskGroup() as group:
            for number in range(a_second * seconds):
                await asyncio.sleep(max(0, began + number / a_second - time.perf_counter()))
                group.create_task(self._post())

    async def _post(self) -> None:
        self._sent += 1
        person = degraded(self._chance.choice(self._kept), self._chance)
        assert person.born_on is not None
        victim = a_victim(
            given_name=person.given,
            family_name=person.family,
            date_of_birth=person.born_on.isoformat(),
            address_lines=[f"{person.house} {person.street}"] if person.street else [],
            postcode=person.postcode,
            mobile="07700 900123" if not person.phones else f"0{person.phones[0][3:]}",
        )
        body = a_police_body(force_reference=f"p/{self._sent}", victim=victim)
        headers = {"idempotency-key": f"p-{self._sent}", "authorization": f"Bearer {self._token}"}
        began = time.perf_counter()
        reply = await self._client.post("/intake/v1/referrals", json=body, headers=headers)
        self.seconds.append(time.perf_counter() - began)
        assert reply.status_code == 202, reply.text
