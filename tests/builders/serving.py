"""A real server around an app, and a client that sends raw bytes: for what only the wire shows."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

import uvicorn
from starlette.types import ASGIApp

from waymark.runner import listen


@dataclass(frozen=True)
class Sender:
    """Sends raw bytes to `port` on loopback."""

    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def send(self, *parts: bytes, pause_s: float = 0.0, wait_s: float = 2.0) -> bytes:
        """What comes back after all parts; stops sending when something does."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        answer = asyncio.create_task(_answer(reader))
        with suppress(ConnectionError):
            for part in parts:
                if answer.done():
                    break
                writer.write(part)
                await writer.drain()
                await asyncio.sleep(pause_s)
        with suppress(TimeoutError):
            await asyncio.wait_for(asyncio.shield(answer), wait_s)
        writer.close()
        return await answer

    async def leave(self, *parts: bytes) -> None:
        """Send and hang up at once."""
        _, writer = await asyncio.open_connection("127.0.0.1", self.port)
        for part in parts:
            writer.write(part)
        await writer.drain()
        writer.close()


async def _answer(reader: asyncio.StreamReader) -> bytes:
    """One answer: its head, then its body as long as it says."""
    with suppress(ConnectionError, asyncio.IncompleteReadError):
        head = await reader.readuntil(b"\r\n\r\n")
        lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
        return head + await reader.readexactly(int(lengths[0].split(b":")[1]) if lengths else 0)
    return b""


@asynccontextmanager
async def a_server(app: ASGIApp) -> AsyncIterator[Sender]:
    """`app` on a free port, as the runner serves it."""
    listener = listen("127.0.0.1", 0)
    config = uvicorn.Config(
        app, loop="none", http="httptools", lifespan="off", log_config=None, access_log=False, proxy_headers=False
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server._serve(sockets=[listener]))
    while not server.started:
        await asyncio.sleep(0.01)
    try:
        yield Sender(listener.getsockname()[1])
    finally:
        server.should_exit = True
        await serving
        listener.close()
