"""Keeps operating-system processes running as systemd would: what ends by itself or is killed is started again."""

import asyncio
import os
import signal
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import httpx

_AGAIN_S = 0.2
_STOP_S = 25.0
_LOOK_S = 0.05


class Supervised:
    """One program that answers on a fixed port, restarted until `stop`; its output is appended to one file.

    `fallen` says of each end that nobody ordered: its exit code and the last line it said.
    """

    def __init__(self, name: str, command: tuple[str, ...], environment: Mapping[str, str], log: Path) -> None:
        self.name = name
        self.port = int(environment["WAYMARK_PORT"])
        self.fallen: list[str] = []
        self._command = command
        self._environment = {**os.environ, **environment}
        self._log = log
        self._process: asyncio.subprocess.Process | None = None
        self._killed = 0
        self._stopping = False
        self._watching: asyncio.Task[None] | None = None

    @property
    def pid(self) -> int:
        """The process id now; 0 where there is none."""
        return self._process.pid if self._process is not None and self._process.returncode is None else 0

    def start(self) -> None:
        """Begin to look after it."""
        self._watching = asyncio.create_task(self._watch())

    def kill(self) -> None:
        """`kill -9`; it comes back by itself."""
        if self._process is not None and self._process.returncode is None:
            self._killed += 1
            with suppress(ProcessLookupError):
                self._process.kill()

    async def ready(self, within_s: float) -> float:
        """Seconds until it says that it is ready; AssertionError with its last words where it never does."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        url = f"http://127.0.0.1:{self.port}/health/ready"
        async with httpx.AsyncClient(timeout=3, trust_env=False) as http:
            while True:
                with suppress(httpx.TransportError):
                    if (await http.get(url)).status_code == httpx.codes.OK:
                        return loop.time() - began
                assert loop.time() - began < within_s, f"{self.name} is not ready: {self.last_words()}"
                await asyncio.sleep(_LOOK_S)

    async def stop(self) -> None:
        """End it in order, and firmly where it does not obey."""
        self._stopping = True
        if self._process is not None and self._process.returncode is None:
            with suppress(ProcessLookupError):
                self._process.send_signal(signal.SIGTERM)
        if self._watching is not None:
            done, _ = await asyncio.wait({self._watching}, timeout=_STOP_S)
            if not done and self._process is not None:
                self._process.kill()
                await self._watching
            await asyncio.gather(self._watching)

    def last_words(self) -> str:
        """The end of what it said."""
        return self._log.read_text("utf-8", "replace")[-2000:] if self._log.exists() else "nothing said"

    def _last_line(self) -> str:
        lines = self._log.read_text("utf-8", "replace").splitlines() if self._log.exists() else []
        return next((line[:400] for line in reversed(lines) if line.strip()), "nothing said")

    async def _watch(self) -> None:
        while not self._stopping:
            with self._log.open("ab") as log:
                self._process = await asyncio.create_subprocess_exec(
                    *self._command, env=self._environment, stdout=log, stderr=log
                )
            code = await self._process.wait()
            if self._killed:
                self._killed -= 1
            elif not self._stopping:
                self.fallen.append(f"{code} {self._last_line()}")
            if not self._stopping:
                await asyncio.sleep(_AGAIN_S)
