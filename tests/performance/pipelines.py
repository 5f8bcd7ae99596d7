"""The two pipelines a measurement runs against, each one operating-system process: how to post and where rows arrive.

Not here: what is measured (speed.py), and the bare pipeline itself (reference.py).
"""

import asyncio
import json
import os
import socket
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID, uuid4

import asyncpg
import httpx
import psutil

from tests.builders.police_post import a_record
from tests.journeys.world import until
from tests.performance.reference import CHANNEL as REFERENCE_CHANNEL
from waymark.clock import SystemClock
from waymark.demo.command import CLIENT
from waymark.demo.county import BUILT_IN, client_key, load_county
from waymark.demo.sender import Sender
from waymark.opening import Addresses
from waymark.service import installed_services
from waymark.settings import Settings

ROOT = Path(__file__).parents[2]
_ACCOUNT = "Synthetic account of what happened. " * 32  # makes a record of about 2.2 KB, half of it text


class Pipeline(Protocol):
    """A way from a POST to a queue row."""

    name: str
    process: psutil.Process
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

    def __init__(self, http: httpx.AsyncClient, process: psutil.Process, database: str) -> None:
        self._http = http
        self.process = process
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
    """Waymark in one process, through its police door; each referral is one offer in a provider's queue."""

    name = "waymark"

    def __init__(self, url: str, sender: Sender, process: psutil.Process, owner: str) -> None:
        self.url = url
        self._sender = sender
        self.process = process
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
    port = _free_port()
    module = ["tests.performance.reference", database, str(port)]
    async with _child("reference", module, {}, home) as process, _client(port) as http:
        await _answers(http, "/", httpx.codes.ACCEPTED)
        yield Bare(http, process, database)


@asynccontextmanager
async def our_pipeline(addresses: Addresses, settings: Settings, *, smtp_port: int) -> AsyncIterator[Ours]:
    """`waymark run` on a loaded county, with the settings a laptop has."""
    await load_county(list(installed_services().values()), settings, addresses, SystemClock(), folder=BUILT_IN)
    port = _free_port()
    own = {
        "WAYMARK_HOME": str(settings.home),
        "WAYMARK_DATABASE_URL": addresses.owner,
        "WAYMARK_PORT": str(port),
        "WAYMARK_NOTIFIER_SMTP_PORT": str(smtp_port),
        **{f"WAYMARK_{name.upper()}_DATABASE_URL": url for name, url in addresses.services.items()},
    }
    async with _child("waymark", ["waymark.cli", "run"], own, settings.home) as process, _client(port) as http:
        await _answers(http, "/health/ready", httpx.codes.OK)
        sender = Sender(http, CLIENT, client_key(settings.home, CLIENT), SystemClock())
        yield Ours(str(http.base_url), sender, process, addresses.owner)


@asynccontextmanager
async def _child(
    name: str, module: Sequence[str], environment: Mapping[str, str], home: Path
) -> AsyncIterator[psutil.Process]:
    home.mkdir(parents=True, exist_ok=True)
    with (home / f"{name}.log").open("wb") as log:
        started = await asyncio.create_subprocess_exec(
            sys.executable, "-m", *module, cwd=ROOT, env={**os.environ, **environment}, stdout=log, stderr=log
        )
        try:
            yield psutil.Process(started.pid)
        finally:
            if started.returncode is None:
                started.terminate()
                await asyncio.wait_for(started.wait(), 30)


@asynccontextmanager
async def _client(port: int) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=60, trust_env=False) as http:
        yield http


async def _answers(http: httpx.AsyncClient, path: str, wanted: int) -> None:
    async def look() -> int:
        try:
            return (await http.get(path)).status_code
        except httpx.TransportError:
            return 0

    await until(look, lambda status: status == wanted, within_s=30)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@asynccontextmanager
async def connected(database: str) -> "AsyncIterator[asyncpg.Connection[asyncpg.Record]]":
    """A plain connection, closed at the end."""
    connection = await asyncpg.connect(database)
    try:
        yield connection
    finally:
        await connection.close()
