"""The way to a Kafka cluster: its address and login, the clients made for it, and ending them within a time limit.

Not here: what is sent or read. aiokafka is imported in this folder only.
"""

import asyncio
import logging
import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import unquote

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.client import AIOKafkaClient
from aiokafka.conn import create_conn
from aiokafka.coordinator.assignors.range import RangePartitionAssignor
from aiokafka.errors import (
    AuthenticationFailedError,
    KafkaError,
    SaslAuthenticationFailed,
)

from waymark.bus import BusRefused
from waymark.bus.kafka.throttle import quieten
from waymark.errors import SettingsInvalid, Unavailable
from waymark.settings import Settings

_log = logging.getLogger(__name__)
_SERVER = re.compile(r"(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+):\d{1,5}")
_STOP_S = 3.0
_REMIND_S = 30.0
# With the default of 16 KB a relay falls behind: seven records of 2.3 KB per request (kafka.md 4).
_BATCH_BYTES = 262_144
AWAY = (KafkaError, OSError, TimeoutError, Unavailable)


@dataclass(frozen=True, slots=True)
class Address:
    """Brokers to ask first, and the login, if the cluster wants one (SCRAM-SHA-512)."""

    servers: tuple[str, ...]
    name: str = ""
    password: str = field(default="", repr=False)

    @classmethod
    def of(cls, url: str) -> "Address":
        """Read kafka://[name:password@]host:port[,host:port]; raises SettingsInvalid, never quoting the password."""
        login, _, servers = url.removeprefix("kafka://").rstrip("/").rpartition("@")
        name, _, password = login.partition(":")
        found = tuple(servers.split(","))
        if not url.startswith("kafka://") or not all(_SERVER.fullmatch(server) for server in found):
            raise SettingsInvalid("setting WAYMARK_BUS_URL: write kafka://[name:password@]host:port[,host:port]")
        if login and not (name and password):
            raise SettingsInvalid("setting WAYMARK_BUS_URL: a Kafka login needs a name and a password")
        return cls(found, unquote(name), unquote(password))

    def __str__(self) -> str:
        return ",".join(self.servers)

    def login(self) -> dict[str, str]:
        """What every aiokafka client must be told to log in."""
        if not self.name:
            return {"security_protocol": "PLAINTEXT"}
        return {
            "security_protocol": "SASL_PLAINTEXT",
            "sasl_mechanism": "SCRAM-SHA-512",
            "sasl_plain_username": self.name,
            "sasl_plain_password": self.password,
        }


class Link:
    """Makes clients for one cluster, started and with their end bounded in time."""

    def __init__(self, address: Address, settings: Settings) -> None:
        self.address = address
        self._settings = settings
        self._reached = False

    @asynccontextmanager
    async def client(self) -> AsyncIterator[AIOKafkaClient]:
        """A bare client, for single questions."""
        client = AIOKafkaClient(**self._common(self._settings.kafka_send_s))
        async with self._started(client.bootstrap, partial(_bounded, client.close)):
            yield client

    @asynccontextmanager
    async def admin(self) -> AsyncIterator[AIOKafkaAdminClient]:
        """A client that may create topics."""
        admin = AIOKafkaAdminClient(**self._common(self._settings.kafka_send_s))
        async with self._started(admin.start, partial(_bounded, admin.close)):
            yield admin

    async def producer(self) -> AIOKafkaProducer:
        """A started idempotent producer; end it with `stop_producer`."""
        producer = AIOKafkaProducer(
            **self._common(self._settings.kafka_send_s),
            enable_idempotence=True,
            acks="all",
            linger_ms=0,
            max_batch_size=_BATCH_BYTES,
        )
        try:
            await self._start(producer.start)
        except BaseException:
            await stop_producer(producer)
            raise
        return producer

    @asynccontextmanager
    async def consumer(self, group: str, instance: str) -> AsyncIterator[AIOKafkaConsumer]:
        """A started member of `group` with a fixed name, subscribed to nothing yet."""
        session_s = self._settings.kafka_session_s
        consumer = AIOKafkaConsumer(
            # Joining a group is one long request: it may last as long as a silent member's session.
            **self._common(2 * session_s + self._settings.kafka_send_s),
            group_id=group,
            group_instance_id=instance,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            max_poll_records=self._settings.batch_size,
            session_timeout_ms=int(session_s * 1000),
            heartbeat_interval_ms=int(session_s * 1000 / 4),
            partition_assignment_strategy=(RangePartitionAssignor,),
        )
        async with self._started(consumer.start, partial(stop_consumer, consumer)):
            yield consumer

    @asynccontextmanager
    async def reader(self) -> AsyncIterator[AIOKafkaConsumer]:
        """A client of no group, for asking where partitions begin and end.

        A member's own connection is no good for that: its long fetches hold every other question up.
        """
        reader = AIOKafkaConsumer(**self._common(self._settings.kafka_send_s), enable_auto_commit=False)
        async with self._started(reader.start, partial(stop_consumer, reader)):
            yield reader

    def _common(self, request_s: float) -> dict[str, object]:
        return {
            "bootstrap_servers": list(self.address.servers),
            "client_id": "waymark",
            "request_timeout_ms": int(request_s * 1000),
            "metadata_max_age_ms": int(self._settings.kafka_watchdog_s * 1000),
            **self.address.login(),
        }

    @asynccontextmanager
    async def _started(
        self, start: Callable[[], Awaitable[None]], stop: Callable[[], Awaitable[None]]
    ) -> AsyncIterator[None]:
        try:
            await self._start(start)
            yield
        finally:
            await stop()

    async def _start(self, start: Callable[[], Awaitable[None]]) -> None:
        try:
            # Longer than one request, so that a request's own time limit, which closes its connection, comes first.
            async with asyncio.timeout(2 * self._settings.kafka_send_s):
                await start()
        except AWAY:
            if not self._reached and await self._login_is_refused():
                raise BusRefused(
                    f"setting WAYMARK_BUS_URL: Kafka at {self.address} refuses the login of {self.address.name!r};"
                    " check name and password"
                ) from None
            raise
        self._reached = True

    async def _login_is_refused(self) -> bool:
        """Whether a broker says no to our password; aiokafka's own start only says that it could not connect."""
        if not self.address.name:
            return False
        for server in self.address.servers:
            host, _, port = server.rpartition(":")
            options = {
                "request_timeout_ms": int(self._settings.kafka_send_s * 1000),
                **self.address.login(),
            }
            try:
                connection = await create_conn(host.strip("[]"), int(port), **options)
            except (AuthenticationFailedError, SaslAuthenticationFailed):
                return True
            except (KafkaError, OSError, TimeoutError):
                continue
            connection.close()
        return False


