"""Who goes first when very many press at once: whoever already has a page of the form, before whoever has none.

A flood comes without a page that we sealed, or over and over from one address; somebody who asks for help has one from
the second press on. Not here: how often an address may press at all (press_limit.py).
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from enum import IntEnum

# Before a turn of this length of work others have read, parsed and queued about as much of the same press.
_REST_TIMES = 3.0
# The event loop's own clock ticks in milliseconds: a shorter rest would be one of this length.
_LEAST_REST_S = 0.001


class Lane(IntEnum):
    """Which of those behind: `NEW` begins a form, `LAST` came too often or with a page that is not ours."""

    NEW = 0
    LAST = 1


class Turns:
    """Lets any number go ahead at once, and those behind one at a time while nobody is ahead, LAST after NEW.

    After work for those behind the process is left to others for longer than it took. Nobody behind waits longer than
    `longest_s` seconds for those before them once it is their turn; in each lane at most `most_waiting` wait.
    """

    def __init__(self, *, longest_s: float, most_waiting: int) -> None:
        self._longest_s = longest_s
        self._most_waiting = most_waiting
        self._ahead = 0
        self._waiting = dict.fromkeys(Lane, 0)
        self._one = {lane: asyncio.Lock() for lane in Lane}
        self._clear = {lane: asyncio.Event() for lane in Lane}
        self._owed_s = 0.0
        self._rest_until = 0.0
        self._tell()

    @asynccontextmanager
    async def ahead(self) -> AsyncIterator[None]:
        """At once."""
        self._ahead += 1
        self._tell()
        try:
            yield
        finally:
            self._ahead -= 1
            self._tell()

    @asynccontextmanager
    async def behind(self, lane: Lane = Lane.NEW) -> AsyncIterator[bool]:
        """When it is its turn; False at once where too many wait already."""
        if self._waiting[lane] >= self._most_waiting:
            yield False
            return
        self._waiting[lane] += 1
        self._tell()
        try:
            async with self._one[lane]:
                await self._until_clear(lane)
                started = asyncio.get_running_loop().time()
                try:
                    yield True
                finally:
                    self._rest_after(asyncio.get_running_loop().time() - started)
        finally:
            self._waiting[lane] -= 1
            self._tell()

    async def _until_clear(self, lane: Lane) -> None:
        loop = asyncio.get_running_loop()
        with suppress(TimeoutError):
            async with asyncio.timeout(self._longest_s):
                while (rest_s := self._rest_until - loop.time()) > 0 or not self._clear[lane].is_set():
                    if rest_s > 0:
                        await asyncio.sleep(rest_s)
                    await self._clear[lane].wait()

    def _rest_after(self, worked_s: float) -> None:
        """Rests too short to be had are saved up."""
        self._owed_s += worked_s * _REST_TIMES
        if self._owed_s >= _LEAST_REST_S:
            self._rest_until = asyncio.get_running_loop().time() + min(self._owed_s, self._longest_s)
            self._owed_s = 0.0

    def _tell(self) -> None:
        """Tell those who wait whether they may go now."""
        before = {Lane.NEW: self._ahead, Lane.LAST: self._ahead + self._waiting[Lane.NEW]}
        for lane, clear in self._clear.items():
            if before[lane]:
                clear.clear()
            else:
                clear.set()
