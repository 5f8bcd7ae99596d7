"""Our pipeline beside the bare one, in turns within one run: on any machine only their ratio says anything about us.

Nothing is asserted about time. What is asserted: whatever was sent arrived, once. docs/performance.md says how to read
the table.
"""

from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import psutil
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from tests.conftest import TestPostgres
from tests.performance.pipelines import (
    Bare,
    Ours,
    Pipeline,
    bare_over_kafka,
    bare_pipeline,
    connected,
    make_topics,
    our_pipeline,
)
from tests.performance.speed import (
    Idle,
    Latency,
    Meter,
    Steps,
    Throughput,
    counted,
    idle,
    latency,
    settled,
    steps,
    throughput,
)
from waymark.demo.staff import Staff
from waymark.dev_kafka import DevKafka
from waymark.mail_sink import mail_sink
from waymark.opening import Addresses
from waymark.settings import Settings

pytestmark = [pytest.mark.performance, pytest.mark.timeout(600)]

WARM_UP = 500
REFERRALS = 2000
ROUNDS = 2
RATES = (5, 50, 200)  # referrals a second
SECONDS = {5: 10, 50: 10, 200: 3}
ACCEPTS = 100
# A cold broker costs five times the CPU for each message (kafka: the JVM compiles what it has run often).
WARM_MESSAGES = 80_000


@dataclass(frozen=True)
class Measured:
    """All that was measured of one pipeline."""

    bursts: list[Throughput]
    rates: dict[int, Latency]
    idle: Idle
    memory_mb: float


@pytest.fixture
async def durable(postgres: TestPostgres) -> AsyncIterator[TestPostgres]:
    """The server with every commit on disk, as it is outside tests; both pipelines run on it."""
    async with connected(postgres.server.owner_url("postgres")) as owner:
        await owner.execute("alter system set fsync = on")
        await owner.execute("select pg_reload_conf()")
        try:
            yield postgres
        finally:
            await owner.execute("alter system set fsync = off")
            await owner.execute("select pg_reload_conf()")


@pytest.fixture
async def scratch(durable: TestPostgres) -> AsyncIterator[str]:
    """A database of its own for the bare pipeline."""
    async with connected(durable.server.owner_url("postgres")) as owner:
        await owner.execute("create database bare_pipeline")
        try:
            yield durable.server.owner_url("bare_pipeline")
        finally:
            await owner.execute("drop database bare_pipeline with (force)")


@asynccontextmanager
async def in_one_process(
    scratch: str, county_db: Addresses, settings: Settings, home: Path
) -> AsyncIterator[tuple[Bare, Ours]]:
    async with (
        mail_sink() as mail,
        bare_pipeline(scratch, home) as bare,
        our_pipeline(county_db, settings, smtp_port=mail.port) as ours,
    ):
        yield bare, ours


async def test_speed_beside_the_bare_pipeline(
    durable: TestPostgres, scratch: str, county_db: Addresses, settings: Settings, tmp_path: Path
) -> None:
    async with in_one_process(scratch, county_db, settings, tmp_path) as (bare, ours):
        meters = {one.name: Meter(one, durable.server.pid) for one in (bare, ours)}
        measured = await measure((bare, ours), meters)
        async with aclosing(Staff(ours.http.base_url, "sam.harbour")) as staff:
            accepted = await steps(staff, meters[ours.name], number=ACCEPTS)
    print(_table("one process", measured[bare.name], measured[ours.name], accepted))  # noqa: T201 - its purpose


async def test_speed_over_kafka_beside_the_bare_pipeline(
    durable: TestPostgres, scratch: str, county_db: Addresses, settings: Settings, tmp_path: Path, broker: DevKafka
) -> None:
    await warm(broker)
    jvm = next(one for one in psutil.Process().children(recursive=True) if "kafka.Kafka" in one.cmdline())
    async with (
        mail_sink() as mail,
        bare_over_kafka(scratch, tmp_path, broker.bootstrap) as bare,
        our_pipeline(county_db, settings, smtp_port=mail.port, bus=broker.url) as ours,
    ):
        meters = {one.name: Meter(one, durable.server.pid, jvm) for one in (bare, ours)}
        measured = await measure((bare, ours), meters)
    print(_table("four processes over Kafka", measured[bare.name], measured[ours.name], None))  # noqa: T201


