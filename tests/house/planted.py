"""Services that break a rule, for the tests of the guards."""

from collections.abc import Sequence
from typing import Any, ClassVar

from waymark.contracts.envelope import Event, Heard
from waymark.db import Transaction
from waymark.service import Context, Hears, Service
from waymark.settings import ServiceSettings


class Heardless(Event):
    """Something nobody hears."""

    name: ClassVar[str] = "thing.left_alone"
    topic: ClassVar[str] = "alpha.thing"


async def _ignore(tx: Transaction, events: Sequence[Heard[Any]], context: Context[Any, Any]) -> None:
    """Hear and do nothing."""


def service_with(name: str, *, tells: tuple[type[Event], ...] = (), hears: tuple[type[Event], ...] = ()) -> Service:
    """A service that tells and hears just this."""
    return Service(
        name=name,
        summary=name,
        settings=ServiceSettings,
        migrations="nowhere",
        tells=tells,
        hears=tuple(Hears(event, _ignore) for event in hears),
    )
