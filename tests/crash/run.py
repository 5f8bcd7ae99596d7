"""One run: a county under load, parts of it killed as planned, and then the question whether all of it is right."""

import asyncio
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tests.crash.county import Killable, killable
from tests.crash.effects import effects
from tests.crash.history import History, Outcome, compare
from tests.crash.load import Load
from tests.crash.plan import BROKER, Plan
from waymark.check import Finding, NotQuiet, accounts, check, opened, until_quiet
from waymark.cli import leaves
from waymark.clock import SystemClock
from waymark.dev_kafka import DevKafka

_QUIET_S = 90.0


@dataclass
class Report:
    """What one run came to."""

    plan: Plan
    history: History
    findings: list[Finding] = field(default_factory=list)
    recovery_s: dict[str, float] = field(default_factory=dict)
    quiet_s: float = 0.0
    took_s: float = 0.0
    fallen: dict[str, list[str]] = field(default_factory=dict)

    @property
    def lost(self) -> int:
        """Referrals and steps that were answered ok and are not where they must be."""
        return sum(finding.invariant in {"I1", "I10"} for finding in self.findings)

    @property
    def doubled(self) -> int:
        """What is there more than once."""
        return sum(finding.invariant in {"I2", "I3"} for finding in self.findings)

    def outcomes(self) -> Counter[Outcome]:
        """How the submissions ended."""
        return Counter(one.outcome for one in self.history.sent.values())

    def said(self) -> Counter[str]:
        """How the steps of workers and the words of senders ended, by kind."""
        found = Counter(f"{step.verb} {step.outcome}" for step in self.history.steps)
        for word in self.history.words.values():
            for kind, outcomes in word.outcomes.items():
                found.update({f"{kind} {outcome}": times for outcome, times in outcomes.items()})
        return found

    def story(self) -> str:
        """Everything a person needs who must find out why it failed."""
        lines = [
            f"seed {self.plan.seed}, {self.plan.mode}: {', '.join(map(str, self.plan.faults))}",
            f"sent {len(self.history.sent)}, {dict(self.outcomes())}, refusals {dict(self.history.refusals)}",
            f"steps and words {dict(sorted(self.said().items()))}",
            f"recovery {self.recovery_s}, quiet after {self.quiet_s:.1f} s, fell by themselves {self.fallen}",
            *(f"{one.invariant} {one.referral_id}: {one.what}" for one in self.findings[:40]),
        ]
        return "\n".join(lines)


async def run(plan: Plan, home: Path, *, broker: DevKafka | None = None) -> Report:
    """Run a plan in the empty folder `home`; `broker` is needed over Kafka. Whatever is wrong is in the report."""
    began = time.monotonic()
    async with killable(plan.mode, home, broker=broker) as county:
        load = Load(county, plan.seed)
        report = Report(plan, load.history)
        try:
            await _trial(plan, county, load, report)
        except* (AssertionError, NotQuiet) as group:  # not ready, or not quiet, within any patience
            report.findings += [Finding("I10", str(error)) for error in leaves(group)]
        report.fallen = {name: one.fallen for name, one in county.processes.items() if one.fallen}
    report.took_s = time.monotonic() - began
    return report


async def _trial(plan: Plan, county: Killable, load: Load, report: Report) -> None:
    """Load, faults, and the questions afterwards."""
    sending = asyncio.create_task(load.run())
    try:
        await asyncio.sleep(plan.calm_s)
        report.recovery_s = await _break(plan, county)
        await asyncio.sleep(plan.calm_s)
    finally:
        load.stopping.set()
        await sending
    await county.ready()
    await _ask(county, load, report)


async def _break(plan: Plan, county: Killable) -> dict[str, float]:
    """Kill what is planned, when it is planned; answers the longest time each needed to come back."""
    longest: dict[str, float] = {}
    one_at_a_time = asyncio.Lock()  # a broker that is being started cannot be started once more

    async def kill(victim: str) -> None:
        if victim == BROKER:
            async with one_at_a_time:
                seconds = await county.kill(victim)
        else:
            seconds = await county.kill(victim)
        longest[victim] = max(longest.get(victim, 0.0), round(seconds, 1))

    async with asyncio.TaskGroup() as group:
        for fault in plan.faults:
            if fault.when_ready:
                await county.ready()
            await asyncio.sleep(fault.after_s)
            group.create_task(kill(fault.victim))
    return longest


async def _ask(county: Killable, load: Load, report: Report) -> None:
    """Wait until quiet and check; then send what is unknown once more, and check again."""
    services, settings = county.services, county.settings
    async with opened(services, settings, county.addresses, SystemClock()) as databases:
        report.quiet_s = await until_quiet(services, databases, within_s=_QUIET_S)
        ledgers = await accounts(services, databases)
        report.findings += await check(services, settings, county.addresses)
        report.findings += await effects(county.addresses.owner, load.history, ledgers)
        resolved = await load.resolve()
        report.findings += compare(load.history, ledgers, resolved)
        await until_quiet(services, databases, within_s=_QUIET_S)
        again = await check(services, settings, county.addresses)
        report.findings += [finding for finding in again if finding not in report.findings]
