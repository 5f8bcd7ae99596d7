import pytest

from waymark.errors import Unavailable
from waymark.login import login
from waymark.opening import Addresses
from waymark.service import installed_services
from waymark.settings import Settings

ROUTER = installed_services()["router"]


async def test_a_command_sees_the_database_as_its_service_does(county_db: Addresses, settings: Settings) -> None:
    async with login(ROUTER, settings, county_db) as database, database.reader() as reader:
        assert await reader.value("select current_user") == "router"


async def test_a_server_that_is_away_is_said(settings: Settings) -> None:
    away = Addresses(owner="", services={"router": "postgresql://router:x@127.0.0.1:1/x"})
    with pytest.raises(Unavailable):
        async with login(ROUTER, settings, away):
            pass
