"""Answers that come while the request is still being sent: pieces in, results out in order, with flat memory.

Not here: how bytes are cut into pieces (ndjson.py and its like), and what is answered to one.
"""

import asyncio
from abc import abstractmethod
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import suppress
from math import ceil
from typing import Generic, Protocol, TypeVar

from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from waymark_intake.settings import IntakeSettings

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
_SHARES_AT_ONCE = 2


class Cutter(Protocol[T_co]):
    """Cuts bytes into pieces: fed with chunks as they come, and ended."""

    def feed(self, chunk: bytes, /) -> Iterator[T_co]:
        """The pieces that became whole within this chunk."""

    def end(self) -> Iterator[T_co]:
        """What is left at the end."""


class StreamedReply(Response, Generic[T]):
    """Reads pieces, works on some at once and sends results in order.

    Pieces that came together are worked on together. Not a StreamingResponse: that one may listen for a disconnect,
    and so swallow parts of a request still being read.
    """

    def __init__(self, chunks: AsyncIterator[bytes], cutter: Cutter[T], settings: IntakeSettings) -> None:
        super().__init__()
        del self.headers["content-length"]
        self._chunks = chunks
        self._cutter = cutter
        self._settings = settings
        # Two shares at a time: one is worked on while the other is written.
        self._most_together = max(1, settings.lines_at_once // _SHARES_AT_ONCE)
        self._slots = asyncio.Semaphore(min(_SHARES_AT_ONCE, settings.lines_at_once))
        self._results: asyncio.Queue[tuple[int, asyncio.Task[bytes]] | None] = asyncio.Queue()
        self._untaken = 0
        self._taken = asyncio.Event()

    @abstractmethod
    async def answer(self, pieces: Sequence[T]) -> bytes:
        """One result a piece, in order."""

    async def begin(self) -> bytes:
        """What stands before all results."""
        return b""

    async def close(self) -> bytes:
        """What stands after all results."""
        return b""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - ASGI
        """Answer what is being sent."""
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        async for body in self.results():
            await send({"type": "http.response.body", "body": body, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def results(self) -> AsyncIterator[bytes]:
        """All that is answered, in order, as it comes."""
        yield await self.begin()
        async with asyncio.TaskGroup() as group:
            group.create_task(self._read_all(group))
            while (started := await self._results.get()) is not None:
                pieces, results = started
                self._untaken -= pieces
                self._taken.set()
                yield await results
        yield await self.close()

    async def _read_all(self, group: asyncio.TaskGroup) -> None:
        # Who goes away in the middle of a piece sent no whole one: what came before stays accepted.
        with suppress(ClientDisconnect):
            async for chunk in self._chunks:
                for share in shares(list(self._cutter.feed(chunk)), self._most_together):
                    await self._start(group, share)
            for piece in self._cutter.end():
                await self._start(group, [piece])
        await self._results.put(None)

    async def _start(self, group: asyncio.TaskGroup, pieces: Sequence[T]) -> None:
        while self._untaken >= self._settings.results_waiting:
            self._taken.clear()
            await self._taken.wait()
        await self._slots.acquire()
        task = group.create_task(self.answer(pieces))
        task.add_done_callback(lambda _: self._slots.release())
        self._untaken += len(pieces)
        await self._results.put((len(pieces), task))


def shares(pieces: Sequence[T], most: int) -> Iterator[Sequence[T]]:
    """The pieces in order, cut into as few shares of at most `most` as there can be, about equally long."""
    if pieces:
        size = ceil(len(pieces) / ceil(len(pieces) / most))
        yield from (pieces[start : start + size] for start in range(0, len(pieces), size))
