"""Waking hearers: an event per topic inside the process, and one NOTIFY for what other processes must know.

NOTIFY inside the telling transactions would serialise commits (runtime.md 3): it is sent afterwards, once for all
commits that waited meanwhile. A lost wake-up costs one poll, never an event.
"""

import asyncio
import logging
from typing import Protocol

import asyncpg

from waymark.errors import Unavailable
from waymark.waiting import first_of, pause

CHANNEL = "waymark_log"
_log = logging.getLogger(__name__)


class _Listening(Protocol):
    def get_server_pid(self) -> int: ...


class Wake:
    """Says that something was told on a topic; hearers wait for it with a poll as safety net."""

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        self._waiting: dict[str, list[asyncio.Event]] = {}
        self._outgoing: set[str] = set()
        self._send = asyncio.Event()

    def event(self, topic: str) -> asyncio.Event:
        """A fresh event that is set whenever something is told on `topic`."""
        event = asyncio.Event()
        self._waiting.setdefault(topic, []).append(event)
        return event

    def told(self, topics: set[str]) -> None:
        """Something was committed on `topics` in this process: wake hearers here and tell other processes."""
        self._wake(topics)
        self._outgoing |= topics
        self._send.set()

    def _wake(self, topics: set[str]) -> None:
        for topic in topics:
            for event in self._waiting.get(topic, ()):
                event.set()

    def _heard(self, connection: _Listening, pid: int, _channel: str, topics: object) -> None:
        if pid != connection.get_server_pid():  # our own hearers were woken at once
            self._wake(set(str(topics).split()))

    async def run(self, closing: asyncio.Event) -> None:
        """Send and receive notices until closing; a lost connection is opened again."""
        while not closing.is_set():
            try:
                await self._talk(closing)
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, Unavailable):
                _log.warning("wake-up connection lost; hearers fall back to polling")
                await pause(1.0, closing)

    async def _talk(self, closing: asyncio.Event) -> None:
        connection = await asyncpg.connect(self._dsn, timeout=5)
        try:
            await connection.add_listener(CHANNEL, self._heard)
            self._wake(set(self._waiting))
            while not closing.is_set():
                await first_of(self._send, closing)
                self._send.clear()
                topics, self._outgoing = self._outgoing, set()
                if topics:
                    await connection.execute("select pg_notify($1, $2)", CHANNEL, " ".join(sorted(topics)))
        finally:
            await connection.close(timeout=2)