async def stop_producer(producer: AIOKafkaProducer) -> None:
    """End a producer without a flush: what it was not told to have arrived is still in the log.

    Its own stop() waits for ever on an idempotent batch when the broker is away (aiokafka issue 1101).
    """
    producer._closed = True  # noqa: SLF001 - nothing public ends the sender without a flush
    await _bounded(producer._sender.close)  # noqa: SLF001
    await _bounded(producer.client.close)


async def stop_consumer(consumer: AIOKafkaConsumer) -> None:
    """End a consumer; where its own stop() gives up half way (the broker is away), end the parts it left running."""
    await _bounded(consumer.stop)
    coordinator = consumer._coordinator  # noqa: SLF001 - nothing public ends them
    for name in ("_coordination_task", "_heartbeat_task", "_commit_refresh_task"):
        task = getattr(coordinator, name, None)
        if task is not None:
            task.cancel()
    await _bounded(consumer._client.close)  # noqa: SLF001


async def _bounded(stop: Callable[[], Coroutine[object, object, None]]) -> None:
    """Run a client's end within a time limit, in a task of its own: aiokafka lets its cancelled parts show through."""
    stopping = asyncio.create_task(stop())
    try:
        await asyncio.wait([stopping], timeout=_STOP_S)
    finally:
        if not stopping.done():
            _log.warning("a Kafka client did not end within %.0f s", _STOP_S)
        stopping.cancel()
    await asyncio.gather(stopping, return_exceptions=True)


async def answers(address: Address, settings: Settings) -> bool:
    """Whether a broker describes its cluster: it is ready, which an open port does not say."""
    quieten()
    link = Link(address, settings)
    try:
        async with link.admin() as admin:
            return bool((await admin.describe_cluster())["brokers"])
    except AWAY:
        return False


class Reach:
    """Says once that Kafka (or the database) is away, reminds with a count, and says once that it is back."""

    def __init__(self, who: str, address: Address) -> None:
        self._who = who
        self._address = address
        self._tries = 0
        self._said_at = 0.0

    @property
    def tries(self) -> int:
        """Failed tries in a row."""
        return self._tries

    def away(self, error: BaseException) -> None:
        """A try failed."""
        self._tries += 1
        if self._tries == 1 or time.monotonic() - self._said_at >= _REMIND_S:
            self._said_at = time.monotonic()
            _log.warning("%s waits, try %d: %s", self._who, self._tries, self._reason(error))

    def _reason(self, error: BaseException) -> str:
        if isinstance(error, Unavailable):
            return error.title
        hint = "" if self._address.name else "; if it wants a login, give it in WAYMARK_BUS_URL"
        return f"Kafka at {self._address} is not to be had ({str(error) or type(error).__name__}){hint}"

    def back(self) -> None:
        """A try went well."""
        if self._tries:
            _log.warning("%s goes on after %d tries", self._who, self._tries)
            self._tries = 0
