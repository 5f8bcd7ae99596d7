"""What an open queue page is told at once: a hub of thin events, fed across processes by PostgreSQL's NOTIFY.

An event says only that a queue changed; the page then fetches it by its own right. Not here: the route (api.py).
"""

import asyncio
import random
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Literal

import asyncpg

from waymark import metrics

CHANNEL = "waymark_queue"
_RETRY = b"retry: 1000\n\n"
_PING = b": still here\n\n"
_LOOK_S = 30.0
_AWAY = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)


def _thin(version: int) -> bytes:
    return b'id: %d\nevent: queue\ndata: {"version": %d}\n\n' % (version, version)


class Hub:
    """Tells this process's open streams of an agency that its queue changed; the latest wins, nothing piles up."""

    def __init__(self) -> None:
        self._open: dict[str, set[asyncio.Queue[int]]] = defaultdict(set)
        self._version = 0

    @property
    def open_streams(self) -> int:
        """How many streams are open now."""
        return sum(len(queues) for queues in self._open.values())

    def tell(self, agency: str) -> None:
        """Tell the streams of one agency."""
        self._version += 1
        for queue in self._open.get(agency, ()):
            self._put(queue)

    def tell_all(self) -> None:
        """Tell every stream: something may have been missed."""
        self._version += 1
        for queues in self._open.values():
            for queue in queues:
                self._put(queue)

    def _put(self, queue: asyncio.Queue[int]) -> None:
        if queue.full():
            queue.get_nowait()
        queue.put_nowait(self._version)

    @contextmanager
    def listening(self, agency: str) -> Iterator[asyncio.Queue[int]]:
        """A place to hear of one agency's changes; the first is there at once, for what came before it was opened."""
        queue: asyncio.Queue[int] = asyncio.Queue(maxsize=1)
        queue.put_nowait(self._version)
        self._open[agency].add(queue)
        metrics.open_streams.inc()
        try:
            yield queue
        finally:
            metrics.open_streams.dec()
            self._open[agency].discard(queue)
            if not self._open[agency]:
                del self._open[agency]


async def stream(
    hub: Hub, agency: str, closing: asyncio.Event, *, ping_s: float, minutes: float
) -> AsyncIterator[bytes]:
    """Server-sent events for one page of `agency`, until `closing` is set or about `minutes` have passed.

    It ends by itself, because uvicorn's shutdown waits for open responses; the page's browser comes back in a second.
    """
    loop = asyncio.get_running_loop()
    ends_at = loop.time() + minutes * 60 * random.uniform(0.9, 1.1)  # noqa: S311 - spreads reconnects, not a secret
    closed = asyncio.create_task(closing.wait())
    try:
        with hub.listening(agency) as queue:
            yield _RETRY
            while not closed.done() and (left := ends_at - loop.time()) > 0:
                yield await _next(queue, closed, min(ping_s, left))
        yield _RETRY
    finally:
        closed.cancel()


async def _next(queue: asyncio.Queue[int], closed: "asyncio.Task[Literal[True]]", wait_s: float) -> bytes:
    """The next thing to write: a change, or a comment when nothing happened for a while."""
    changed = asyncio.create_task(queue.get())
    try:
        waiting: set[asyncio.Task[object]] = {changed, closed}
        await asyncio.wait(waiting, timeout=wait_s, return_when=asyncio.FIRST_COMPLETED)
        return _thin(changed.result()) if changed.done() else _PING
    finally:
        changed.cancel()


@asynccontextmanager
async def open_hub(dsn: str, *, retry_s: float) -> AsyncIterator[Hub]:
    """A hub that hears what any process tells through the database at `dsn`, on a connection of its own.

    A listener that fails for a reason we do not know takes the block down with it.
    """
    hub = Hub()
    async with asyncio.TaskGroup() as group:
        listener = group.create_task(_listen(hub, dsn, retry_s), name="notifier-listen")
        try:
            yield hub
        finally:
            listener.cancel()


async def _listen(hub: Hub, dsn: str, retry_s: float) -> None:
    """Listen for ever; whenever the connection is new, tell all, because what was told meanwhile is lost."""
    while True:
        try:
            connection = await asyncpg.connect(dsn, timeout=5)
        except _AWAY:
            await asyncio.sleep(retry_s)
            continue
        try:
            await _hear(hub, connection)
        except _AWAY:
            await asyncio.sleep(retry_s)
        finally:
            connection.terminate()


async def _hear(hub: Hub, connection: "asyncpg.Connection[asyncpg.Record]") -> None:
    ended = asyncio.Event()

    def heard(_connection: object, _pid: int, _channel: str, agency: object) -> None:
        hub.tell(str(agency))

    connection.add_termination_listener(lambda _connection: ended.set())
    await connection.add_listener(CHANNEL, heard)
    hub.tell_all()
    while not ended.is_set():
        try:
            await asyncio.wait_for(ended.wait(), _LOOK_S)
        except TimeoutError:
            # A server that vanished without a word sends nothing: only asking shows it.
            await connection.execute("select 1", timeout=5)
