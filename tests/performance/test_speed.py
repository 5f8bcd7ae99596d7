"""Our pipeline beside the bare one, in turns within one run: on any machine only their ratio says anything about us.

Nothing is asserted about time. What is asserted: whatever was sent arrived, once. docs/performance.md says how to read
the table.
"""

from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import pytest

from tests.conftest import TestPostgres
from tests.performance.pipelines import Bare, Ours, Pipeline, bare_pipeline, connected, our_pipeline
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
from waymark.mail_sink import mail_sink
from waymark.opening import Addresses
from waymark.settings import Settings

pytestmark = [pytest.mark.performance, pytest.mark.timeout(180)]

WARM_UP = 500
REFERRALS = 2000
ROUNDS = 2
CALM, BUSY = 5, 50  # referrals a second
SECONDS = 10
ACCEPTS = 100


@dataclass(frozen=True)
class Measured:
    """All that was measured of one pipeline."""

    bursts: list[Throughput]
    calm: Latency
    busy: Latency
    idle: Idle


@pytest.fixture
async def pair(
    postgres: TestPostgres, county_db: Addresses, settings: Settings, tmp_path: Path
) -> AsyncIterator[tuple[Bare, Ours]]:
    """Both pipelines, warm, on one server but each with a database of its own."""
    async with (
        mail_sink() as mail,
        _scratch(postgres) as database,
        bare_pipeline(database, tmp_path) as bare,
        our_pipeline(county_db, settings, smtp_port=mail.port) as ours,
    ):
        yield bare, ours


@asynccontextmanager
async def _scratch(postgres: TestPostgres) -> AsyncIterator[str]:
    async with connected(postgres.server.owner_url("postgres")) as owner:
        await owner.execute("create database bare_pipeline")
        try:
            yield postgres.server.owner_url("bare_pipeline")
        finally:
            await owner.execute("drop database bare_pipeline with (force)")


async def test_speed_beside_the_bare_pipeline(pair: tuple[Bare, Ours], postgres: TestPostgres) -> None:
    bare, ours = pair
    meters = {pipeline.name: Meter(pipeline, postgres.server.pid) for pipeline in pair}
    warm = {pipeline.name: await throughput(pipeline, meters[pipeline.name], referrals=WARM_UP) for pipeline in pair}
    bursts: dict[str, list[Throughput]] = {bare.name: [], ours.name: []}
    for _ in range(ROUNDS):
        for pipeline in pair:
            bursts[pipeline.name].append(await throughput(pipeline, meters[pipeline.name], referrals=REFERRALS))
    measured: dict[str, Measured] = {}
    for pipeline in pair:
        calm = await latency(pipeline, per_second=CALM, seconds=SECONDS)
        busy = await latency(pipeline, per_second=BUSY, seconds=SECONDS)
        await settled(pipeline)
        await _all_arrived_once(pipeline, [warm[pipeline.name], *bursts[pipeline.name], calm, busy])
        quiet = await idle(meters[pipeline.name], seconds=5)
        measured[pipeline.name] = Measured(bursts[pipeline.name], calm, busy, quiet)
    async with aclosing(Staff(ours.url, "sam.harbour")) as staff:
        accepted = await steps(staff, meters[ours.name], number=ACCEPTS)
    print(_table(measured[bare.name], measured[ours.name], accepted))  # noqa: T201 - what the measurement is for


async def _all_arrived_once(pipeline: Pipeline, runs: list[Throughput | Latency]) -> None:
    sent = [referral for run in runs for referral in run.sent]
    assert len(set(sent)) == len(sent)
    assert await counted(pipeline) == (len(sent), len(sent))


def _table(bare: Measured, ours: Measured, accepted: Steps) -> str:
    rows: list[tuple[str, float, float]] = [
        ("referrals a second, burst", _middle(bare, "per_second"), _middle(ours, "per_second")),
        ("CPU us a referral, app", _middle(bare, "app_us"), _middle(ours, "app_us")),
        ("CPU us a referral, PostgreSQL", _middle(bare, "postgres_us"), _middle(ours, "postgres_us")),
        (f"POST to queue row at {CALM}/s, p50 ms", bare.calm.p50, ours.calm.p50),
        (f"POST to queue row at {BUSY}/s, p50 ms", bare.busy.p50, ours.busy.p50),
        (f"POST to queue row at {BUSY}/s, p99 ms", bare.busy.p99, ours.busy.p99),
        ("idle, % of a core, app", bare.idle.app, ours.idle.app),
        ("idle, % of a core, PostgreSQL", bare.idle.postgres, ours.idle.postgres),
    ]
    lines = [f"{'':36}{'bare':>9}{'waymark':>9}{'ratio':>7}"]
    lines += [f"{what:36}{one:9.1f}{two:9.1f}{two / one if one else 0:7.2f}" for what, one, two in rows]
    lines += [
        f"{'accept, p50 ms':36}{'':9}{accepted.p50:9.1f}",
        f"{'accept, CPU us app + PostgreSQL':36}{'':9}{accepted.app_us + accepted.postgres_us:9.0f}",
    ]
    return "\n" + "\n".join(lines)


def _middle(measured: Measured, figure: str) -> float:
    return median(float(getattr(one, figure)) for one in measured.bursts)
