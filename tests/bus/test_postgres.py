"""What only the PostgreSQL bus can get wrong: cursors, and databases that were restored."""

import asyncio
from uuid import UUID, uuid4

from tests.bus.pair import Pair
from waymark import log
from waymark.db import SYSTEM, Database


async def write(pair: Pair, database: Database, key: UUID, count: int) -> None:
    """Many short transactions, each of which tells two events with a pause between insert and commit."""
    for number in range(0, count, 2):
        async with database.transaction(SYSTEM) as tx:
            tx.tell(pair.event(number=number), key=key)
            tx.tell(pair.event(number=number + 1), key=key)
            await tx.flush()
            tx.told.clear()
            await asyncio.sleep(0.001 * (number % 5))


async def test_eight_writers_lose_nothing_where_a_plain_sequence_would(postgres_pair: Pair) -> None:
    pair = postgres_pair
    pair.settings = pair.settings.model_copy(update={"pool_size": 10})
    keys = [uuid4() for _ in range(8)]
    by_sequence: list[int] = []
    done = asyncio.Event()

    async def read_by_sequence() -> None:
        last = 0
        while not done.is_set():
            rows = await pair.ask(f"select seq from {pair.teller}.log where seq > $1 order by seq", last)
            by_sequence.extend(row["seq"] for row in rows)
            last = max((row["seq"] for row in rows), default=last)

    async with pair.member(), pair.database(pair.teller) as database:
        reading = asyncio.create_task(read_by_sequence())
        await asyncio.gather(*(write(pair, database, key, 100) for key in keys))
        done.set()
        await reading
        await pair.sees(800)
    assert len(by_sequence) < 800
    for key in keys:
        assert await pair.heard(key) == list(range(100))


async def test_an_open_transaction_holds_back_only_until_it_ends(postgres_pair: Pair) -> None:
    pair = postgres_pair
    first, second = uuid4(), uuid4()
    async with pair.member(), pair.database(pair.teller) as database:
        async with database.transaction(SYSTEM) as tx:
            tx.tell(pair.event(number=1), key=first)
            await tx.flush()
            tx.told.clear()
            await pair.count(second, [2])
            await asyncio.sleep(0.3)
            assert await pair.heard() == []
        assert await pair.sees(2) == [1, 2]


async def test_a_restored_database_starts_a_new_epoch_and_is_heard_on(postgres_pair: Pair) -> None:
    pair = postgres_pair
    key = uuid4()
    await pair.count(key, range(3))
    async with pair.member():
        await pair.sees(3)
    # What a dump brings back on a server whose transaction ids have just begun.
    await pair.ask(
        f"update {pair.teller}.log set tx = ((tx::text::bigint + 1000000000)::text)::xid8;"
        f"update {pair.hearer}.offsets set position = '1:' || (split_part(position, ':', 2)::bigint + 1000000000)"
        " || ':' || split_part(position, ':', 3)"
    )
    async with pair.database(pair.teller) as database:
        async with database.transaction(SYSTEM) as tx:
            assert await log.raise_epoch_if_restored(tx)
        async with database.transaction(SYSTEM) as tx:
            assert not await log.raise_epoch_if_restored(tx)
    await pair.count(key, range(3, 6))
    async with pair.member():
        assert await pair.sees(6) == list(range(6))


async def test_a_hearer_is_woken_by_one_notice_from_another_process(postgres_pair: Pair) -> None:
    pair = postgres_pair
    pair.settings = pair.settings.model_copy(update={"poll_s": 30.0})
    async with pair.member():
        await asyncio.sleep(0.3)
        await pair.count(uuid4(), [1])
        await pair.ask("select pg_notify('waymark_log', $1)", pair.topic)
        assert await pair.sees(1, within_s=5) == [1]


async def test_the_cursor_goes_by_number_where_ids_get_another_digit(postgres_pair: Pair) -> None:
    """As text, 1000 comes before 999: rows between would be passed over for ever."""
    pair = postgres_pair
    key = uuid4()
    await pair.count(key, range(6))
    for number, xid in enumerate(("8", "9", "10", "99", "100", "101")):
        await pair.ask(
            f"update {pair.teller}.log set tx = $1::text::xid8 where convert_from(body, 'UTF8')::json->>'number' = $2",
            xid,
            str(number),
        )
    pair.settings = pair.settings.model_copy(update={"batch_size": 2})
    async with pair.member():
        assert await pair.sees(6) == list(range(6))