async def warm(broker: DevKafka) -> None:
    """Send and read messages until the broker is as fast as it gets."""
    await make_topics(broker.bootstrap, ["warm"], 6)
    producer = AIOKafkaProducer(bootstrap_servers=broker.bootstrap, acks="all", enable_idempotence=True)
    await producer.start()
    for start in range(0, WARM_MESSAGES, 500):
        sent = [await producer.send("warm", bytes(2300), key=b"%d" % number) for number in range(start, start + 500)]
        for one in sent:
            await one
    await producer.stop()
    consumer = AIOKafkaConsumer("warm", bootstrap_servers=broker.bootstrap, auto_offset_reset="earliest")
    await consumer.start()
    read = 0
    while read < WARM_MESSAGES:
        read += sum(len(some) for some in (await consumer.getmany(timeout_ms=1000)).values())
    await consumer.stop()


async def measure(pair: tuple[Bare, Ours], meters: dict[str, Meter]) -> dict[str, Measured]:
    """Bursts in turns, then each alone at its rates and idle."""
    warmed = {one.name: await throughput(one, meters[one.name], referrals=WARM_UP) for one in pair}
    bursts: dict[str, list[Throughput]] = {one.name: [] for one in pair}
    for _ in range(ROUNDS):
        for one in pair:
            bursts[one.name].append(await throughput(one, meters[one.name], referrals=REFERRALS))
    measured: dict[str, Measured] = {}
    for one in pair:
        meter = meters[one.name]
        rates = {}
        for rate in RATES:
            rates[rate] = await latency(one, meter, per_second=rate, seconds=SECONDS[rate])
            await settled(one)
        await _all_arrived_once(one, [warmed[one.name], *bursts[one.name], *rates.values()])
        quiet = await idle(meter, seconds=5)
        measured[one.name] = Measured(bursts[one.name], rates, quiet, meter.memory_mb())
    return measured


async def _all_arrived_once(pipeline: Pipeline, runs: list[Throughput | Latency]) -> None:
    sent = [referral for run in runs for referral in run.sent]
    assert len(set(sent)) == len(sent)
    assert await counted(pipeline) == (len(sent), len(sent))


def _table(title: str, bare: Measured, ours: Measured, accepted: Steps | None) -> str:
    rows: list[tuple[str, float, float]] = [
        ("referrals a second, burst", _middle(bare, "per_second"), _middle(ours, "per_second")),
        ("CPU us a referral, app", _middle(bare, "app_us"), _middle(ours, "app_us")),
        ("CPU us a referral, PostgreSQL", _middle(bare, "postgres_us"), _middle(ours, "postgres_us")),
    ]
    if _middle(bare, "broker_us"):
        rows += [("CPU us a referral, broker", _middle(bare, "broker_us"), _middle(ours, "broker_us"))]
    for rate in RATES:
        one, two = bare.rates[rate], ours.rates[rate]
        rows += [
            (f"POST to queue row at {rate}/s, p50 ms", one.p50, two.p50),
            (f"POST to queue row at {rate}/s, p99 ms", one.p99, two.p99),
            (f"CPU us a referral at {rate}/s, app", one.app_us, two.app_us),
            (f"CPU us a referral at {rate}/s, PostgreSQL", one.postgres_us, two.postgres_us),
        ]
    rows += [
        ("idle, % of a core, app", bare.idle.app, ours.idle.app),
        ("idle, % of a core, PostgreSQL", bare.idle.postgres, ours.idle.postgres),
        ("memory (PSS), MB, app", bare.memory_mb, ours.memory_mb),
    ]
    lines = [f"{title:40}{'bare':>9}{'waymark':>9}{'ratio':>7}"]
    lines += [f"{what:40}{one:9.1f}{two:9.1f}{two / one if one else 0:7.2f}" for what, one, two in rows]
    if accepted is not None:
        lines += [
            f"{'accept, p50 ms':40}{'':9}{accepted.p50:9.1f}",
            f"{'accept, CPU us app + PostgreSQL':40}{'':9}{accepted.app_us + accepted.postgres_us:9.0f}",
        ]
    return "\n" + "\n".join(lines)


def _middle(measured: Measured, figure: str) -> float:
    return median(float(getattr(one, figure)) for one in measured.bursts)
