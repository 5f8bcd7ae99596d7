"""The running embedded server: who owns it, its addresses, and the watch that brings it back when it dies."""

import asyncio
import fcntl
import logging
import os
import signal
import subprocess
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress
from importlib.metadata import entry_points
from pathlib import Path
from urllib.parse import quote

import asyncpg
import psutil

from waymark.embedded.place import OWNER, EmbeddedFailed, Place, keep_passwords, lay_out, read_passwords
from waymark.embedded.process import find_postmaster, initialise, launch, lives

_START_S = 120.0  # recovery after a crash may take its time
_LOOK_S = 0.25
_FAILED_RESTARTS = 5

logger = logging.getLogger(__name__)


class EmbeddedServer:
    """A running PostgreSQL and the logins to it. `watch` brings it back when it dies."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._passwords: dict[str, str] = {}
        self._process: psutil.Process | None = None
        self._child: subprocess.Popen[bytes] | None = None
        self._lock: int | None = None
        self._closing = False
        self._changing = asyncio.Lock()

    @property
    def pid(self) -> int:
        """The process id of the server; 0 before there is one."""
        return self._process.pid if self._process else 0

    @property
    def owned(self) -> bool:
        """Whether this process started or took over the server, and so stops it at its end."""
        return self._lock is not None

    @property
    def passwords(self) -> dict[str, str]:
        """The password of each service's role, by service: what waymark.migrate needs."""
        return {role: password for role, password in self._passwords.items() if role != OWNER}

    def owner_url(self, database: str) -> str:
        """The address of `database` for the role that owns everything and is used for migrations only."""
        return self._url(OWNER, database)

    def service_url(self, service: str, database: str) -> str:
        """The address of `database` for one service's own role."""
        return self._url(service, database)

    def _url(self, role: str, database: str) -> str:
        if role not in self._passwords:
            raise EmbeddedFailed(f"no password for the database role {role} in {self._place.keys}")
        password = quote(self._passwords[role], safe="")
        return f"postgresql://{role}:{password}@/{quote(database)}?host={quote(str(self._place.sockets))}"

    async def watch(self) -> None:
        """Look after the server until cancelled: a dead one is started again, by whoever owns it.

        Raises EmbeddedFailed after several failed restarts in a row.
        """
        failed = 0
        while True:
            await asyncio.sleep(_LOOK_S)
            if self._closing or self._alive():
                continue
            try:
                await self._bring_back()
                failed = 0
            except EmbeddedFailed as error:
                failed += 1
                logger.warning("embedded PostgreSQL did not start again (try %d): %s", failed, error)
                if failed >= _FAILED_RESTARTS:
                    raise
                await asyncio.sleep(_LOOK_S * 2**failed)

    async def _bring_back(self) -> None:
        async with self._changing:
            if self._closing:
                return
            if self._take():
                logger.warning("embedded PostgreSQL (process %d) is gone; starting it again", self.pid)
                await self._start()
                logger.warning("embedded PostgreSQL is back as process %d", self.pid)
            else:
                self._process = find_postmaster(self._place.data)

    def _take(self) -> bool:
        """Become the owner, unless a living process is; an owner's death gives the lock back."""
        if self._lock is not None:
            return True
        handle = os.open(self._place.home / "postgres.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            return False
        self._lock = handle
        return True

    async def open(self, roles: Iterable[str]) -> None:
        """Own and start the server, or attach to the one another process owns."""
        loop = asyncio.get_running_loop()
        last = loop.time() + _START_S
        while loop.time() < last:
            if self._take():
                self._passwords = keep_passwords(self._place, roles)
                await asyncio.to_thread(initialise, self._place, self._passwords[OWNER])
                await self._start()
                return
            if await self._attach():
                return
            await asyncio.sleep(_LOOK_S)
        raise EmbeddedFailed(f"another process holds {self._place.home} but its PostgreSQL does not answer")

    async def _attach(self) -> bool:
        self._process = find_postmaster(self._place.data)
        if self._process is None or not self._place.keys.exists():
            return False
        self._passwords = read_passwords(self._place)
        return await self._answers()

    async def _start(self) -> None:
        """Start the server, or adopt the one a killed owner left behind, and wait until it answers."""
        loop = asyncio.get_running_loop()
        last = loop.time() + _START_S
        self._child, self._process = None, find_postmaster(self._place.data)
        while loop.time() < last:
            if self._alive():
                if await self._answers():
                    return
            elif self._child is not None:
                raise EmbeddedFailed(f"PostgreSQL ended while starting; the reason is in {self._place.log}")
            else:
                self._child = await asyncio.to_thread(launch, self._place)
                self._process = psutil.Process(self._child.pid)
            await asyncio.sleep(0.05)
        raise EmbeddedFailed(f"PostgreSQL does not answer after {_START_S:.0f} s; see {self._place.log}")

    def _alive(self) -> bool:
        if self._child is not None:
            return self._child.poll() is None
        return self._process is not None and lives(self._process)

    async def _answers(self) -> bool:
        try:
            connection = await asyncpg.connect(
                host=str(self._place.sockets),
                user=OWNER,
                password=self._passwords[OWNER],
                database="postgres",
                timeout=5,
            )
        except asyncpg.InvalidPasswordError:
            raise EmbeddedFailed(f"the password in {self._place.keys} is not this database's") from None
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError):
            return False
        await connection.close()
        return True

    async def close(self) -> None:
        """Stop the server where it is ours; one we are attached to goes on."""
        self._closing = True
        async with self._changing:
            if self._lock is None:
                return
            if self._process is not None and self._alive():
                await asyncio.to_thread(self._stop, self._process)
            os.close(self._lock)
            self._lock = None

    def _stop(self, process: psutil.Process) -> None:
        """Fast shutdown; a server that does not obey is told more firmly."""
        for how, patience_s in ((signal.SIGINT, 30), (signal.SIGQUIT, 10), (signal.SIGKILL, 5)):
            with suppress(psutil.NoSuchProcess):
                process.send_signal(how)
            try:
                if self._child is not None:
                    self._child.wait(patience_s)
                else:
                    process.wait(patience_s)
            except (subprocess.TimeoutExpired, psutil.TimeoutExpired):
                logger.warning("embedded PostgreSQL did not stop within %d s of %s", patience_s, how.name)
            else:
                return


@asynccontextmanager
async def embedded_postgres(home: Path, *, roles: Iterable[str] | None = None) -> AsyncIterator[EmbeddedServer]:
    """A PostgreSQL with its data in `home`/postgres, running while the block runs.

    If a living process already owns that folder's server it is used and left running at the end; the server of a
    killed owner is taken over. `roles` are the service roles to hold passwords for (default: the installed
    services). Raises EmbeddedFailed.
    """
    names = [point.name for point in entry_points(group="waymark.services")] if roles is None else list(roles)
    server = EmbeddedServer(await asyncio.to_thread(lay_out, home))
    try:
        await server.open(names)
        yield server
    finally:
        await server.close()
