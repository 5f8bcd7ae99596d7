"""Counts of what `other` was add up, also when several write at once in other orders."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date

from waymark.db import SYSTEM, Database
from waymark_intake.quality.store import add_others

MONTH = date(2026, 11, 1)
CODES = ("need:debt", "need:housing", "words")


async def test_many_writers_in_any_order_lose_no_count(open_database: Callable[[str], Awaitable[Database]]) -> None:
    database = await open_database("intake")

    async def count(codes: tuple[str, ...]) -> None:
        async with database.transaction(SYSTEM) as tx:
            add_others(tx, [("warwickshire-police", MONTH, code) for code in codes * 2])
            await tx.settle()
            await asyncio.sleep(0.01)

    await asyncio.gather(*(count(codes) for codes in (CODES, CODES[::-1]) for _ in range(5)))
    async with database.reader(SYSTEM) as reader:
        rows = await reader.rows("select code, number from other_counts order by code")
    assert {row.code: row.number for row in rows} == dict.fromkeys(CODES, 20)


async def test_nothing_other_writes_nothing(open_database: Callable[[str], Awaitable[Database]]) -> None:
    database = await open_database("intake")
    async with database.transaction(SYSTEM) as tx:
        add_others(tx, [])
        assert await tx.value("select count(*) from other_counts") == 0
