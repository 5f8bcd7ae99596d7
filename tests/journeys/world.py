"""A running county for journeys, in one process or as four over either bus, and the people who use it from outside.

Everything goes through real doors. The same journey takes any world and asserts the same.
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
from waymark.demo.county import BUILT_IN, client_key, load_county
from waymark.demo.sender import Sender
from waymark.demo.staff import Staff
from waymark.demo.stories import POLICE
from waymark.mail_sink import MailSink, mail_sink
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


@dataclass(frozen=True)
class Place:
    """A county that stands: where it is reached, by which ports, and as whom its owner reads the database."""

    url: str
    settings: Settings
    addresses: Addresses
    ports: Mapping[str, int] = field(default_factory=dict)
    mail: MailSink = field(default_factory=MailSink)

    def transport(self) -> httpx.AsyncBaseTransport | None:
        """How a client gets there; None for the ordinary way."""
        return ByService(self.ports) if self.ports else None


@dataclass
class World:
    """A county in which a journey happens."""

    place: Place
    http: httpx.AsyncClient
    senders: dict[str, Sender] = field(default_factory=dict)
    members: dict[str, Staff] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return self.place.url

    @property
    def settings(self) -> Settings:
        return self.place.settings

    @property
    def police(self) -> Sender:
        return self.sender(POLICE)

    def sender(self, client: str) -> Sender:
        """A machine client of the county, with its own key."""
        if client not in self.senders:
            key = client_key(self.settings.home, client)
            self.senders[client] = Sender(self.http, client, key, SystemClock())
        return self.senders[client]

    def staff(self, member: str) -> Staff:
        """A member of staff, signed in at their first request."""
        if member not in self.members:
            self.members[member] = Staff(self.url, member, transport=self.place.transport())
        return self.members[member]

    async def followed(self, referral: str) -> dict[str, Any]:
        """The referral as the police see it."""
        return await self.police.followed(referral)

    async def police_post(self, path: str, body: dict[str, Any]) -> httpx.Response:
        """Something the police record system posts besides referrals."""
        return await self.police.post(path, body)

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
        visiting(Place(running.url, settings, addresses)) as world,
    ):
        yield world


@asynccontextmanager
async def four_processes(
    addresses: Addresses, settings: Settings, bus_url: str, *, more: Mapping[str, str] | None = None
) -> AsyncIterator[World]:
    """Each service a process of its own with its own database login, over `bus_url`; `more` is added environment."""
    async with standing_four(addresses, settings, bus_url, more=more) as place, visiting(place) as world:
        yield world


@asynccontextmanager
async def standing_one(addresses: Addresses, settings: Settings) -> AsyncIterator[Place]:
    """All services as one operating-system process on the PostgreSQL bus."""
    await load_county(list(installed_services().values()), settings, addresses, SystemClock(), folder=BUILT_IN)
    port = _free_port()
    logins = {f"WAYMARK_{name.upper()}_DATABASE_URL": url for name, url in addresses.services.items()}
    async with mail_sink() as mail:
        place = Place(f"http://127.0.0.1:{port}", settings, addresses, mail=mail)
        environment = {**_environment(place, "postgres:", port), **logins}
        async with service_process("", environment, settings.home):
            await _ready(place.url)
            yield place


@asynccontextmanager
async def standing_four(
    addresses: Addresses, settings: Settings, bus_url: str, *, more: Mapping[str, str] | None = None
) -> AsyncIterator[Place]:
    """Each service as a process of its own, all of them ready."""
    await load_county(list(installed_services().values()), settings, addresses, SystemClock(), folder=BUILT_IN)
    ports = {name: _free_port() for name in installed_services()}
    async with AsyncExitStack() as stack:
        mail = await stack.enter_async_context(mail_sink())
        place = Place(f"http://127.0.0.1:{ports['consent']}", settings, addresses, ports, mail)
        for name, port in ports.items():
            environment = {
                **_environment(place, bus_url, port),
                f"WAYMARK_{name.upper()}_DATABASE_URL": addresses.services[name],
                "WAYMARK_CONSENT_URL": "" if name == "consent" else place.url,
                "WAYMARK_KAFKA_INSTANCE": f"test-{port}",
                "WAYMARK_KAFKA_SESSION_S": "6",
                **(more or {}),
            }
            await stack.enter_async_context(service_process(name, environment, settings.home))
        for port in ports.values():
            await _ready(f"http://127.0.0.1:{port}")
        yield place


def _environment(place: Place, bus_url: str, port: int) -> dict[str, str]:
    return {
        "WAYMARK_HOME": str(place.settings.home),
        "WAYMARK_DATABASE_URL": place.addresses.owner,
        "WAYMARK_BUS_URL": bus_url,
        "WAYMARK_PORT": str(port),
        "WAYMARK_PUBLIC_URL": place.url,
        "WAYMARK_NOTIFIER_SMTP_PORT": str(place.mail.port),
        "WAYMARK_NOTIFIER_LAPSE_EVERY_S": "1",
    }


@asynccontextmanager
async def service_process(
    name: str, environment: Mapping[str, str], home: Path
) -> AsyncIterator[asyncio.subprocess.Process]:
    """`waymark run <name>` ("" = all) as an operating-system process, stopped at the end; its output is in `home`."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / f"{name or 'waymark'}.log").open("wb") as log:
        started = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "waymark.cli", "run", *name.split(),
            env={**os.environ, **environment}, stdout=log, stderr=log,
        )  # fmt: skip
        try:
            yield started
        finally:
            if started.returncode is None:
                started.terminate()
                await asyncio.wait_for(started.wait(), 20)


@asynccontextmanager
async def visiting(place: Place) -> AsyncIterator[World]:
    """The people who use a county from outside, for one journey."""
    async with httpx.AsyncClient(base_url=place.url, timeout=30, trust_env=False, transport=place.transport()) as http:
        await _ready(place.url)
        world = World(place, http)
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
