"""Where a pipeline's processes are started and found: children with a log, free ports, HTTP by service.

Not here: which processes make a pipeline (pipelines.py).
"""

import asyncio
import os
import socket
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import psutil

from tests.journeys.world import until

ROOT = Path(__file__).parents[2]


@asynccontextmanager
async def child(
    name: str, module: Sequence[str], environment: Mapping[str, str], home: Path
) -> AsyncIterator[psutil.Process]:
    """A Python module as a process of its own, ended with the block."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / f"{name}.log").open("wb") as log:
        started = await asyncio.create_subprocess_exec(
            sys.executable, "-m", *module, cwd=ROOT, env={**os.environ, **environment}, stdout=log, stderr=log
        )
        try:
            yield psutil.Process(started.pid)
        finally:
            if started.returncode is None:
                started.terminate()
                await asyncio.wait_for(started.wait(), 30)


class ByService(httpx.AsyncBaseTransport):
    """Sends `/consent/...` to consent's port and so on; what names no service goes to the first."""

    def __init__(self, ports: Mapping[str, int]) -> None:
        self._ports = ports
        self._first = next(iter(ports.values()))
        self._inner = httpx.AsyncHTTPTransport()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send to the service the path names."""
        service = request.url.path.split("/")[1]
        request.url = request.url.copy_with(port=self._ports.get(service, self._first))
        return await self._inner.handle_async_request(request)

    async def aclose(self) -> None:
        """Close what is open."""
        await self._inner.aclose()


@asynccontextmanager
async def client(ports: Mapping[str, int]) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the services at these ports."""
    url = f"http://127.0.0.1:{next(iter(ports.values()))}"
    async with httpx.AsyncClient(base_url=url, timeout=60, trust_env=False, transport=ByService(ports)) as http:
        yield http


async def answers(port: int, path: str, wanted: int) -> None:
    """Wait until `path` is answered with `wanted`."""

    async def look() -> int:
        try:
            async with httpx.AsyncClient(trust_env=False) as http:
                return (await http.get(f"http://127.0.0.1:{port}{path}")).status_code
        except httpx.TransportError:
            return 0

    await until(look, lambda status: status == wanted, within_s=90)


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
