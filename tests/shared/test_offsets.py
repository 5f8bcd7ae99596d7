"""Offsets: moved by compare-and-set, all or nothing."""

from tests.conftest import OpenDatabase
from waymark import offsets


async def test_a_hearer_begins_nowhere_and_moves_on(open_database: OpenDatabase) -> None:
    database = await open_database("router")
    async with database.transaction() as tx:
        assert await offsets.load(tx, "router", ["a"]) == {"a": ""}
        assert await offsets.move(tx, "router", {"a": ""}, {"a": "1:2:3"})
        assert await offsets.load(tx, "router", ["a"]) == {"a": "1:2:3"}


async def test_a_move_from_elsewhere_is_refused(open_database: OpenDatabase) -> None:
    database = await open_database("router")
    async with database.transaction() as tx:
        assert await offsets.move(tx, "router", {"a": ""}, {"a": "1"})
        assert not await offsets.move(tx, "router", {"a": "0"}, {"a": "2"})
        assert not await offsets.move(tx, "router", {"a": ""}, {"a": "2"})


async def test_hearers_do_not_see_one_another(open_database: OpenDatabase) -> None:
    database = await open_database("router")
    async with database.transaction() as tx:
        await offsets.move(tx, "relay", {"a": ""}, {"a": "9"})
        assert await offsets.load(tx, "router", ["a"]) == {"a": ""}
