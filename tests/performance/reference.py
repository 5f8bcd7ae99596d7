"""The bare pipeline that ours is measured against: the same four durable hops with nothing in them but transport.

Run as a process of its own: `python -m tests.performance.reference <database> <port>`. Every hop decodes and encodes,
and each commit is durable; there are no rules, no people, no rights, no audit. Not here: any measuring.
"""

import asyncio
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID, uuid4

import asyncpg
import uvicorn
import uvloop
from pydantic import BaseModel, ConfigDict
from starlette.types import Receive, Scope, Send

TABLES = """
create table ref(id uuid primary key, body bytea not null) with (toast_tuple_target = 8160);
create table consent(like ref including all) with (toast_tuple_target = 8160);
create table route(like ref including all) with (toast_tuple_target = 8160);
create table queue(like ref including all) with (toast_tuple_target = 8160);
create table log(
    topic smallint, tx xid8 default pg_current_xact_id(), seq bigint generated always as identity, key uuid not null,
    body bytea not null, primary key (topic, tx, seq)
) with (toast_tuple_target = 8160);
create table place(topic smallint primary key, tx xid8 not null, seq bigint not null) with (fillfactor = 50);
insert into place values (1, '0', 0), (2, '0', 0), (3, '0', 0);
"""
CHANNEL = "reference_queue"
_MOST_AT_ONCE = 500
_LOOKS = 20
_NET_S = 1.0
_POST = """
    with come as (select * from unnest($1::uuid[], $2::bytea[]) as t(id, body)),
         kept as (insert into ref select id, body from come)
    insert into log(topic, key, body) select 1, id, body from come
"""
READ = """
    select tx::text as tx, seq, key, body from log
    where topic = $1 and (tx, seq) > ($2::text::xid8, $3) and tx < pg_snapshot_xmin(pg_current_snapshot())
    order by tx, seq limit $4
"""
_MOVE = """
    with come as (select * from unnest($1::uuid[], $2::bytea[]) as t(id, body)),
         moved as (update place set tx = $6::text::xid8, seq = $7
                   where topic = $3 and tx = $4::text::xid8 and seq = $5 returning 1),
         kept as (insert into {table} select id, body from come where exists(select from moved) on conflict do nothing)
"""
_PASS_ON = """,
         told as (insert into log(topic, key, body) select $3 + 1, id, body from come where exists(select from moved))
    select count(*) from moved
"""
_LAST = f" select count(*), pg_notify('{CHANNEL}', '') from moved"
_HOPS = ((1, "consent", _PASS_ON), (2, "route", _PASS_ON), (3, "queue", _LAST))


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Someone(_Part):
    """Who it is about, as a pipeline without a vault would carry them."""

    given_name: str
    family_name: str
    date_of_birth: str
    mobile: str
    address_lines: tuple[str, ...]


class Ref(_Part):
    """One nested referral; half of it is free text."""

    reference: str
    reported_at: str
    offence: str
    someone: Someone
    flags: tuple[str, ...]
    position: str
    account: str


@dataclass
class _Waiting:
    key: UUID
    body: bytes
    done: "asyncio.Future[None]" = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class Reference:
    """The pipeline as an ASGI app: POST one or, at a path ending in `:batch`, one per line; 202 after the commit."""

    def __init__(self, pool: "asyncpg.Pool[asyncpg.Record]") -> None:
        self._pool = pool
        self._waiting: asyncio.Queue[_Waiting] = asyncio.Queue()
        self.woken = {topic: asyncio.Event() for topic, _, _ in _HOPS}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = b""
        more = scope["type"] == "http" and scope["method"] == "POST"
        while more:
            message = await receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)
        lines = body.splitlines() if scope["path"].endswith(":batch") else [body] if body else []
        keys = await asyncio.gather(*(self._put(line) for line in lines))
        answer = b"\n".join(str(key).encode() for key in keys)
        await send({"type": "http.response.start", "status": 202, "headers": [(b"content-type", b"text/plain")]})
        await send({"type": "http.response.body", "body": answer})

    async def _put(self, raw: bytes) -> UUID:
        waiting = _Waiting(uuid4(), again(raw))
        self._waiting.put_nowait(waiting)
        await waiting.done
        return waiting.key

    async def write(self) -> None:
        """Write what waits together, for ever."""
        async with self._pool.acquire() as connection:
            while True:
                batch = [await self._waiting.get()]
                while not self._waiting.empty() and len(batch) < _MOST_AT_ONCE:
                    batch.append(self._waiting.get_nowait())
                await connection.execute(_POST, [one.key for one in batch], [one.body for one in batch])
                self.woken[1].set()
                for one in batch:
                    one.done.set_result(None)

    async def hop(self, topic: int, table: str, rest: str) -> None:
        """Carry one topic on to the next, for ever; stops everything where the place was moved by another."""
        move = _MOVE.format(table=table) + rest
        place: tuple[str, int] = ("0", 0)
        looks = 1
        async with self._pool.acquire() as connection:
            while True:
                self.woken[topic].clear()
                rows = await self._read(connection, topic, place, looks=looks)
                looks = 1
                if not rows:
                    looks = await _soon(self.woken[topic])
                    continue
                after = (rows[-1]["tx"], rows[-1]["seq"])
                keys, bodies = [row["key"] for row in rows], [again(row["body"]) for row in rows]
                moved = await connection.fetchval(move, keys, bodies, topic, *place, *after)
                assert moved == 1, "somebody else moved the place"
                place = after
                if topic + 1 in self.woken:
                    self.woken[topic + 1].set()

    async def _read(
        self,
        connection: "asyncpg.pool.PoolConnectionProxy[asyncpg.Record]",
        topic: int,
        place: tuple[str, int],
        *,
        looks: int,
    ) -> Sequence[asyncpg.Record]:
        """What follows; a fresh row may hide behind an older transaction for a moment, so it is looked for again."""
        for _ in range(looks):
            if rows := await connection.fetch(READ, topic, *place, _MOST_AT_ONCE):
                return rows
            await asyncio.sleep(0.001)
        return []

    async def run(self, port: int) -> None:
        """Serve and carry until the process is ended."""
        server = uvicorn.Server(
            uvicorn.Config(self, port=port, http="httptools", lifespan="off", log_config=None, timeout_keep_alive=65)
        )
        async with asyncio.TaskGroup() as group:
            carrying = [group.create_task(self.write()), *(group.create_task(self.hop(*hop)) for hop in _HOPS)]
            await server.serve()
            for task in carrying:
                task.cancel()


async def _soon(woken: asyncio.Event) -> int:
    """Wait for a wake-up; answers how often to look after it."""
    try:
        await asyncio.wait_for(woken.wait(), _NET_S)
    except TimeoutError:
        return 1
    return _LOOKS


def again(raw: bytes) -> bytes:
    """Decoded and encoded again, as each hop does."""
    return Ref.model_validate_json(raw).model_dump_json().encode()


async def _main(database: str, port: int) -> None:
    async with asyncpg.create_pool(database, min_size=4, max_size=4) as pool:
        await pool.execute(TABLES)
        await Reference(pool).run(port)


if __name__ == "__main__":
    uvloop.run(_main(sys.argv[1], int(sys.argv[2])))
