"""Collects every byte a county leaves: rows, log files, topics, traces, metrics, mails, pages; a place name for each.

What is looked for in them is not here.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

import asyncpg
import httpx
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from waymark.mail_sink import MailSink

Places = dict[str, bytes]
_BASE_TYPES = "select table_schema, table_name from information_schema.tables where table_schema = any($1::text[])"
_READ_S = 5


async def rows(owner_url: str, schemas: Iterable[str]) -> Places:
    """Every value of every column of every table, one place per column; bytes as they are."""
    connection = await asyncpg.connect(owner_url)
    try:
        found: defaultdict[str, list[bytes]] = defaultdict(list)
        for schema, table in await connection.fetch(_BASE_TYPES, list(schemas)):
            for row in await connection.fetch(f'select * from {schema}."{table}"'):
                for column, value in row.items():
                    if value is not None:
                        found[f"table {schema}.{table}.{column}"].append(_bytes(value))
        return {place: b"\n".join(values) for place, values in found.items()}
    finally:
        await connection.close()


def _bytes(value: object) -> bytes:
    if isinstance(value, bytes):
        return value
    if isinstance(value, list | tuple):
        return b" ".join(_bytes(part) for part in value)
    return str(value).encode()


def files(*found: Path) -> Places:
    """Files, one place each; of a folder every log file in it."""
    logs = [log for path in found for log in (sorted(path.rglob("*.log*")) if path.is_dir() else [path])]
    return {f"log {log.name}": log.read_bytes() for log in logs if log.is_file()}


async def server_log(owner_url: str) -> Places:
    """What the embedded PostgreSQL has said."""
    connection = await asyncpg.connect(owner_url)
    try:
        folder = Path(str(await connection.fetchval("show data_directory")))
    finally:
        await connection.close()
    return files(folder.parent / "postgres.log")


async def topics(bootstrap: str) -> Places:
    """Keys, headers and values of every record on every topic of a broker."""
    partitions = await _partitions(bootstrap)
    consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap, enable_auto_commit=False, group_id=None)
    await consumer.start()
    try:
        return await _read_all(consumer, partitions) if partitions else {}
    finally:
        await consumer.stop()


async def _partitions(bootstrap: str) -> list[TopicPartition]:
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        names = [name for name in await admin.list_topics() if not name.startswith("__")]
        described = await admin.describe_topics(names) if names else []
    finally:
        await admin.close()
    return [TopicPartition(topic["topic"], part["partition"]) for topic in described for part in topic["partitions"]]


async def _read_all(consumer: AIOKafkaConsumer, partitions: list[TopicPartition]) -> Places:
    consumer.assign(partitions)
    ends = await consumer.end_offsets(partitions)
    found: defaultdict[str, list[bytes]] = defaultdict(list)
    for partition in partitions:
        await consumer.seek_to_beginning(partition)
    while any([await consumer.position(partition) < end for partition, end in ends.items()]):
        batch = await consumer.getmany(timeout_ms=_READ_S * 1000)
        for partition, records in batch.items():
            for record in records:
                found[f"topic {partition.topic}"] += [record.key or b"", record.value or b""]
                found[f"topic {partition.topic}"] += [
                    part for name, value in record.headers for part in (name.encode(), value)
                ]
    return {place: b"\n".join(parts) for place, parts in found.items()}


async def pages(http: httpx.AsyncClient, paths: Mapping[str, str]) -> Places:
    """What is answered at these paths, headers and all, by place name; whatever the status."""
    found: Places = {}
    for place, path in paths.items():
        found[place] = whole(await http.get(path))
    return found


def whole(reply: httpx.Response) -> bytes:
    """A response as it is: status line, headers, body."""
    headers = b"\n".join(b": ".join(pair) for pair in reply.headers.raw)
    return str(reply.request.url).encode() + b"\n" + headers + b"\n\n" + reply.content


def mails(sink: MailSink) -> Places:
    """Every mail that was sent, with its envelope."""
    sent = [b"\n".join((mail.sender.encode(), " ".join(mail.recipients).encode(), mail.raw)) for mail in sink.messages]
    return {"mail": b"\n".join(sent)}


class Collector:
    """Takes OTLP over HTTP as a real collector would, and keeps the bytes."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        self.bodies.append(str(dict(request.headers)).encode() + await request.body())
        await Response()(scope, receive, send)

    def places(self) -> Places:
        """What was sent to it."""
        return {"traces": b"\n".join(self.bodies)}
