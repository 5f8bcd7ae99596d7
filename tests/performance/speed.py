"""What is measured of a pipeline: referrals a second, CPU a referral, and the time from a POST to its queue row.

Not here: the pipelines (pipelines.py), and what must be true of every run (test_speed.py).
"""

import asyncio
import statistics
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from random import Random
from uuid import UUID

import asyncpg
import psutil

from tests.performance.pipelines import Pipeline, connected
from waymark.demo.staff import Staff

_LONGEST_S = 60.0
_LOOK_S = 0.02


@dataclass(frozen=True)
class Throughput:
    """A burst of referrals in batches, until the last has its queue row.

    CPU in microseconds a referral, with all that follows from it: our alerts go out after the row.
    """

    sent: frozenset[UUID]
    per_second: float
    app_us: float
    postgres_us: float
    broker_us: float


@dataclass(frozen=True)
class Latency:
    """Milliseconds from before the POST to the queue row, at an open loop of some referrals a second."""

    sent: frozenset[UUID]
    p50: float
    p99: float
    app_us: float
    postgres_us: float


@dataclass(frozen=True)
class Idle:
    """Share of one core, in percent, while nothing happens."""

    app: float
    postgres: float
    broker: float


@dataclass(frozen=True)
class Steps:
    """Steps of one worker, one after the other: milliseconds each, and CPU in microseconds."""

    p50: float
    app_us: float
    postgres_us: float


@dataclass(frozen=True)
class Used:
    """CPU seconds used so far."""

    app: float
    postgres: float
    broker: float

    def since(self, before: "Used", share: float) -> "Used":
        """What was used between two readings, for one of `share`."""
        return Used(
            (self.app - before.app) / share,
            (self.postgres - before.postgres) / share,
            (self.broker - before.broker) / share,
        )


class Meter:
    """CPU and memory of a pipeline's processes, of the whole database server, and of the broker where there is one."""

    def __init__(self, pipeline: Pipeline, postmaster: int, broker: psutil.Process | None = None) -> None:
        self._app = pipeline.processes
        self._postmaster = psutil.Process(postmaster)
        self._broker = broker

    def read(self) -> Used:
        """Seconds of CPU so far."""
        server = self._postmaster.cpu_times()
        # Sessions that have ended are in the postmaster's own children times.
        used = server.user + server.system + server.children_user + server.children_system
        for session in self._postmaster.children(recursive=True):
            with suppress(psutil.NoSuchProcess):
                used += _seconds(session)
        return Used(sum(_seconds(one) for one in self._app), used, _seconds(self._broker) if self._broker else 0.0)

    def memory_mb(self) -> float:
        """Proportional memory of the app's processes, in megabytes."""
        return sum(float(one.memory_full_info().pss) for one in self._app) / 1e6


