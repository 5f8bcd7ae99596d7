"""The operator's commands on what is set aside: list it, replay it in order, or discard it with a reason."""

from collections.abc import Sequence
from uuid import UUID

from waymark import parked
from waymark.clock import SystemClock
from waymark.db import SYSTEM, Database, open_engine
from waymark.errors import Kind, Refused
from waymark.opening import Addresses
from waymark.runner import process
from waymark.service import Service
from waymark.settings import Settings


async def show(services: Sequence[Service], settings: Settings, addresses: Addresses) -> int:
    """Print what each service has set aside, oldest first; answers how many."""
    found = 0
    for service in services:
        engine = open_engine(addresses.services[service.name], settings, application="waymark-parked")
        database = Database(engine, SystemClock())
        try:
            await database.check()
            async with database.reader(SYSTEM) as reader:
                for item in await parked.list_open(reader):
                    found += 1
                    since = item.parked_at.isoformat(timespec="seconds")
                    print(
                        f"{service.name}  {item.state:<7} {since}  {item.record.key}  {item.record.type}  {item.error}"
                    )
        finally:
            await database.close()
    if not found:
        print("nothing is set aside")
    return found


async def replay_key(service: Service, settings: Settings, addresses: Addresses, *, key: UUID) -> int:
    """Handle again what is set aside for one referral, oldest first; answers how many went through."""
    async with process([service], settings, addresses, SystemClock()) as running:
        done = await running.deliveries[service.name].replay(key, by="operator")
    print(f"{service.name}: {done} replayed")
    return done


async def discard_key(service: Service, settings: Settings, addresses: Addresses, *, key: UUID, reason: str) -> None:
    """Give up the oldest event set aside for one referral; what queued behind it can then be replayed."""
    if not reason:
        raise Refused(Kind.INVALID, "say why with --reason: a discarded event is work nobody will do")
    engine = open_engine(addresses.services[service.name], settings, application="waymark-parked")
    database = Database(engine, SystemClock())
    try:
        await database.check()
        async with database.transaction(SYSTEM) as tx:
            item = await parked.next_of_key(tx, key)
            if item is None:
                raise Refused(Kind.NOT_FOUND, f"{service.name} has nothing set aside for {key}")
            await parked.settle(tx, item.id, state="discarded", by="operator")
            await parked.forget(tx, item)
            tx.audit("event.discarded", about=item.record.event_id, actor="operator", reason=reason)
    finally:
        await database.close()
    print(f"{service.name}: discarded {item.record.type} of {key}")
