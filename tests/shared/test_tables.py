"""The foundation tables: every service's schema has all of them, with the settings that were measured."""

import pytest

from tests.conftest import OpenDatabase
from waymark.service import installed_services

TABLES = {"epoch", "log", "offsets", "heard", "parked", "audit", "known_keys", "known_members"}


@pytest.mark.parametrize("service", sorted(installed_services()))
async def test_every_service_stands_on_the_same_tables(open_database: OpenDatabase, service: str) -> None:
    database = await open_database(service)
    async with database.reader() as reader:
        rows = await reader.rows("select tablename from pg_tables where schemaname = :s", {"s": service})
        options = await reader.value("select reloptions from pg_class where oid = 'log'::regclass")
    assert {row.tablename for row in rows} >= TABLES
    assert options == ["toast_tuple_target=8160"]
