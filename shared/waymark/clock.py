"""What time it is, as a value handed in: services never read the machine's clock themselves."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Protocol

from waymark.waiting import first_of, pause


class Clock(Protocol):
    """Tells the time; always timezone-aware, in UTC."""

    def now(self) -> datetime:
        """The present instant in UTC."""
        ...

    async def wait(self, seconds: float, stop: asyncio.Event, *, since: datetime) -> None:
        """Wait `seconds` of this clock, or until `stop` is set; `since` is when whoever waits last looked at it.

        A clock that jumps counts from there: what was at work during the jump has not seen the new time.
        """
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """The present instant in UTC."""
        return datetime.now(UTC)

    async def wait(self, seconds: float, stop: asyncio.Event, *, since: datetime) -> None:  # noqa: ARG002
        """Wait that long from now, or until `stop` is set: slow work is not followed by more of it without a rest."""
        await pause(seconds, stop)


class ReplayClock:
    """A clock that stands still until it is moved forward: past records are replayed on their own time."""

    def __init__(self, start: datetime) -> None:
        if start.tzinfo is None:
            raise ValueError("a replay clock needs a start with a time zone")
        self._now = start.astimezone(UTC)
        self._moved = asyncio.Event()

    def now(self) -> datetime:
        """The instant it was last moved to."""
        return self._now

    def move_to(self, instant: datetime) -> None:
        """Move forward to `instant`; an earlier instant leaves it where it is."""
        self._now = max(self._now, instant.astimezone(UTC))
        moved, self._moved = self._moved, asyncio.Event()
        moved.set()

    async def wait(self, seconds: float, stop: asyncio.Event, *, since: datetime) -> None:
        """Wait until it has been moved that far past `since`, or until `stop` is set."""
        until = since + timedelta(seconds=seconds)
        while self._now < until and not stop.is_set():
            await first_of(self._moved, stop)
