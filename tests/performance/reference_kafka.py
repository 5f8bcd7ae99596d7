"""The bare pipeline over Kafka: the hops of reference.py as four processes, each with its relay and its consumer.

Run each as `python -m tests.performance.reference_kafka <database> <port> <broker> <role>`, the role being ref,
consent, route or queue. Offsets are kept in PostgreSQL and moved with the effect, as ours are. Not here: any measuring.
"""

import asyncio
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import TypeAlias
from uuid import UUID

import asyncpg
import uvicorn
import uvloop
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.structs import ConsumerRecord

from tests.performance.reference import CHANNEL, READ, Reference, again

PARTITIONS = 6
ROLES = ("ref", "consent", "route", "queue")
TABLES = """
create table stands(topic smallint, part integer, next bigint not null, primary key (topic, part))
    with (fillfactor = 50);
insert into stands select topic, part, 0 from generate_series(1, 3) as topic, generate_series(0, 5) as part;
"""
_MOST_AT_ONCE = 500
_MOVE = """
    with come as (select * from unnest($1::uuid[], $2::bytea[]) as t(id, body)),
         moved as (update stands set next = t.after from unnest($4::int[], $5::bigint[], $6::bigint[])
                   as t(part, before, after) where topic = $3 and stands.part = t.part and next = t.before returning 1),
         kept as (insert into {table} select id, body from come
                  where (select count(*) from moved) = cardinality($4::int[]) on conflict do nothing returning id)
"""
_PASS_ON = """,
         told as (insert into log(topic, key, body) select $3 + 1, id, body from come join kept using (id))
    select count(*) from moved
"""
_LAST = f" select count(*), pg_notify('{CHANNEL}', '') from moved"
Pool: TypeAlias = "asyncpg.Pool[asyncpg.Record]"


def topic_name(number: int) -> str:
    """The topic that carries what hop `number` hears."""
    return f"bare.{number}"


class Relay:
    """Publishes one topic of the log, in order; woken in the process."""

    def __init__(self, pool: Pool, broker: str, topic: int) -> None:
        self._pool = pool
        self._broker = broker
        self._topic = topic
        self.woken = asyncio.Event()
        self._looks = 0

    async def run(self) -> None:
        """Publish for ever."""
        place: tuple[str, int] = ("0", 0)
        producer = AIOKafkaProducer(
            bootstrap_servers=self._broker, enable_idempotence=True, acks="all", linger_ms=0, max_batch_size=262_144
        )
        await producer.start()
        while True:
            self.woken.clear()
            rows = await self._pool.fetch(READ, self._topic, *place, _MOST_AT_ONCE)
            if not rows:
                await self._rest()
                continue
            name = topic_name(self._topic)
            sent = [await producer.send(name, row["body"], key=row["key"].bytes) for row in rows]
            await asyncio.gather(*sent)
            place = (rows[-1]["tx"], rows[-1]["seq"])
            await self._pool.execute(
                "update place set tx = $2::text::xid8, seq = $3 where topic = $1", self._topic, *place
            )

    async def _rest(self) -> None:
        """Look again a few times, since a fresh row may hide behind an older transaction; then wait to be woken."""
        if self._looks:
            self._looks -= 1
            await asyncio.sleep(0.001)
            return
        with suppress(TimeoutError):
            await asyncio.wait_for(self.woken.wait(), 1.0)
            self._looks = 20


async def hear(pool: Pool, broker: str, topic: int, table: str, relay: Relay | None) -> None:
    """Carry one topic on to the next, for ever; stops everything where the place was moved by another."""
    partitions = [TopicPartition(topic_name(topic), part) for part in range(PARTITIONS)]
    consumer = AIOKafkaConsumer(
        bootstrap_servers=broker, enable_auto_commit=False, auto_offset_reset="earliest", max_poll_records=_MOST_AT_ONCE
    )
    await consumer.start()
    consumer.assign(partitions)
    for partition in partitions:
        consumer.seek(partition, 0)
    stands = dict.fromkeys(range(PARTITIONS), 0)
    move = _MOVE.format(table=table) + (_PASS_ON if relay else _LAST)
    while True:
        taken = await consumer.getmany(timeout_ms=250)
        records: list[ConsumerRecord] = [one for several in taken.values() for one in several]
        if not records:
            continue
        after = {partition.partition: several[-1].offset + 1 for partition, several in taken.items()}
        keys, bodies = [UUID(bytes=one.key) for one in records], [again(one.value) for one in records]
        before = [stands[part] for part in after]
        moved = await pool.fetchval(move, keys, bodies, topic, list(after), before, list(after.values()))
        assert moved == len(after), "somebody else moved the place"
        stands |= after
        if relay is not None:
            relay.woken.set()


async def _serve(pool: Pool, port: int, relay: Relay | None) -> None:
    app = Reference(pool)
    if relay is not None:
        app.woken = {1: relay.woken}
    config = uvicorn.Config(app, port=port, http="httptools", lifespan="off", log_config=None, timeout_keep_alive=65)
    async with asyncio.TaskGroup() as group:
        group.create_task(app.write())
        await uvicorn.Server(config).serve()
        raise SystemExit(0)


async def _main(arguments: Sequence[str]) -> None:
    database, port, broker, role = arguments
    number = ROLES.index(role)
    async with asyncpg.create_pool(database, min_size=3, max_size=3) as pool, asyncio.TaskGroup() as group:
        relay = Relay(pool, broker, number + 1) if role != ROLES[-1] else None
        if relay is not None:
            group.create_task(relay.run())
        if number:
            group.create_task(hear(pool, broker, number, role, relay))
        group.create_task(_serve(pool, int(port), relay))


if __name__ == "__main__":
    uvloop.run(_main(sys.argv[1:]))
