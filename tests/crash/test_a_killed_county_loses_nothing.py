"""Short runs of the crash proof, one per mode; `make crash` runs many more seeds, and longer ones."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.crash.plan import Mode, plan_of
from tests.crash.run import run
from waymark.dev_kafka import DevKafka

pytestmark = [pytest.mark.crash, pytest.mark.database, pytest.mark.timeout(300)]


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder the server's account can reach, which pytest's own is not."""
    with TemporaryDirectory(prefix="waymark-crash-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


async def right(seed: int, mode: Mode, home: Path, broker: DevKafka | None = None) -> None:
    """One run with every part of the mode killed once; `python -m tests.crash 1 --from <seed>` runs it again."""
    report = await run(plan_of(seed, mode=mode, faults=0), home, broker=broker)
    assert not report.findings, report.story()
    assert len(report.history.accepted()) > 5, report.story()  # something was there to lose, on any machine


async def test_one_process_and_its_database(home: Path) -> None:
    await right(1, Mode.ONE_PROCESS, home)


async def test_four_processes_on_postgres(home: Path) -> None:
    await right(2, Mode.FOUR_ON_POSTGRES, home)


async def test_four_processes_over_kafka(home: Path, broker: DevKafka) -> None:
    await right(3, Mode.FOUR_OVER_KAFKA, home, broker)
