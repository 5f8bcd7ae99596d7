"""Who goes first when very many press at once: whoever already has a page of the form, before whoever has none.

A flood comes without a page that we sealed, or over and over from one address; somebody who asks for help has one from
the second press on. Not here: how often an address may press at all (press_limit.py).
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress


class Turns:
    """Lets any number go ahead at once, and those behind one at a time while nobody is ahead.

    Nobody behind waits longer than `longest_s` seconds for those ahead once it is their turn; of those behind at most
    `most_waiting` wait.
    """

    def __init__(self, *, longest_s: float, most_waiting: int) -> None:
        self._longest_s = longest_s
        self._most_waiting = most_waiting
        self._waiting = 0
        self._ahead = 0
        self._nobody_ahead = asyncio.Event()
        self._nobody_ahead.set()
        self._one_behind = asyncio.Lock()

    @asynccontextmanager
    async def ahead(self) -> AsyncIterator[None]:
        """At once."""
        self._ahead += 1
        self._nobody_ahead.clear()
        try:
            yield
        finally:
            self._ahead -= 1
            if not self._ahead:
                self._nobody_ahead.set()

    @asynccontextmanager
    async def behind(self) -> AsyncIterator[bool]:
        """When it is its turn; False at once where too many wait already."""
        if self._waiting >= self._most_waiting:
            yield False
            return
        self._waiting += 1
        try:
            async with self._one_behind:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._nobody_ahead.wait(), self._longest_s)
                yield True
        finally:
            self._waiting -= 1
