"""The two pipelines a measurement runs against, each one operating-system process: how to post and where rows arrive.

Not here: what is measured (speed.py), and the bare pipeline itself (reference.py).
"""

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID, uuid4

import asyncpg
import httpx
import psutil
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from tests.builders.police_post import a_record
from tests.performance.places import answers, child, client, free_port
from tests.performance.reference import CHANNEL as REFERENCE_CHANNEL
from tests.performance.reference import TABLES
from tests.performance.reference_kafka import PARTITIONS, ROLES, topic_name
from tests.performance.reference_kafka import TABLES as KAFKA_TABLES
from waymark.clock import SystemClock
from waymark.demo.county import BUILT_IN, client_key, load_county
from waymark.demo.sender import Sender
from waymark.demo.stories import POLICE
from waymark.opening import Addresses
from waymark.service import installed_services
from waymark.settings import Settings

_ACCOUNT = "Synthetic account of what happened. " * 32  # makes a record of about 2.2 KB, half of it text


class Pipeline(Protocol):
    """A way from a POST to a queue row."""

    name: str
    processes: tuple[psutil.Process, ...]
    rows: "Rows"

    async def post(self) -> UUID:
        """Post one referral; answers its id once it is durable."""
        ...

    async def post_batch(self, number: int) -> list[UUID]:
        """Post many in one request."""
        ...


@dataclass(frozen=True)
class Rows:
    """Where referrals arrive: statements for those that have (of $1), for how many, and for what still goes on after.

    `channel` is where the database tells of news.
    """

    database: str
    arrived: str
    count: str
    still: str
    channel: str


class Bare:
    """The bare pipeline."""

    name = "reference"

    def __init__(self, http: httpx.AsyncClient, processes: tuple[psutil.Process, ...], database: str) -> None:
        self._http = http
        self.processes = processes
        self.rows = Rows(
            database,
            arrived="select id from queue where id = any($1)",
            count="select count(*) as rows, count(distinct id) as referrals from queue",
            still="select 0",
            channel=REFERENCE_CHANNEL,
        )

    async def post(self) -> UUID:
        """Post one."""
        return (await self._post("/refs", [_ref()]))[0]

    async def post_batch(self, number: int) -> list[UUID]:
        """Post many."""
        return await self._post("/refs:batch", [_ref() for _ in range(number)])

    async def _post(self, path: str, refs: Sequence[bytes]) -> list[UUID]:
        reply = await self._http.post(path, content=b"\n".join(refs))
        assert reply.status_code == httpx.codes.ACCEPTED
        return [UUID(line) for line in reply.text.split()]


class Ours:
    """Waymark, through its police door; each referral is one offer in a provider's queue."""

    name = "waymark"

    def __init__(
        self, http: httpx.AsyncClient, sender: Sender, processes: tuple[psutil.Process, ...], owner: str
    ) -> None:
        self.http = http
        self._sender = sender
        self.processes = processes
        self.rows = Rows(
            owner,
            arrived="select referral_id as id from notifier.allocations where referral_id = any($1)",
            count="select count(*) as rows, count(distinct referral_id) as referrals from notifier.allocations",
            still="select count(*) from notifier.alerts where state in ('queued', 'sending')",
            channel="waymark_queue",
        )

    async def post(self) -> UUID:
        """Post one."""
        reply = await self._sender.send(uuid4().hex, _record())
        assert reply.status_code == httpx.codes.ACCEPTED, reply.text
        return UUID(reply.json()["id"])

    async def post_batch(self, number: int) -> list[UUID]:
        """Post many."""
        lines = [(uuid4().hex, _record()) for _ in range(number)]
        answers = [answer async for answer in self._sender.send_batch(lines)]
        assert all(answer.accepted for answer in answers)
        return [UUID(answer.body["id"]) for answer in answers]


def _record() -> dict[str, Any]:
    return a_record(force_reference=f"23/{uuid4().hex[:12]}", account=_ACCOUNT)


