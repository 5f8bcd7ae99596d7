"""Waiting for one of several things to happen, or for a time to pass, without leaving tasks behind."""

import asyncio


async def pause(seconds: float, stop: asyncio.Event) -> None:
    """Wait that long, or until `stop` is set."""
    await first_of(stop, seconds=seconds)


async def first_of(*events: asyncio.Event, seconds: float | None = None) -> None:
    """Wait until one of the events is set, at most `seconds`."""
    if any(event.is_set() for event in events):
        return
    waits = [asyncio.ensure_future(event.wait()) for event in events]
    try:
        await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()
