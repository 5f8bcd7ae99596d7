"""The operator's command `waymark check`: what is wrong between the services, one finding a line, for a script to read.

Not here: what is checked (`waymark.check`).
"""

import sys
from collections.abc import Sequence

from waymark.check import NotQuiet, check, opened, until_quiet
from waymark.clock import SystemClock
from waymark.ledger import Finding
from waymark.opening import Addresses
from waymark.service import Service
from waymark.settings import Settings


async def run(services: Sequence[Service], settings: Settings, addresses: Addresses, *, wait_s: float) -> int:
    """Wait at most `wait_s` until nothing is on its way, check, and print; answers how many findings there are.

    A county that does not become quiet is checked all the same: what is still on its way is then a finding too.
    """
    async with opened(services, settings, addresses, SystemClock()) as databases:
        try:
            await until_quiet(services, databases, within_s=wait_s, keep_days=settings.keep_log_days)
        except NotQuiet as busy:
            print(f"waymark: {busy}; what is on its way is reported as well", file=sys.stderr)
    return say(await check(services, settings, addresses))


def say(findings: Sequence[Finding]) -> int:
    """Print each finding, by invariant; answers how many there are."""
    for finding in sorted(findings, key=lambda one: (one.invariant, str(one.referral_id or ""))):
        print(line(finding))
    if not findings:
        print("nothing is wrong")
    return len(findings)


def line(finding: Finding) -> str:
    """`I3  01890a5d-...  in two queues of one pathway`; a dash where it is about no single referral."""
    return f"{finding.invariant}  {finding.referral_id or '-'}  {finding.what}"
