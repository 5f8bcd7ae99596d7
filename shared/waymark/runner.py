"""Runs named services in this process: HTTP, hearers, relays, jobs; all tasks in one group that falls together.

The same code runs one service or all four, on either bus and any database; nothing here asks which.
"""

import asyncio
import dataclasses
import gc
import logging
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from waymark import log
from waymark.auth import Known
from waymark.bus import Hearer, Teller, Wake
from waymark.bus.opening import open_bus
from waymark.clock import Clock, SystemClock
from waymark.db import SYSTEM, Database, backoff_s, open_engine
from waymark.delivery import Delivery
from waymark.errors import SettingsInvalid, Unavailable
from waymark.http import build_app
from waymark.opening import Addresses
from waymark.otlp_metrics import Sender
from waymark.release_door import ReleaseDoor
from waymark.retention import trim
from waymark.service import Context, Job, Service, installed_services
from waymark.settings import Settings, load
from waymark.status.meter import Meter
from waymark.waiting import pause

_log = logging.getLogger(__name__)
_LINGER_S = 0.05  # three hops of one referral are one notice
_NEW_OBJECTS = 10_000  # a batch of events makes that many and drops them again


@dataclass(frozen=True)
class Process:
    """A running process: where it answers, and the contexts of its services by name.

    `leaving` makes it say that it is not ready while it still answers, so that balancers turn away first.
    """

    url: str
    contexts: dict[str, Context[Any, Any]]
    deliveries: dict[str, Delivery]
    closing: asyncio.Event
    leaving: asyncio.Event


class _LateApp:
    """The app consent is reached through in the same process; it exists only after the contexts do."""

    def __init__(self) -> None:
        self.app: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.app is None:
            raise Unavailable("still starting")
        await self.app(scope, receive, send)


@asynccontextmanager
async def process(
    services: Sequence[Service], settings: Settings, addresses: Addresses, clock: Clock
) -> AsyncIterator[Process]:
    """Everything of `services` running until the block ends; a task that fails takes the block down with it."""
    closing, leaving = asyncio.Event(), asyncio.Event()
    late = _LateApp()
    async with AsyncExitStack() as stack:
        listener = listen(settings.host, settings.port)
        stack.callback(listener.close)
        url = settings.public_url or f"http://{settings.host}:{listener.getsockname()[1]}"
        shared = settings.model_copy(update={"public_url": url})
        door = _door(services, settings, late)
        stack.push_async_callback(door.close)
        are_all_here = installed_services().keys() <= {service.name for service in services}
        wake = Wake(addresses.services[services[0].name], linger_s=_LINGER_S if are_all_here else 0.0)
        opened = opened_contexts(services, shared, addresses, clock, door=door, closing=closing)
        contexts = await stack.enter_async_context(opened)
        for context in contexts.values():
            context.database.on_told = wake.told
        deliveries = {service.name: Delivery(service, contexts[service.name]) for service in services}
        pulse = _Pulse(contexts, closing, leaving)
        late.app = build_app({s.name: (s, contexts[s.name]) for s in services}, shared, ready=pulse.missing)
        server = uvicorn.Server(_uvicorn(late.app, settings))
        tasks = _tasks(services, contexts, deliveries, wake, shared)
        async with asyncio.TaskGroup() as group:
            running = [group.create_task(task(closing), name=name) for name, task in tasks.items()]
            running.append(group.create_task(pulse.run(), name="pulse"))
            group.create_task(_serve(server, listener), name="http")
            watching = group.create_task(_watch(addresses), name="database")
            try:
                await _started(server)
                yield Process(url, contexts, deliveries, closing=closing, leaving=leaving)
            finally:
                await _stop(closing, server, running, settings)
                watching.cancel()


def _door(services: Sequence[Service], settings: Settings, late: ASGIApp) -> ReleaseDoor:
    """Consent's door, by address or in this process; raises SettingsInvalid where names could never be shown."""
    if settings.consent_url:
        return ReleaseDoor.at(settings.consent_url)
    blind = [service.name for service in services if service.shows_people]
    if blind and "consent" not in {service.name for service in services}:
        raise SettingsInvalid(f"setting WAYMARK_CONSENT_URL: {blind[0]} needs consent's address, or consent beside it")
    return ReleaseDoor.over(late)


