import asyncio
import dataclasses
import tomllib
from pathlib import Path
from typing import Any

import pytest

import waymark
from tests.builders.allocation import HARBOUR
from tests.builders.routed import a_referral_routed
from tests.notifier.conftest import Office, hear
from tests.processes import Running
from waymark.db import SYSTEM
from waymark.errors import SettingsInvalid
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
        rows = await reader.rows("select agency, address, lead_address, is_desk from channels")
    addresses = [address for row in rows for address in (row.address, row.lead_address)]
    assert len(addresses) == len(set(addresses)) == 30
    assert [row.agency for row in rows if row.is_desk] == ["triage-desk"]
    assert all(address.endswith(".example") for address in addresses)


async def test_it_says_how_it_stands_and_what_it_holds(office: Office) -> None:
    assert service.figures is not None
    assert service.account is not None
    async with office.database.reader(SYSTEM) as reader:
        assert await service.figures(reader)
        assert (await service.account(reader)).findings == ()


async def test_it_does_not_start_where_nobody_could_ever_show_a_name(running: Running) -> None:
    with pytest.raises(SettingsInvalid, match="WAYMARK_CONSENT_URL: notifier needs consent's address"):
        async with running(["notifier"]):
            pass
