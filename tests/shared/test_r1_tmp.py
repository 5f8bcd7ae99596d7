import asyncio
from waymark.db import SYSTEM
async def test_cancel_begin(open_database):
    database = await open_database("notifier")
    bad = []
    for steps in range(1, 40):
        async def work():
            async with database.reader(SYSTEM) as reader:
                await asyncio.sleep(1)
        task = asyncio.create_task(work())
        for _ in range(steps):
            await asyncio.sleep(0)
        task.cancel()
        try:
            await task
        except asyncio.CancelledError:
            pass
        async with database.reader() as reader:
            found = await reader.value("select current_setting('waymark.agency', true)")
        if found not in (None, ""):
            bad.append((steps, "reader", found))
    assert not bad, bad

async def test_cancel_then_at_once(open_database):
    database = await open_database("notifier")
    bad = []
    for steps in range(1, 40):
        async def work():
            async with database.transaction(SYSTEM) as tx:
                await asyncio.sleep(1)
        task = asyncio.create_task(work())
        for _ in range(steps):
            await asyncio.sleep(0)
        task.cancel()
        try:
            await task
        except asyncio.CancelledError:
            pass
        async with database.looking() as reader:
            found = await reader.value("select current_setting('waymark.agency', true)")
        if found not in (None, ""):
            bad.append((steps, "looking", found))
    assert not bad, bad
