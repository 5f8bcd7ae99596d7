"""What a service offers: its doors, the events it tells and hears, its jobs. A service.py fills in one Service.

Shared code finds services through entry points (`waymark.services`), never by import.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from importlib.metadata import entry_points
from typing import Any, Generic, TypeVar

from fastapi import APIRouter
from pydantic import BaseModel
from starlette.types import ASGIApp

from waymark.auth import Known
from waymark.clock import Clock
from waymark.contracts.envelope import Event, Heard
from waymark.db import Database, Reader, Transaction
from waymark.figure import Figure
from waymark.ledger import Ledger
from waymark.release_door import ReleaseDoor
from waymark.settings import ServiceSettings, Settings

E = TypeVar("E", bound=Event)
S = TypeVar("S", bound=ServiceSettings)
O = TypeVar("O")  # noqa: E741 - what a service opens for itself


@dataclass(frozen=True)
class Context(Generic[S, O]):
    """Where a door stands: this process's clock, this service's database and settings, and what it opened itself.

    `closing` is set when the process begins to stop: open streams end themselves on it. `own` is what the
    service's `open` yielded (keys, coalescers ...).
    """

    service: str
    shared: Settings
    settings: S
    clock: Clock
    database: Database
    known: Known
    release_door: ReleaseDoor
    closing: asyncio.Event
    own: O


Handler = Callable[[Transaction, Sequence[Heard[Any]], Context[Any, Any]], Awaitable[None]]


@dataclass(frozen=True)
class Hears:
    """One event a service hears, and the door in events.py that takes a batch of it inside one transaction.

    `linger_s`: where nobody waits for what follows, it may wait so long for more and let more urgent work go first.
    """

    event: type[Event]
    handle: Handler
    linger_s: float = 0.0


@dataclass(frozen=True)
class Job:
    """What happens by time: `run` is called every `every_s(context)` seconds, one run at a time per process."""

    name: str
    every_s: Callable[[Context[Any, Any]], float]
    run: Callable[[Context[Any, Any]], Awaitable[None]]


@asynccontextmanager
async def _nothing(_: Context[Any, None]) -> AsyncIterator[None]:
    yield None


@dataclass(frozen=True, slots=True)
class Fixed:
    """A table whose rows stay as they were written, but for the columns `but`; deleted only where it `forgets`."""

    table: str
    but: tuple[str, ...] = ()
    forgets: bool = False


Figures = Callable[[Reader], Awaitable[Sequence[Figure]]]
Account = Callable[[Reader], Awaitable[Ledger]]
Read = Callable[[Mapping[str, Any], Context[Any, Any]], Awaitable[Any]]
Load = Callable[[Transaction, Any, Context[Any, Any]], Awaitable[None]]
Documents = Callable[[Mapping[str, Mapping[str, Any]]], Mapping[str, str]]
Open = Callable[[Context[Any, None]], AbstractAsyncContextManager[Any]]


Gate = Callable[[ASGIApp, Context[Any, Any]], ASGIApp]


@dataclass(frozen=True)
class Service:
    """The plug: everything the runner, the generated documents and the house tests need to know of a service.

    `migrations` is the package with the Alembic revisions. `read` reads and checks this service's part of a county file
    before anything is open in the database; `load` takes what it answered, or the part itself where there is no `read`,
    within one transaction. To `append_only` tables its role may add, and change or delete nothing there; to
    `fixed` ones nothing but what each says. `home` is the page
    that the bare address leads to. `shows_people` says that its pages ask consent for names: it does not start where
    nobody could answer. `figures` are what an operator must know of it, `account` what it holds, for the
    check that nothing was lost. `shapes` are what its callers send, published as JSON Schema. `documents` writes what
    is generated from the built-in county's parts, by path from the project's root. `gate` wraps the whole app, within
    the edge and once a body is whole: for a door that a flood must not reach. `short` addresses, as a county
    prints them, lead to pages. `streamed` are the paths whose long bodies are read as they come, each by its route.
    """

    name: str
    summary: str
    settings: type[ServiceSettings]
    migrations: str
    tells: tuple[type[Event], ...] = ()
    hears: tuple[Hears, ...] = ()
    routers: tuple[APIRouter, ...] = ()
    jobs: tuple[Job, ...] = ()
    open: Open = field(default=_nothing)
    read: Read | None = None
    load: Load | None = None
    append_only: tuple[str, ...] = ()
    fixed: tuple[Fixed, ...] = ()
    home: str = ""
    shows_people: bool = False
    figures: Figures | None = None
    account: Account | None = None
    shapes: Mapping[str, type[BaseModel]] = field(default_factory=dict)
    documents: Documents | None = None
    gate: Gate | None = None
    short: Mapping[str, str] = field(default_factory=dict)
    streamed: tuple[str, ...] = ()

    def heard_topics(self) -> tuple[str, ...]:
        """Topics this service hears, sorted."""
        return tuple(sorted({heard.event.topic for heard in self.hears}))

    def lingers(self) -> dict[str, float]:
        """By topic how long hearing it may wait: as long as the most urgent event this service hears on it."""
        return {
            topic: min(heard.linger_s for heard in self.hears if heard.event.topic == topic)
            for topic in self.heard_topics()
        }

    def told_topics(self) -> tuple[str, ...]:
        """Topics this service tells, sorted."""
        return tuple(sorted({event.topic for event in self.tells}))


def installed_services() -> dict[str, Service]:
    """The services announced as entry points, by name, in the order in which a referral meets them."""
    order = {"intake": 0, "consent": 1, "router": 2, "notifier": 3}
    found = sorted(entry_points(group="waymark.services"), key=lambda point: order.get(point.name, 9))
    return {point.name: point.load() for point in found}
