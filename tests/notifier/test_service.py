import asyncio
import dataclasses
import tomllib
from pathlib import Path
from typing import Any

import waymark
from tests.builders.allocation import HARBOUR
from tests.builders.routed import a_referral_routed
from tests.notifier.conftest import Office, hear
from waymark.db import SYSTEM
from waymark.service import Context
from waymark_notifier.service import service

COUNTY = Path(waymark.__file__).parent / "demo" / "county" / "notifier.toml"


async def test_an_open_service_hears_what_the_database_says(office: Office) -> None:
    context: Context[Any, Any] = office.context
    async with service.open(dataclasses.replace(context, own=None)) as hub:
        with hub.listening(HARBOUR) as queue:
            await asyncio.sleep(0.4)
            while not queue.empty():
                queue.get_nowait()
            await hear(office.database, a_referral_routed())
            await asyncio.wait_for(queue.get(), 2)


async def test_the_demo_county_can_be_loaded_twice(office: Office) -> None:
    assert service.load is not None
    part = tomllib.loads(COUNTY.read_text())
    for _ in range(2):
        async with office.database.transaction(SYSTEM) as tx:
            await service.load(tx, part, office.context)
    async with office.database.reader() as reader:
        addresses = [row.address for row in await reader.rows("select address from channels")]
    assert len(addresses) == 7
    assert all(address.endswith(".example") for address in addresses)
