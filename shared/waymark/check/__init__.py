"""The one check that nothing was lost, doubled or shown to the wrong agency: every service's part, compared.

It reads only, needs no running process, and is meant for a quiet county: wait with `until_quiet` first. What a sender
was answered is not known here; the crash tests compare that (tests/crash). What a service finds in its own tables is
its own `account`.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

from waymark.check import told
from waymark.check.audited import unaudited
from waymark.check.divided import shown_to_others
from waymark.check.places import compare
from waymark.check.quiet import NotQuiet, until_quiet
from waymark.clock import Clock, SystemClock
from waymark.db import SYSTEM, Database, open_engine
from waymark.ledger import Finding, Ledger
from waymark.opening import Addresses
from waymark.service import Service
from waymark.settings import Settings

_LONGEST_S = 120.0  # one statement over a year of referrals, on a busy server


async def check(
    services: Sequence[Service], settings: Settings, addresses: Addresses, *, clock: Clock | None = None
) -> list[Finding]:
    """Everything that is wrong in the county whose database `addresses` names; empty when all is well.

    The invariants are those of the design's trust page: I1 lost, I3 in two queues, I6 not audited, I8 and I10 not
    delivered or set aside, I12 shown to another agency, and whatever the services' own accounts find. Raises
    Unavailable where the database is away and SettingsInvalid where a login is refused.
    """
    async with opened(services, settings, addresses, clock or SystemClock()) as databases:
        ledgers = await accounts(services, databases)
        findings = [finding for ledger in ledgers.values() for finding in ledger.findings]
        findings += compare(ledgers)
        findings += await unaudited(databases, ledgers)
        findings += await told.set_aside(databases)
        findings += await told.unheard(services, databases, keep_days=settings.keep_log_days)
        findings += await told.astray(services, databases)
        for name, database in databases.items():
            findings += await shown_to_others(name, database)
    return findings


async def accounts(services: Sequence[Service], databases: Mapping[str, Database]) -> dict[str, Ledger]:
    """Each service's own ledger, by service, in the order in which a referral meets them; without one: left out."""
    found: dict[str, Ledger] = {}
    for service in services:
        if service.account is not None:
            async with databases[service.name].reader(SYSTEM) as reader:
                found[service.name] = await service.account(reader)
    return found


@asynccontextmanager
async def opened(
    services: Sequence[Service], settings: Settings, addresses: Addresses, clock: Clock
) -> AsyncIterator[dict[str, Database]]:
    """A patient login of each service, closed at the end. Raises Unavailable or SettingsInvalid."""
    patient = settings.model_copy(
        update={
            "pool_size": 2,
            "statement_timeout_s": _LONGEST_S,
            "idle_in_transaction_timeout_s": _LONGEST_S,
            "transaction_timeout_s": 5 * _LONGEST_S,
        }
    )
    async with AsyncExitStack() as stack:
        databases: dict[str, Database] = {}
        for service in services:
            engine = open_engine(addresses.services[service.name], patient, application="waymark-check")
            databases[service.name] = Database(engine, clock)
            stack.push_async_callback(databases[service.name].close)
            await databases[service.name].check()
        yield databases


__all__ = ["Finding", "NotQuiet", "accounts", "check", "compare", "opened", "until_quiet"]
