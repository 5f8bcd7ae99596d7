"""The operator's commands on what is set aside: list it, replay it in order, or discard it with a coded reason.

Who did it is kept as `shell:<name>`, the operating system's name unless --by says another. Not here: the same on a
page (`waymark.status.pages`).
"""

import asyncio
import getpass
import re
from collections.abc import Sequence
from uuid import UUID

from waymark import parked
from waymark.clock import SystemClock
from waymark.db import SYSTEM
from waymark.delivery import Delivery
from waymark.errors import Kind, Refused
from waymark.login import login
from waymark.opening import Addresses
from waymark.parked import DiscardReason
from waymark.release_door import ReleaseDoor
from waymark.runner import opened_contexts
from waymark.service import Service
from waymark.settings import Settings
from waymark.status import words

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,59}")


def actor_of(by: str) -> str:
    """Who is at the shell, as audit rows name them; raises Refused where that is no name."""
    name = by or getpass.getuser()
    if not _NAME.fullmatch(name):
        raise Refused(Kind.INVALID, "--by takes a sign-in name: letters, digits, dots and dashes")
    return f"shell:{name}"


async def show(services: Sequence[Service], settings: Settings, addresses: Addresses) -> int:
    """Print the oldest event each service has set aside of each referral, oldest first; answers how many."""
    found = 0
    for service in services:
        async with login(service, settings, addresses) as database, database.reader(SYSTEM) as reader:
            for head in await parked.heads(reader):
                found += 1
                since = head.parked_at.isoformat(timespec="seconds")
                why = head.error or "waits behind another"
                behind = f"  +{head.behind} behind it" if head.behind else ""
                print(f"{service.name}  {head.key}  {head.type}  since {since}  {why}{behind}")
    print("waymark parked replay|discard SERVICE REFERRAL" if found else "nothing is set aside")
    return found


async def replay_key(service: Service, settings: Settings, addresses: Addresses, *, key: UUID, by: str = "") -> int:
    """Handle again what is set aside for one referral, oldest first; answers how many went through.

    Opens what the service opens, but runs none of its hearers and jobs. Raises Refused where one fails again.
    """
    actor, door = actor_of(by), ReleaseDoor.at(settings.consent_url or settings.url())
    opened = opened_contexts([service], settings, addresses, SystemClock(), door=door, closing=asyncio.Event())
    try:
        async with opened as contexts:
            came_of_it = await Delivery(service, contexts[service.name]).try_replay(key, by=actor)
    finally:
        await door.close()
    if came_of_it.error:
        went = f"{words.counted(came_of_it.done, 'event')} went through; " if came_of_it.done else ""
        raise Refused(Kind.CONFLICT, f"{went}the next one failed again and stays set aside: {came_of_it.error}")
    print(f"{service.name}: {came_of_it.done} replayed" if came_of_it.done else f"{service.name}: nothing to replay")
    return came_of_it.done


async def discard_key(
    service: Service, settings: Settings, addresses: Addresses, *, key: UUID, reason: str, by: str = ""
) -> None:
    """Give up the oldest event set aside for one referral; what queued behind it can then be replayed."""
    actor, codes = actor_of(by), [code.value for code in DiscardReason]
    if reason not in codes:
        raise Refused(Kind.INVALID, f"a discarded event is work nobody will do: --reason {'|'.join(codes)}")
    async with login(service, settings, addresses) as database, database.transaction(SYSTEM) as tx:
        item = await parked.discard(tx, key, row_id=None, by=actor, reason=DiscardReason(reason))
        behind = len(await parked.held_keys(tx, [key]))
    print(f"{service.name}: discarded {item.record.type} of {key}")
    if behind:
        print(f"others wait behind it: waymark parked replay {service.name} {key}")
