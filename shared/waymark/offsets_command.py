"""The operator's command `waymark offsets`: how far each hearer is, and each relay where Kafka carries events.

Not here: moving an offset; that is done by hand, and only where the bus itself says how.
"""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from waymark.bus.opening import open_bus
from waymark.clock import SystemClock
from waymark.db import SYSTEM
from waymark.login import login
from waymark.opening import Addresses
from waymark.service import Service
from waymark.settings import Settings
from waymark.status import words

_HEADINGS = ("hearer", "source", "position", "moved at", "waiting", "oldest")
_WIDE = 200  # where the output is no terminal, a line is a row


async def show(services: Sequence[Service], settings: Settings, addresses: Addresses) -> int:
    """Print where each hearer stands on each source; answers how many rows there were."""
    table = Table(*_HEADINGS, box=None, pad_edge=False)
    bus = open_bus(settings)
    for service in services:
        async with login(service, settings, addresses) as database, database.reader(SYSTEM) as reader:
            found = await bus.lags(reader, service.name, service.heard_topics(), service.told_topics())
        now = SystemClock().now()
        for lag in found:
            moved = lag.moved_at.isoformat(timespec="seconds") if lag.moved_at else "has not begun"
            table.add_row(
                lag.hearer, lag.topic, lag.position or "none", moved, words.waiting(lag), words.oldest(lag, now)
            )
    console = Console()
    console.width = console.width if console.is_terminal else _WIDE
    console.print(table)
    return table.row_count
