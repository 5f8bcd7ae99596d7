"""The operator's command `waymark status`: what the status page says, as text.

Not here: what is looked at and how it is worded (`waymark.status`).
"""

from collections.abc import Iterator, Sequence

from waymark.bus.opening import open_bus
from waymark.clock import SystemClock
from waymark.login import login
from waymark.opening import Addresses
from waymark.service import Service
from waymark.settings import Settings
from waymark.status import words
from waymark.status.look import Look, look


async def show(services: Sequence[Service], settings: Settings, addresses: Addresses) -> int:
    """Print how each service is doing, warnings first; answers how many warnings there are."""
    looks = [await _look(service, settings, addresses) for service in services]
    warnings = [warned for seen in looks for warned in seen.warnings(settings.lag_warn_s)]
    for warned in warnings:
        print(f"LOOK  {warned.service}: {warned.words}  (docs/runbook.md: {warned.code})")
    if not warnings:
        print("nothing needs you")
    for seen in looks:
        print(f"\n{seen.service}")
        for line in lines_of(seen):
            print(f"  {line}")
    return len(warnings)


def lines_of(seen: Look) -> Iterator[str]:
    """One service's numbers, a line each."""
    for figure in words.ordered(seen.figures or ()):
        yield f"{figure.label}: {words.value(figure)}"
    for lag in seen.lags or ():
        moved = words.moved(lag, seen.now)
        yield f"{words.reader(lag)}: {words.waiting(lag)} waiting, {'last moved ' if lag.moved_at else ''}{moved}"
    if seen.heads is not None:
        yield f"referrals that stand still behind an event set aside: {len(seen.heads)}"


async def _look(service: Service, settings: Settings, addresses: Addresses) -> Look:
    async with login(service, settings, addresses) as database:
        return await look(service, database, open_bus(settings), SystemClock())
