"""The embedded server as a whole: started, shared, killed, brought back."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import asyncpg
import psutil
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from waymark.embedded import EmbeddedFailed, EmbeddedServer, embedded_postgres
from waymark.embedded.process import find_postmaster

pytestmark = pytest.mark.database
ROLES = ("alpha",)
_CHILD = """
import asyncio, sys
from pathlib import Path
from waymark.embedded import embedded_postgres

async def main():
    async with embedded_postgres(Path(sys.argv[1]), roles=["alpha"]) as server:
        print(server.pid, server.owned, flush=True)
        await asyncio.to_thread(sys.stdin.readline)

asyncio.run(main())
"""


async def _ask(server: EmbeddedServer, sql: str) -> object:
    connection = await asyncpg.connect(server.owner_url("postgres"))
    try:
        return await connection.fetchval(sql)
    finally:
        await connection.close()


async def _until_it_answers(server: EmbeddedServer) -> None:
    async with asyncio.timeout(30):
        while True:
            try:
                await _ask(server, "select 1")
            except (OSError, asyncpg.PostgresError):
                await asyncio.sleep(0.05)
            else:
                return


def _another_process(home: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", _CHILD, str(home)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def _said(child: "subprocess.Popen[str]") -> tuple[int, bool]:
    assert child.stdout is not None
    pid, owned = child.stdout.readline().split()
    return int(pid), owned == "True"


def _let_go(child: "subprocess.Popen[str]") -> None:
    child.communicate("\n", timeout=30)


async def test_it_is_durable_checked_and_reachable_by_socket_only(home: Path) -> None:
    async with embedded_postgres(home, roles=ROLES) as server:
        wanted = {
            "fsync": "on",
            "synchronous_commit": "on",
            "full_page_writes": "on",
            "data_checksums": "on",
            "listen_addresses": "",
            "jit": "off",
            "TimeZone": "UTC",
            "log_min_messages": "log",
        }
        assert {name: await _ask(server, f"show {name}") for name in wanted} == wanted
        rules = await _ask(server, "select string_agg(distinct auth_method, ',') from pg_hba_file_rules")
        assert rules == "scram-sha-256"
        assert not [one for one in psutil.Process(server.pid).net_connections() if one.family.name != "AF_UNIX"]


async def test_sqlalchemy_takes_the_address(home: Path) -> None:
    async with embedded_postgres(home / "with a space", roles=ROLES) as server:
        engine = create_async_engine(server.owner_url("postgres").replace("postgresql", "postgresql+asyncpg", 1))
        async with engine.connect() as connection:
            assert (await connection.execute(text("select current_user"))).scalar_one() == "waymark"
        await engine.dispose()


async def test_a_wrong_password_is_refused_on_the_socket(home: Path) -> None:
    async with embedded_postgres(home, roles=ROLES) as server:
        wrong = server.owner_url("postgres").replace(":", ":x", 2).replace("postgresql:x", "postgresql:", 1)
        with pytest.raises(asyncpg.InvalidPasswordError):
            await asyncpg.connect(wrong)


async def test_data_and_passwords_survive_a_restart(home: Path) -> None:
    async with embedded_postgres(home, roles=ROLES) as server:
        await _ask(server, "create table kept as select 7 as number")
        before = server.service_url("alpha", "postgres")
        pid = server.pid
    assert not psutil.pid_exists(pid)
    async with embedded_postgres(home, roles=ROLES) as server:
        assert await _ask(server, "select number from kept") == 7
        assert server.service_url("alpha", "postgres") == before


async def test_a_killed_server_is_noticed_and_brought_back(home: Path) -> None:
    async with embedded_postgres(home, roles=ROLES) as server:
        watch = asyncio.create_task(server.watch())
        await _ask(server, "create table kept as select 7 as number")
        first = server.pid
        os.kill(first, signal.SIGKILL)
        await _until_it_answers(server)
        assert server.pid != first
        assert await _ask(server, "select number from kept") == 7
        watch.cancel()


async def test_a_server_that_does_not_come_back_is_said_to_be_lost(home: Path) -> None:
    async with embedded_postgres(home, roles=ROLES) as server:
        control = home / "postgres" / "global" / "pg_control"
        watch = asyncio.create_task(server.watch())
        os.kill(server.pid, signal.SIGKILL)
        control.rename(control.with_suffix(".gone"))
        with pytest.raises(EmbeddedFailed, match=r"postgres\.log"):
            await asyncio.wait_for(watch, 60)


async def test_a_server_of_another_living_process_is_shared_and_left_running(home: Path) -> None:
    child = _another_process(home)
    try:
        pid, owned = await asyncio.to_thread(_said, child)
        assert owned
        async with embedded_postgres(home, roles=ROLES) as server:
            assert (server.pid, server.owned) == (pid, False)
        assert psutil.pid_exists(pid)
    finally:
        await asyncio.to_thread(_let_go, child)
    assert find_postmaster(home / "postgres") is None


async def test_the_server_of_a_killed_process_is_taken_over_and_stopped(home: Path) -> None:
    child = _another_process(home)
    pid, _ = await asyncio.to_thread(_said, child)
    child.kill()
    await asyncio.to_thread(child.communicate)
    assert psutil.pid_exists(pid)
    async with embedded_postgres(home, roles=ROLES) as server:
        assert (server.pid, server.owned) == (pid, True)
        assert await _ask(server, "select 1") == 1
    assert find_postmaster(home / "postgres") is None


async def test_who_only_shared_it_takes_over_when_the_owner_goes(home: Path) -> None:
    child = _another_process(home)
    pid, _ = await asyncio.to_thread(_said, child)
    async with embedded_postgres(home, roles=ROLES) as server:
        watch = asyncio.create_task(server.watch())
        await asyncio.to_thread(_let_go, child)
        await _until_it_answers(server)
        assert server.owned
        assert server.pid != pid
        watch.cancel()


async def test_ctrl_c_in_the_terminal_does_not_reach_the_server(home: Path) -> None:
    async with embedded_postgres(home, roles=ROLES) as server:
        assert os.getpgid(server.pid) == server.pid != os.getpgid(0)


async def test_a_role_without_a_password_is_named(home: Path) -> None:
    async with embedded_postgres(home, roles=ROLES) as server:
        assert set(server.passwords) == {"alpha"}
        with pytest.raises(EmbeddedFailed, match="beta"):
            server.service_url("beta", "postgres")
