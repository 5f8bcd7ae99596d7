"""`python -m tests.crash [seeds] [--from N] [--mode M]`: many runs, one line each; exit code 1 where one is wrong."""

import argparse
import asyncio
import sys
import tempfile
from contextlib import AsyncExitStack
from pathlib import Path

from tests.crash.history import Outcome
from tests.crash.plan import Mode, plan_of
from tests.crash.run import Report, run
from waymark.dev_kafka import DevKafka, dev_kafka

_HEAD = (
    "seed",
    "mode",
    "kills",
    "sent",
    "accepted",
    "unknown",
    "lost",
    "doubled",
    "other",
    "back s",
    "quiet s",
    "all s",
)
_WIDTHS = (6, 18, 6, 6, 9, 8, 5, 8, 6, 7, 8, 6)


async def main(seeds: int, first: int, mode: Mode | None, *, is_verbose: bool = False) -> int:
    """Run `seeds` seeds from `first` on; answers how many were wrong."""
    wrong: list[Report] = []
    _say(_line(_HEAD))
    async with AsyncExitStack() as stack:
        broker: DevKafka | None = None
        for seed in range(first, first + seeds):
            plan = plan_of(seed, mode=mode)
            over_kafka = plan.mode is Mode.FOUR_OVER_KAFKA
            if over_kafka and broker is None:
                folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="waymark-crash-broker-")))
                broker = await stack.enter_async_context(dev_kafka(folder, port=0))
            with tempfile.TemporaryDirectory(prefix="waymark-crash-", ignore_cleanup_errors=True) as home:
                report = await run(plan, Path(home), broker=broker if over_kafka else None)
            _say(_line(_row(report)))
            for name, words in report.fallen.items():
                _say(f"       {name} fell by itself: {'; '.join(words)}")
            if report.findings:
                wrong.append(report)
            if report.findings or is_verbose:
                _say(report.story())
    _say(f"{seeds - len(wrong)} of {seeds} runs are right" + (f"; wrong: {_seeds(wrong)}" if wrong else ""))
    return len(wrong)


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _row(report: Report) -> tuple[object, ...]:
    outcomes = report.outcomes()
    back = max(report.recovery_s.values(), default=0.0)
    other = len(report.findings) - report.lost - report.doubled
    return (
        report.plan.seed, report.plan.mode, len(report.plan.faults), len(report.history.sent), outcomes[Outcome.OK],
        outcomes[Outcome.UNKNOWN], report.lost, report.doubled, other, back, f"{report.quiet_s:.1f}",
        f"{report.took_s:.0f}",
    )  # fmt: skip


def _line(parts: tuple[object, ...]) -> str:
    return " ".join(str(part).rjust(width) for part, width in zip(parts, _WIDTHS, strict=True))


def _seeds(reports: list[Report]) -> str:
    return ", ".join(str(report.plan.seed) for report in reports)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.crash", description="Kill parts of a county and look.")
    parser.add_argument("seeds", type=int, nargs="?", default=21, help="how many runs")
    parser.add_argument("--from", type=int, default=1, dest="first", help="the first seed")
    parser.add_argument("--verbose", action="store_true", help="tell the whole story of runs that are right, too")
    parser.add_argument("--mode", type=Mode, choices=list(Mode), default=None)
    given = parser.parse_args()
    sys.exit(1 if asyncio.run(main(given.seeds, given.first, given.mode, is_verbose=given.verbose)) else 0)
