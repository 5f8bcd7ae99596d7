"""A service's database login for one command of the shell, opened and closed around it.

Not here: whole contexts with keys and settings (`waymark.runner.opened_contexts`).
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from waymark.clock import SystemClock
from waymark.db import Database, open_engine
from waymark.opening import Addresses
from waymark.service import Service
from waymark.settings import Settings


@asynccontextmanager
async def login(service: Service, settings: Settings, addresses: Addresses) -> AsyncIterator[Database]:
    """The database as `service` sees it; raises SettingsInvalid or Unavailable with one line."""
    engine = open_engine(addresses.services[service.name], settings, application="waymark-shell")
    database = Database(engine, SystemClock())
    try:
        await database.check()
        yield database
    finally:
        await database.close()
