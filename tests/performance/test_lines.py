"""A hundred thousand rows in one request: rows a second, and whether memory stays flat; looking one of them up.

The door and its client share a process and a PostgreSQL with durable commits; nothing else runs beside them. Nothing
is asserted about time. What is asserted: every row became a referral once, and memory stayed within 50 MB.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from statistics import quantiles

import psutil
import pytest

from tests.builders.serving import a_server
from tests.intake.api.test_sheet import a_file, iris
from tests.intake.conftest import Intake, OpenIntake, open_the_door  # noqa: F401 - a fixture
from tests.performance.test_speed import durable  # noqa: F401 - a fixture
from waymark.db import SYSTEM

pytestmark = [pytest.mark.performance, pytest.mark.timeout(900)]

ROWS = 100_000
LOOKS = 300
MOST_GROWTH_MB = 50


def _chunks() -> Iterator[bytes]:
    yield a_file().partition(b"\n")[0] + b"\n"
    for start in range(0, ROWS, 100):
        rows = (iris(Crime_reference=f"23/{n}/26", First_name=f"Iris{n}") for n in range(start, start + 100))
        yield a_file(*rows).partition(b"\n")[2]


async def _send(intake: Intake, port: int, seen: Callable[[int], None]) -> None:
    """Reads while it sends, as a client of so many rows must."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(
        b"POST /intake/v1/referrals:csv?mapping=police-standard HTTP/1.1\r\nhost: localhost\r\n"
        b"content-type: text/csv\r\ntransfer-encoding: chunked\r\n"
        b"authorization: Bearer %s\r\n\r\n" % intake.police.token.encode()
    )

    async def write() -> None:
        for chunk in _chunks():
            writer.write(b"%x\r\n%s\r\n" % (len(chunk), chunk))
            await writer.drain()
        writer.write(b"0\r\n\r\n")

    async with asyncio.TaskGroup() as group:
        group.create_task(write())
        data = rest = b""
        while b"0,end," not in data:
            came = await reader.read(65_536)
            assert came, "the answer ended early"
            data = rest + came
            whole, _, rest = data.rpartition(b"\n")
            seen(whole.count(b",accepted,"))
    writer.close()


async def test_a_hundred_thousand_rows_and_looking_one_up(
    durable: object,  # noqa: F811 - the fixture
    open_the_door: OpenIntake,  # noqa: F811 - the fixture
) -> None:
    intake = await open_the_door()
    process, answered, memory = psutil.Process(), 0, list[float]()

    def seen(number: int) -> None:
        nonlocal answered
        if (answered + number) // 10_000 > answered // 10_000:
            memory.append(process.memory_info().rss / 1e6)
        answered += number

    async with a_server(intake.app) as server:
        started = time.monotonic()
        await _send(intake, server.port, seen)
        took = time.monotonic() - started
    async with intake.database.reader(SYSTEM) as reader:
        assert answered == await reader.value("select count(*) from referrals") == ROWS
    looks = [look async for look in _looks(intake)]
    growth = max(memory) - memory[0]
    print(  # noqa: T201 - its purpose
        f"\n{ROWS} rows of CSV: {ROWS / took:.0f} rows a second, memory {memory[0]:.0f} MB after 10,000 and"
        f" {growth:+.0f} MB at most after that; look-up by reference p50 {quantiles(looks, n=100)[49]:.1f} ms,"
        f" p99 {quantiles(looks, n=100)[98]:.1f} ms"
    )
    assert growth <= MOST_GROWTH_MB


async def _looks(intake: Intake) -> AsyncIterator[float]:
    async with intake.client() as client:

        async def post(number: int) -> int:
            body = {"reference": f"23/{number}/26"}
            return len((await client.post("/intake/v1/referrals:find", json=body)).json()["referrals"])

        for number in range(LOOKS):
            started = time.monotonic()
            assert await post(number * (ROWS // LOOKS)) == 1
            yield (time.monotonic() - started) * 1000