def spare_collector() -> None:
    """Keep the garbage collector from what was loaded at start and stays: going through it takes a fifth of all CPU.

    For a process that runs services and nothing else, once it is up.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS, 20, 20)


def listen(host: str, port: int) -> socket.socket:
    """A socket bound to that address (port 0: a free one); raises SettingsInvalid where it cannot be had."""
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    # Head and body go out in two writes: with Nagle's algorithm the second waits for the caller's acknowledgement,
    # which comes 40 ms late. Connections have this from their listener; asyncio alone does not set it on this one's.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise SettingsInvalid(f"setting WAYMARK_PORT: cannot listen on {host}:{port}") from error
    return listener


def _uvicorn(app: ASGIApp, settings: Settings) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        loop="none",
        http="httptools",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=65,
        timeout_graceful_shutdown=max(1, int(settings.shutdown_s)),
    )


async def _serve(server: uvicorn.Server, listener: socket.socket) -> None:
    # `serve` would install signal handlers; `_serve` is what it calls beneath them.
    await server._serve(sockets=[listener])  # noqa: SLF001


async def _started(server: uvicorn.Server) -> None:
    while not server.started:  # noqa: ASYNC110 - uvicorn offers no event
        await asyncio.sleep(0.01)


async def _stop(
    closing: asyncio.Event, server: uvicorn.Server, running: Sequence[asyncio.Task[None]], settings: Settings
) -> None:
    """Streams end, hearers finish their batch, the server drains; what is left after the limit is cancelled."""
    closing.set()
    server.should_exit = True
    _, late = await asyncio.wait(running, timeout=settings.shutdown_s)
    for task in late:
        _log.warning("stopping: %s did not end by itself", task.get_name())
        task.cancel()


@asynccontextmanager
async def opened_contexts(
    services: Sequence[Service],
    settings: Settings,
    addresses: Addresses,
    clock: Clock,
    *,
    door: ReleaseDoor,
    closing: asyncio.Event,
) -> AsyncIterator[dict[str, Context[Any, Any]]]:
    """The contexts of `services` by name: databases, settings, and what each opens for itself; nothing runs yet."""
    async with AsyncExitStack() as stack:
        contexts: dict[str, Context[Any, Any]] = {}
        for service in services:
            engine = open_engine(addresses.services[service.name], settings, application=f"waymark-{service.name}")
            database = Database(engine, clock)
            stack.push_async_callback(database.close)
            await database.check()
            async with database.transaction(SYSTEM) as tx:
                if await log.raise_epoch_if_restored(tx):
                    _log.warning("%s: the database was restored; its log goes on in a new epoch", service.name)
            bare: Context[Any, Any] = Context(
                service=service.name,
                shared=settings,
                settings=load(service.settings),
                clock=clock,
                database=database,
                known=Known(database, clock),
                release_door=door,
                closing=closing,
                own=None,
            )
            own = await stack.enter_async_context(service.open(bare))
            contexts[service.name] = dataclasses.replace(bare, own=own)
        yield contexts


def _tasks(
    services: Sequence[Service],
    contexts: dict[str, Context[Any, Any]],
    deliveries: dict[str, Delivery],
    wake: Wake,
    settings: Settings,
) -> dict[str, Any]:
    hearers = [
        Hearer(
            service.name,
            service.heard_topics(),
            deliveries[service.name],
            contexts[service.name].database,
            types=frozenset(heard.event.type() for heard in service.hears),
            linger_s=service.lingers(),
        )
        for service in services
        if service.hears
    ]
    tellers = [
        Teller(service.name, service.told_topics(), contexts[service.name].database)
        for service in services
        if service.tells
    ]
    bus = open_bus(settings)
    tasks: dict[str, Any] = {"wake": wake.run, **bus.tasks(hearers, tellers, wake)}
    for service in services:
        for job in (*service.jobs, Job("trim log", lambda _: 3600.0, trim)):
            runner = _JobRunner(job, contexts[service.name])
            tasks[f"{service.name} {job.name}"] = runner.run
        tasks[f"{service.name} meter"] = Meter(service, contexts[service.name], bus).run
    if settings.otlp_metrics_endpoint:
        tasks["metrics"] = Sender(settings, SystemClock()).run
    return tasks


class _JobRunner:
    """Calls one job on its rhythm; what passes by itself is tried again, anything else takes the process down."""

    def __init__(self, job: Job, context: Context[Any, Any]) -> None:
        self._job = job
        self._context = context

    async def run(self, closing: asyncio.Event) -> None:
        """Run the job until closing."""
        attempt, clock = 0, self._context.clock
        while not closing.is_set():
            began, wait_s = clock.now(), self._job.every_s(self._context)
            try:
                await self._job.run(self._context)
            except Unavailable as error:
                attempt += 1
                _log.warning("job %s of %s waits: %s", self._job.name, self._context.service, error.title)
                # A database that is away comes back on the machine's time, also where a county stands still.
                await pause(backoff_s(attempt, self._context.shared), closing)
            else:
                attempt = 0
                await clock.wait(wait_s, closing, since=began)


class _Pulse:
    """What readiness looks at: the databases answer, keys are known, and nothing is stopping."""

    def __init__(self, contexts: dict[str, Context[Any, Any]], closing: asyncio.Event, leaving: asyncio.Event) -> None:
        self._contexts = contexts
        self._closing = closing
        self._leaving = leaving
        self._missing: dict[str, str] = dict.fromkeys(contexts, "starting")

    def missing(self) -> dict[str, str]:
        """What is not ready, by part, in words; empty when all is."""
        stopping = self._closing.is_set() or self._leaving.is_set()
        return {"process": "stopping"} if stopping else dict(self._missing)

    async def run(self) -> None:
        """Look once a second until closing."""
        while not self._closing.is_set():
            self._missing = {name: why for name, why in [await self._look(n) for n in self._contexts] if why}
            await pause(0.2 if self._missing else 1.0, self._closing)

    async def _look(self, name: str) -> tuple[str, str]:
        try:
            keys = await self._contexts[name].known.keys("token")
        except Unavailable:
            return name, "the database is not answering"
        return name, "" if keys else "has not heard the keys yet"


async def _watch(addresses: Addresses) -> None:
    await addresses.watch()