def _ref() -> bytes:
    record = _record()
    someone = {name: value for name, value in record["victim"].items() if name != "home_district"}
    ref = {
        "reference": record["force_reference"],
        "reported_at": record["reported_at"],
        "offence": record["offence_code"],
        "someone": someone,
        "flags": ["synthetic"] * 20,
        "position": "given",
        "account": _ACCOUNT + str(record["risk_summary"]),
    }
    return json.dumps(ref).encode()


@asynccontextmanager
async def bare_pipeline(database: str, home: Path) -> AsyncIterator[Bare]:
    """The bare pipeline on `database`, which it fills with tables of its own."""
    port = free_port()
    module = ["tests.performance.reference", database, str(port)]
    async with child("reference", module, {}, home) as process, client({"": port}) as http:
        await answers(port, "/", httpx.codes.ACCEPTED)
        yield Bare(http, (process,), database)


@asynccontextmanager
async def bare_over_kafka(database: str, home: Path, broker: str) -> AsyncIterator[Bare]:
    """The same as four processes over the broker; its topics are made here."""
    async with connected(database) as owner:
        await owner.execute(TABLES)
        await owner.execute(KAFKA_TABLES)
    await make_topics(broker, [topic_name(number) for number in (1, 2, 3)], PARTITIONS)
    async with AsyncExitStack() as stack:
        processes, ports = [], {}
        for role in ROLES:
            ports[role] = free_port()
            module = ["tests.performance.reference_kafka", database, str(ports[role]), broker, role]
            processes.append(await stack.enter_async_context(child(f"bare-{role}", module, {}, home)))
        for port in ports.values():
            await answers(port, "/", httpx.codes.ACCEPTED)
        http = await stack.enter_async_context(client(ports))
        yield Bare(http, tuple(processes), database)


async def make_topics(broker: str, names: Sequence[str], partitions: int) -> None:
    """Make topics as ours are made."""
    admin = AIOKafkaAdminClient(bootstrap_servers=broker)
    await admin.start()
    try:
        await admin.create_topics([NewTopic(name, partitions, 1) for name in names])
    finally:
        await admin.close()


@asynccontextmanager
async def our_pipeline(
    addresses: Addresses, settings: Settings, *, smtp_port: int, bus: str = ""
) -> AsyncIterator[Ours]:
    """`waymark run` on a loaded county, with the settings a laptop has; with a bus, as four processes on it."""
    services = installed_services()
    await load_county(list(services.values()), settings, addresses, SystemClock(), folder=BUILT_IN)
    ports = {name: free_port() for name in services} if bus else dict.fromkeys(services, free_port())
    own = {
        "WAYMARK_HOME": str(settings.home),
        "WAYMARK_DATABASE_URL": addresses.owner,
        "WAYMARK_NOTIFIER_SMTP_PORT": str(smtp_port),
        **{f"WAYMARK_{name.upper()}_DATABASE_URL": url for name, url in addresses.services.items()},
    }
    if bus:
        own |= {
            "WAYMARK_BUS_URL": bus,
            "WAYMARK_CONSENT_URL": f"http://127.0.0.1:{ports['consent']}",
            "WAYMARK_PUBLIC_URL": f"http://127.0.0.1:{ports['intake']}",  # what the sender's token request names
        }
    async with AsyncExitStack() as stack:
        processes = []
        for names in [[name] for name in services] if bus else [[]]:
            port = str(ports[names[0]] if names else ports["intake"])
            started = child(
                "-".join(("waymark", *names)),
                ["waymark.cli", "run", *names],
                {**own, "WAYMARK_PORT": port},
                settings.home,
            )
            processes.append(await stack.enter_async_context(started))
        for port_number in set(ports.values()):
            await answers(port_number, "/health/ready", httpx.codes.OK)
        http = await stack.enter_async_context(client(ports))
        sender = Sender(http, POLICE, client_key(settings.home, POLICE), SystemClock())
        yield Ours(http, sender, tuple(processes), addresses.owner)


@asynccontextmanager
async def connected(database: str) -> "AsyncIterator[asyncpg.Connection[asyncpg.Record]]":
    """A plain connection, closed at the end."""
    connection = await asyncpg.connect(database)
    try:
        yield connection
    finally:
        await connection.close()
