"""Two small services on a real database, quiet and right until a test plants a fault."""

from dataclasses import dataclass, field
from uuid import UUID

import asyncpg
import pytest

from tests.builders.hearing import SOURCE, a_context, a_hearer, leave_a_row, log_of, tell_received
from tests.conftest import OpenDatabase
from waymark.clock import ReplayClock
from waymark.contracts.referral import ReferralReceived
from waymark.db import Database, Reader
from waymark.ledger import Ledger
from waymark.opening import Addresses
from waymark.service import Account, Hears, Service
from waymark.settings import ServiceSettings, Settings


@dataclass
class Pair:
    """Intake, which tells, and consent, which hears, each with a ledger the test may falsify."""

    intake: Database
    consent: Database
    addresses: Addresses
    settings: Settings
    clock: ReplayClock
    referrals: list[UUID] = field(default_factory=list)
    ledgers: dict[str, Ledger] = field(default_factory=dict)

    @property
    def databases(self) -> dict[str, Database]:
        return {"intake": self.intake, "consent": self.consent}

    @property
    def services(self) -> list[Service]:
        tells, hears = (ReferralReceived,), (Hears(ReferralReceived, leave_a_row),)
        kinds = {"summary": "for tests", "settings": ServiceSettings, "migrations": ""}
        return [
            Service(name="intake", tells=tells, account=self._account("intake"), **kinds),  # type: ignore[arg-type]
            Service(name="consent", hears=hears, account=self._account("consent"), **kinds),  # type: ignore[arg-type]
        ]

    def _account(self, name: str) -> Account:
        async def account(_: Reader) -> Ledger:
            return self.ledgers.get(name, Ledger(dict.fromkeys(self.referrals, "open")))

        return account

    async def tell(self, count: int = 3, *, heard: bool = True) -> None:
        """Intake takes referrals in; consent hears of them unless told otherwise."""
        told = await tell_received(self.intake, count)
        async with self.intake.transaction() as tx:
            for event in told:
                tx.audit("referral.received", about=event.referral_id, actor="test")
        self.referrals += [event.referral_id for event in told]
        if heard:
            await self.hear()

    async def hear(self) -> None:
        hearer = a_hearer(a_context(self.consent, self.settings, self.clock))
        before = await hearer.positions([SOURCE])
        await hearer.deliver(await log_of(self.consent, before[SOURCE]), before)

    async def plant(self, sql: str, *values: object) -> None:
        """What no login of a service may do."""
        connection = await asyncpg.connect(self.addresses.owner)
        try:
            await connection.execute(sql, *values)
        finally:
            await connection.close()


@pytest.fixture
async def pair(open_database: OpenDatabase, county_db: Addresses, settings: Settings, clock: ReplayClock) -> Pair:
    """Three referrals, told, heard and accounted for."""
    found = Pair(await open_database("intake"), await open_database("consent"), county_db, settings, clock)
    await found.tell()
    return found
