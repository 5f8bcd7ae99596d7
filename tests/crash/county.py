"""A county that may be killed in parts: processes under a supervisor, a PostgreSQL and a broker of its own.

Commits are made as durable as for real people: nothing of the embedded server's settings is relaxed.
"""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import httpx

from tests.crash.plan import BROKER, POSTGRES, PROCESS, SERVICES, Mode
from tests.crash.supervisor import Supervised
from tests.journeys.conftest import without_topics
from tests.journeys.world import ByService
from waymark.clock import SystemClock
from waymark.demo.county import BUILT_IN, load_county
from waymark.dev_kafka import DevKafka
from waymark.embedded import embedded_postgres
from waymark.embedded.process import find_postmaster
from waymark.mail_sink import MailSink, mail_sink
from waymark.migrate import migrate
from waymark.opening import Addresses, opened_database
from waymark.service import Service, installed_services
from waymark.settings import Settings

READY_S = 120.0  # four interpreters start at once, on two cores
_DATABASE = "waymark"
_DURABLE = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}


@dataclass
class Killable:
    """A running county: where it answers, how parts of it are killed, where its database is."""

    url: str
    mode: Mode
    home: Path
    settings: Settings
    addresses: Addresses
    processes: dict[str, Supervised]
    broker: DevKafka | None
    mails: MailSink

    @property
    def services(self) -> Sequence[Service]:
        """All services, in the order in which a referral meets them."""
        return list(installed_services().values())

    def transport(self) -> httpx.AsyncBaseTransport | None:
        """How its clients reach the process of each service."""
        ports = {name: one.port for name, one in self.processes.items() if name in SERVICES}
        return ByService(ports) if ports else None

    async def kill(self, victim: str) -> float:
        """`kill -9` of one part, and the seconds until all of it is ready again."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        if victim == POSTGRES:
            self._kill_postgres()
        elif victim == BROKER and self.broker is not None:
            await self.broker.kill()
            await self.broker.start()
        else:
            self.processes[victim].kill()
        await asyncio.sleep(0.3)  # readiness is looked at once a second: let the death be noticed
        await self.ready()
        return loop.time() - began

    async def ready(self) -> None:
        """Wait until every process says that it is ready."""
        for one in self.processes.values():
            await one.ready(READY_S)

    def _kill_postgres(self) -> None:
        postmaster = find_postmaster(self.home.resolve() / "postgres")
        if postmaster is not None:
            with suppress(ProcessLookupError):
                os.kill(postmaster.pid, signal.SIGKILL)


@asynccontextmanager
async def killable(mode: Mode, home: Path, *, broker: DevKafka | None = None) -> AsyncIterator[Killable]:
    """A fresh county with the demo county loaded; `broker` is asked for over Kafka."""
    settings = Settings(home=home, port=0, database_url="embedded:")
    services = list(installed_services().values())
    async with opened_database(settings, services) as addresses:
        await _hold_to_its_promise(addresses)
        await migrate(addresses.owner, services, addresses.passwords())
        await load_county(services, settings, addresses, SystemClock(), folder=BUILT_IN)
    if broker is not None:
        await without_topics(broker.bootstrap)
    async with AsyncExitStack() as stack:
        mails = await stack.enter_async_context(mail_sink())
        opener = _one_process if mode is Mode.ONE_PROCESS else _four_processes
        yield await stack.enter_async_context(opener(mode, settings, broker, mails))


async def _hold_to_its_promise(addresses: Addresses) -> None:
    """What is shown afterwards is worth nothing on a server that acknowledges what is not yet written."""
    connection = await asyncpg.connect(addresses.owner)
    try:
        found = {name: await connection.fetchval(f"show {name}") for name in _DURABLE}
    finally:
        await connection.close()
    assert found == _DURABLE


@asynccontextmanager
async def _one_process(
    mode: Mode, settings: Settings, broker: DevKafka | None, mails: MailSink
) -> AsyncIterator[Killable]:
    """The laptop: one process that owns its embedded PostgreSQL, and takes over one it left behind."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    environment = {"WAYMARK_HOME": str(settings.home), "WAYMARK_PORT": str(port), **_mail(mails)}
    one = Supervised(PROCESS, _waymark_run(), environment, settings.home / "process.log")
    async with _running([one]):
        services = list(installed_services().values())
        async with embedded_postgres(settings.home) as server:
            urls = {service.name: server.service_url(service.name, _DATABASE) for service in services}
            addresses = Addresses(owner=server.owner_url(_DATABASE), services=urls)
            yield Killable(url, mode, settings.home, settings, addresses, {PROCESS: one}, broker, mails)


@asynccontextmanager
async def _four_processes(
    mode: Mode, settings: Settings, broker: DevKafka | None, mails: MailSink
) -> AsyncIterator[Killable]:
    """The county or region: a process per service with its own login; PostgreSQL is brought back by this process."""
    ports = {name: free_port() for name in SERVICES}
    url = f"http://127.0.0.1:{ports['consent']}"
    bus = f"kafka://{broker.bootstrap}" if broker is not None else "postgres:"
    async with opened_database(settings, list(installed_services().values())) as addresses:
        watching = asyncio.ensure_future(addresses.watch())
        processes = [
            Supervised(
                name,
                _waymark_run(name),
                {
                    "WAYMARK_HOME": str(settings.home),
                    "WAYMARK_DATABASE_URL": addresses.owner,
                    f"WAYMARK_{name.upper()}_DATABASE_URL": addresses.services[name],
                    "WAYMARK_BUS_URL": bus,
                    "WAYMARK_PORT": str(port),
                    "WAYMARK_PUBLIC_URL": url,
                    "WAYMARK_CONSENT_URL": "" if name == "consent" else url,
                    "WAYMARK_KAFKA_INSTANCE": f"crash-{port}",
                    "WAYMARK_KAFKA_SESSION_S": "6",
                    **_mail(mails),
                },
                settings.home / f"{name}.log",
            )
            for name, port in ports.items()
        ]
        named = {one.name: one for one in processes}
        try:
            async with _running(processes):
                yield Killable(url, mode, settings.home, settings, addresses, named, broker, mails)
        finally:
            watching.cancel()


@asynccontextmanager
async def _running(processes: Sequence[Supervised]) -> AsyncIterator[None]:
    for one in processes:
        one.start()
    try:
        for one in processes:
            await one.ready(READY_S)
        yield
    finally:
        await asyncio.gather(*(one.stop() for one in processes))


def _waymark_run(*services: str) -> tuple[str, ...]:
    return (sys.executable, "-m", "waymark.cli", "run", *services)


def _mail(mails: MailSink) -> dict[str, str]:
    return {"WAYMARK_NOTIFIER_SMTP_PORT": str(mails.port)}


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
