"""A running county for journeys, in one process or as four over Kafka, and the people who use it from outside.

Everything goes through real doors. The same journey takes either world and asserts the same.
"""

import asyncio
import os
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import httpx

from waymark.clock import SystemClock
from waymark.demo.command import CLIENT
from waymark.demo.county import BUILT_IN, client_key, load_county
from waymark.demo.sender import Sender
from waymark.demo.staff import Staff
from waymark.opening import Addresses
from waymark.runner import process
from waymark.service import installed_services
from waymark.settings import Settings

PATIENCE_S = 15.0
START_S = 60.0  # four interpreters start at once, on two cores
T = TypeVar("T")


class ByService(httpx.AsyncBaseTransport):
    """Sends each request to the process of the service its path names, as an ingress would."""

    def __init__(self, ports: Mapping[str, int]) -> None:
        self._ports = ports
        self._inner = httpx.AsyncHTTPTransport()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        port = self._ports.get(request.url.path.split("/")[1], request.url.port or 0)
        request.url = request.url.copy_with(port=port)
        return await self._inner.handle_async_request(request)

    async def aclose(self) -> None:
        await self._inner.aclose()


@dataclass
class World:
    """A county in which a journey happens."""

    url: str
    http: httpx.AsyncClient
    police: Sender
    settings: Settings
    transport: Callable[[], httpx.AsyncBaseTransport | None]
    members: dict[str, Staff] = field(default_factory=dict)

    def staff(self, member: str) -> Staff:
        """A member of staff, signed in at their first request."""
        if member not in self.members:
            self.members[member] = Staff(self.url, member, transport=self.transport())
        return self.members[member]

    async def followed(self, referral: str) -> dict[str, Any]:
        """The referral as the police see it."""
        headers = {"Authorization": f"Bearer {await self.police.token()}"}
        reply = await self.http.get(f"/intake/v1/referrals/{referral}", headers=headers)
        reply.raise_for_status()
        found: dict[str, Any] = reply.json()
        return found

    async def police_post(self, path: str, body: dict[str, Any]) -> httpx.Response:
        """Something the police record system posts besides referrals."""
        headers = {"Authorization": f"Bearer {await self.police.token()}"}
        return await self.http.post(path, json=body, headers=headers)

    async def close(self) -> None:
        for member in self.members.values():
            await member.aclose()


async def until(ask: Callable[[], Awaitable[T]], enough: Callable[[T], object], *, within_s: float = PATIENCE_S) -> T:
    """Ask until the answer is enough; an AssertionError shows the last answer when it never is."""
    give_up = asyncio.get_running_loop().time() + within_s
    while True:
        answer = await ask()
        if enough(answer):
            return answer
        assert asyncio.get_running_loop().time() < give_up, f"still {answer}"
        await asyncio.sleep(0.05)


@asynccontextmanager
async def one_process(addresses: Addresses, settings: Settings) -> AsyncIterator[World]:
    """All services in this process on the PostgreSQL bus."""
    services = list(installed_services().values())
    await load_county(services, settings, addresses, SystemClock(), folder=BUILT_IN)
    async with (
        process(services, settings, addresses, SystemClock()) as running,
        _world(running.url, settings, lambda: None) as world,
    ):
        yield world


@asynccontextmanager
async def four_processes(
    addresses: Addresses, settings: Settings, bus_url: str, *, more: Mapping[str, str] | None = None
) -> AsyncIterator[World]:
    """Each service a process of its own with its own database login, over `bus_url`; `more` is added environment."""
    await load_county(list(installed_services().values()), settings, addresses, SystemClock(), folder=BUILT_IN)
    ports = {name: _free_port() for name in installed_services()}
    url = f"http://127.0.0.1:{ports['consent']}"
    async with AsyncExitStack() as stack:
        for name, port in ports.items():
            environment = {
                "WAYMARK_HOME": str(settings.home),
                "WAYMARK_DATABASE_URL": addresses.owner,
                f"WAYMARK_{name.upper()}_DATABASE_URL": addresses.services[name],
                "WAYMARK_BUS_URL": bus_url,
                "WAYMARK_PORT": str(port),
                "WAYMARK_PUBLIC_URL": url,
                "WAYMARK_CONSENT_URL": "" if name == "consent" else url,
                "WAYMARK_NOTIFIER_SMTP_PORT": os.environ.get("WAYMARK_NOTIFIER_SMTP_PORT", "8625"),
                "WAYMARK_KAFKA_INSTANCE": f"test-{port}",
                "WAYMARK_KAFKA_SESSION_S": "6",
                **(more or {}),
            }
            await stack.enter_async_context(service_process(name, environment, settings.home))
        async with _world(url, settings, lambda: ByService(ports)) as world:
            for port in ports.values():
                await _ready(f"http://127.0.0.1:{port}")
            yield world


@asynccontextmanager
async def service_process(
    name: str, environment: Mapping[str, str], home: Path
) -> AsyncIterator[asyncio.subprocess.Process]:
    """`waymark run <name>` as an operating-system process, stopped at the end; its output is in the home folder."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / f"{name}.log").open("wb") as log:
        started = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "waymark.cli", "run", name,
            env={**os.environ, **environment}, stdout=log, stderr=log,
        )  # fmt: skip
        try:
            yield started
        finally:
            if started.returncode is None:
                started.terminate()
                await asyncio.wait_for(started.wait(), 20)


@asynccontextmanager
async def _world(
    url: str, settings: Settings, transport: Callable[[], httpx.AsyncBaseTransport | None]
) -> AsyncIterator[World]:
    async with httpx.AsyncClient(base_url=url, timeout=30, trust_env=False, transport=transport()) as http:
        await _ready(url)
        sender = Sender(http, CLIENT, client_key(settings.home, CLIENT), SystemClock())
        world = World(url, http, sender, settings, transport)
        try:
            yield world
        finally:
            await world.close()


async def _ready(url: str) -> None:
    async with httpx.AsyncClient(base_url=url, trust_env=False) as http:

        async def look() -> int:
            try:
                return (await http.get("/health/ready")).status_code
            except httpx.TransportError:
                return 0

        await until(look, lambda status: status == httpx.codes.OK, within_s=START_S)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
