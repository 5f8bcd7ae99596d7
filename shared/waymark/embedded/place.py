"""Where an embedded PostgreSQL lives: its folders, the account it runs as, the passwords to it. No process here."""

import hashlib
import json
import logging
import os
import pwd
import secrets
import stat
import subprocess
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

OWNER = "waymark"
SOCKET = ".s.PGSQL.5432"
_ACCOUNT = "waymark-postgres"
_OURS_ALONE = 0o700
_LONGEST_SOCKET_PATH = 103  # bytes; Linux allows 107, macOS 103

logger = logging.getLogger(__name__)


class EmbeddedFailed(Exception):  # noqa: N818 - said to an operator, in one line
    """The embedded PostgreSQL cannot be started, or does not come back; the message says where to look."""


@dataclass(frozen=True)
class Place:
    """Folders of one server, and the account it runs as (None: ours, which then is not root)."""

    home: Path
    data: Path
    sockets: Path
    account: pwd.struct_passwd | None

    @property
    def log(self) -> Path:
        """What the server says about itself; no statement and no value of one is in it."""
        return self.home / "postgres.log"

    @property
    def keys(self) -> Path:
        """The passwords of the roles, for this account's eyes only."""
        return self.home / "keys" / "postgres.json"

    @property
    def made(self) -> bool:
        """Whether there is data already."""
        return (self.data / "PG_VERSION").exists()

    def give(self, path: Path) -> None:
        """Make `path` belong to the account the server runs as."""
        if self.account is not None:
            os.chown(path, self.account.pw_uid, self.account.pw_gid)


def lay_out(home: Path) -> Place:
    """Make the folders in `home`, and as root the account; raises EmbeddedFailed."""
    home = home.resolve()
    (home / "keys").mkdir(parents=True, exist_ok=True)
    (home / "keys").chmod(0o700)
    data = home / "postgres"
    place = Place(home=home, data=data, sockets=data, account=_account())
    if place.account is not None:
        let_through(data)
    if len(os.fsencode(data / SOCKET)) <= _LONGEST_SOCKET_PATH:
        return place
    return Place(home=home, data=data, sockets=_short_folder(place), account=place.account)


def _account() -> pwd.struct_passwd | None:
    """As root an account of its own, because PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    with suppress(KeyError):
        return pwd.getpwnam(_ACCOUNT)
    command = ("useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", _ACCOUNT)
    try:
        subprocess.run(command, check=False, capture_output=True)  # two first starts at once: one of them makes it
        return pwd.getpwnam(_ACCOUNT)
    except (FileNotFoundError, KeyError):
        message = f"PostgreSQL does not run as root: make an account {_ACCOUNT}, or start Waymark as another account"
        raise EmbeddedFailed(message) from None


def let_through(path: Path) -> None:
    """Let other accounts pass through (not read) the folders above `path`."""
    for folder in path.parents:
        mode = folder.stat().st_mode
        if not mode & stat.S_IXOTH:
            logger.info("letting the account %s pass through %s", _ACCOUNT, folder)
            folder.chmod(stat.S_IMODE(mode) | stat.S_IXGRP | stat.S_IXOTH)


def _short_folder(place: Place) -> Path:
    """A folder for the socket with a short path, the same for the same home, that nobody else can have made."""
    name = hashlib.sha256(os.fsencode(place.home)).hexdigest()[:12]
    folder = Path(tempfile.gettempdir()) / f"waymark-{name}"
    uid = place.account.pw_uid if place.account else os.geteuid()
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
        place.give(folder)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != uid or stat.S_IMODE(found.st_mode) != _OURS_ALONE:
        raise EmbeddedFailed(f"{folder} is not ours; remove it or choose a shorter WAYMARK_HOME")
    return folder


def read_passwords(place: Place) -> dict[str, str]:
    """The passwords by role."""
    held: dict[str, str] = json.loads(place.keys.read_text("utf-8"))
    return held


def keep_passwords(place: Place, roles: Iterable[str]) -> dict[str, str]:
    """The passwords kept beside the data, with new ones for the owner and `roles` where they have none yet."""
    held = read_passwords(place) if place.keys.exists() else {}
    if not held and place.made:
        raise EmbeddedFailed(f"{place.data} has data but {place.keys}, which opens it, is missing")
    missing = [role for role in (OWNER, *roles) if role not in held]
    if missing:
        held |= {role: secrets.token_urlsafe(24) for role in missing}
        fresh = place.keys.with_suffix(".new")
        with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out:
            json.dump(held, out, indent=1, sort_keys=True)
            out.flush()
            os.fsync(out.fileno())
        fresh.replace(place.keys)
    return held
