"""A hearing service for tests: a real Delivery on a real login, with a handler of the test's own."""

import asyncio
from collections.abc import Sequence
from typing import Any

from tests.contracts.examples import EXAMPLES
from waymark.auth import Known
from waymark.bus import Record
from waymark.clock import Clock
from waymark.contracts.consent import ReleaseRevoked
from waymark.contracts.envelope import Heard
from waymark.contracts.referral import ReferralReceived
from waymark.db import Database, Transaction
from waymark.delivery import Delivery
from waymark.ids import uuid7
from waymark.log import read_after
from waymark.release_door import ReleaseDoor
from waymark.service import Context, Handler, Hears, Service
from waymark.settings import ServiceSettings, Settings

RECEIVED = next(example for example in EXAMPLES if isinstance(example, ReferralReceived))
TOPIC = ReferralReceived.topic
SOURCE = f"postgres:{TOPIC}"


async def leave_a_row(tx: Transaction, events: Sequence[Heard[Any]], context: Context[Any, Any]) -> None:
    """The simplest effect: an audit row per event, in order."""
    del context
    for heard in events:
        tx.audit("test.handled", about=heard.data.referral_id, actor="test", event=str(heard.id))


def a_context(database: Database, settings: Settings, clock: Clock, service: str = "consent") -> Context[Any, Any]:
    """A context of a service that opened nothing of its own."""
    return Context(
        service=service,
        shared=settings,
        settings=ServiceSettings(),
        clock=clock,
        database=database,
        known=Known(database, clock),
        release_door=ReleaseDoor.at("http://127.0.0.1:9"),
        closing=asyncio.Event(),
        own=None,
    )


def a_hearer(context: Context[Any, Any], handle: Handler = leave_a_row) -> Delivery:
    """A delivery to `context`'s service that hears received referrals."""
    service = Service(
        name=context.service,
        summary="for tests",
        settings=ServiceSettings,
        migrations="",
        hears=(Hears(ReferralReceived, handle), Hears(ReleaseRevoked, handle)),
    )
    return Delivery(service, context)


async def tell_received(database: Database, count: int = 1) -> list[ReferralReceived]:
    """Tell `count` received referrals in one transaction of intake's login."""
    async with database.transaction() as tx:
        told = [RECEIVED.model_copy(update={"referral_id": uuid7(tx.now)}) for _ in range(count)]
        for event in told:
            tx.tell(event, key=event.referral_id)
    return told


async def log_of(database: Database, after: str = "", limit: int = 500) -> list[Record]:
    """What intake's log holds after a position."""
    async with database.looking() as connection:
        return await read_after(connection, "intake", TOPIC, after, limit)


async def handled(database: Database) -> list[str]:
    """Ids of the referrals the handler has left a row for, in order."""
    async with database.reader() as reader:
        rows = await reader.rows("select about from audit where act = 'test.handled' order by id")
    return [row.about for row in rows]
