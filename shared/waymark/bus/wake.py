"""Waking hearers: an event per topic inside the process, and one NOTIFY for what other processes must know.

NOTIFY inside the telling transactions would serialise commits (runtime.md 3): it is sent afterwards, once for all
commits that waited meanwhile. A lost wake-up costs one poll, never an event.
"""

import asyncio
import logging
from collections.abc import Collection, Mapping
from typing import Protocol

import asyncpg

from waymark.errors import Unavailable
from waymark.waiting import first_of, pause

CHANNEL = "waymark_log"
_SPACE_S = 0.005  # in a burst one notice speaks for many commits
_log = logging.getLogger(__name__)
# What a server that dies does to a connection: refused, cut off, or half an answer.
_AWAY = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, Unavailable)


class _Listening(Protocol):
    def get_server_pid(self) -> int: ...


class Wake:
    """Says that something was told on a topic; hearers wait for it with a poll as safety net.

    `linger_s` is how long a notice to other processes may wait for more, where only stand-bys listen there.
    """

    def __init__(self, dsn: str, *, linger_s: float = 0.0) -> None:
        self._dsn = dsn
        self._linger_s = linger_s
        self._waiting: dict[str, list[tuple[frozenset[str], asyncio.Event]]] = {}
        self._outgoing: dict[str, set[str]] = {}
        self._send = asyncio.Event()

    def event(self, topic: str, types: Collection[str] = ()) -> asyncio.Event:
        """A fresh event that is set whenever one of `types`, or of any type where none is named, is told on `topic`."""
        event = asyncio.Event()
        self._waiting.setdefault(topic, []).append((frozenset(types), event))
        return event

    def told(self, told: Mapping[str, Collection[str]]) -> None:
        """Types were told on topics and committed in this process: wake hearers here and tell other processes."""
        self._wake(told)
        for topic, types in told.items():
            self._outgoing.setdefault(topic, set()).update(types)
        self._send.set()

    def _wake(self, told: Mapping[str, Collection[str]]) -> None:
        for topic, types in told.items():
            for wanted, event in self._waiting.get(topic, ()):
                if not wanted or not types or not wanted.isdisjoint(types):
                    event.set()

    def _heard(self, connection: _Listening, pid: int, _channel: str, told: object) -> None:
        if pid != connection.get_server_pid():  # our own hearers were woken at once
            self._wake({topic: types.split(",") for topic, _, types in (w.partition("=") for w in str(told).split())})

    async def run(self, closing: asyncio.Event) -> None:
        """Send and receive notices until closing; a lost connection is opened again."""
        while not closing.is_set():
            try:
                await self._talk(closing)
            except _AWAY:
                _log.warning("wake-up connection lost; hearers fall back to polling")
                await pause(1.0, closing)

    async def _talk(self, closing: asyncio.Event) -> None:
        connection = await asyncpg.connect(self._dsn, timeout=5)
        try:
            await connection.add_listener(CHANNEL, self._heard)
            self._wake(dict.fromkeys(self._waiting, ()))
            while not closing.is_set():
                await first_of(self._send, closing)
                if self._linger_s:
                    await pause(self._linger_s, closing)
                self._send.clear()
                told, self._outgoing = self._outgoing, {}
                if told:
                    words = " ".join(f"{topic}={','.join(sorted(types))}" for topic, types in sorted(told.items()))
                    await connection.execute("select pg_notify($1, $2)", CHANNEL, words)
                    await pause(_SPACE_S, closing)
        finally:
            await connection.close(timeout=2)