def _seconds(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


class Arrivals:
    """Watches a queue: woken by what the database tells, it asks which of the awaited referrals have their row."""

    def __init__(self, pipeline: Pipeline, connection: "asyncpg.Connection[asyncpg.Record]") -> None:
        self._rows = pipeline.rows
        self._connection = connection
        self._awaited: dict[UUID, asyncio.Future[float]] = {}
        self._news = asyncio.Event()

    def heard(self, *_: object) -> None:
        """Something changed."""
        self._news.set()

    async def of(self, referral: UUID) -> float:
        """When the referral's row was seen, on the loop's clock."""
        arrived = self._awaited[referral] = asyncio.get_running_loop().create_future()
        self._news.set()
        seen: float = await arrived
        return seen

    async def watch(self) -> None:
        """Look whenever there is news, for ever."""
        while True:
            await self._news.wait()
            self._news.clear()
            if self._awaited:
                for row in await self._connection.fetch(self._rows.arrived, list(self._awaited)):
                    if (arrived := self._awaited.pop(row["id"], None)) is not None:
                        arrived.set_result(asyncio.get_running_loop().time())


@asynccontextmanager
async def arrivals(pipeline: Pipeline) -> AsyncIterator[Arrivals]:
    """Arrivals of a pipeline's queue, watched until the block ends."""
    async with connected(pipeline.rows.database) as connection:
        watched = Arrivals(pipeline, connection)
        await connection.add_listener(pipeline.rows.channel, watched.heard)
        watching = asyncio.create_task(watched.watch())
        try:
            yield watched
        finally:
            watching.cancel()
            await connection.remove_listener(pipeline.rows.channel, watched.heard)


async def counted(pipeline: Pipeline) -> tuple[int, int]:
    """Rows in the queue, and how many referrals they are of."""
    async with connected(pipeline.rows.database) as connection:
        row = await connection.fetchrow(pipeline.rows.count)
        assert row is not None
        return row["rows"], row["referrals"]


async def settled(pipeline: Pipeline) -> None:
    """Wait until nothing goes on any more behind the queue rows."""
    async with asyncio.timeout(_LONGEST_S), connected(pipeline.rows.database) as connection:
        while await connection.fetchval(pipeline.rows.still):
            await asyncio.sleep(_LOOK_S)


async def throughput(
    pipeline: Pipeline, meter: Meter, *, referrals: int, batch: int = 100, hands: int = 4
) -> Throughput:
    """Post `referrals` in batches with several hands at once, and wait for the last queue row."""
    rows_before, _ = await counted(pipeline)
    cpu_before, started = meter.read(), time.monotonic()
    batches = iter(range(0, referrals, batch))

    async def hand() -> list[UUID]:
        return [referral for _ in batches for referral in await pipeline.post_batch(batch)]

    sent = [referral for several in await asyncio.gather(*(hand() for _ in range(hands))) for referral in several]
    async with asyncio.timeout(_LONGEST_S), connected(pipeline.rows.database) as connection:
        while await connection.fetchval(pipeline.rows.count) - rows_before < len(sent):
            await asyncio.sleep(_LOOK_S)
        took = time.monotonic() - started
    await settled(pipeline)
    each = meter.read().since(cpu_before, referrals / 1e6)
    return Throughput(frozenset(sent), len(sent) / took, each.app, each.postgres, each.broker)


async def latency(pipeline: Pipeline, meter: Meter, *, per_second: float, seconds: float) -> Latency:
    """Post at chance moments, whether or not earlier ones are answered, and time each until its queue row."""
    random = Random(7)
    before = meter.read()
    loop = asyncio.get_running_loop()
    async with arrivals(pipeline) as watched:

        async def one(at: float) -> tuple[UUID, float]:
            await asyncio.sleep(at - loop.time())
            started = loop.time()
            referral = await pipeline.post()
            return referral, await watched.of(referral) - started

        moment, moments = loop.time(), []
        until = moment + seconds
        while (moment := moment + random.expovariate(per_second)) < until:
            moments.append(moment)
        async with asyncio.timeout(_LONGEST_S):
            timed = await asyncio.gather(*(one(at) for at in moments))
    each = meter.read().since(before, len(timed) / 1e6)
    took = statistics.quantiles([took * 1000 for _, took in timed], n=100)
    return Latency(frozenset(referral for referral, _ in timed), took[49], took[98], each.app, each.postgres)


async def steps(staff: Staff, meter: Meter, *, number: int) -> Steps:
    """Accept what is offered, through the queue's own door."""
    items = (await staff.get("/notifier/v1/allocations", state="offered", limit=str(number)))["items"]
    assert len(items) == number
    took = []
    before = meter.read()
    for item in items:
        started = time.monotonic()
        after = await staff.post(f"/notifier/v1/allocations/{item['id']}:accept", {"version": item["version"]})
        took.append((time.monotonic() - started) * 1000)
        assert after["state"] == "accepted"
    each = meter.read().since(before, number / 1e6)
    return Steps(statistics.median(took), each.app, each.postgres)


async def idle(meter: Meter, *, seconds: float) -> Idle:
    """What is used while nobody posts anything."""
    before = meter.read()
    await asyncio.sleep(seconds)
    share = meter.read().since(before, seconds / 100)
    return Idle(share.app, share.postgres, share.broker)
