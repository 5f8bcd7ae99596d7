"""The file of erasures beside the database: a restore of the database does not take it back (ADR 0032).

It is only ever added to. Not here: what a line says (erasure/listed.py).
"""

import asyncio
import logging
import os
from collections.abc import Sequence
from pathlib import Path

from waymark.errors import Unavailable
from waymark_consent.erasure.listed import Listed, read_lines

_log = logging.getLogger(__name__)
_OWNER_ONLY, _FOLDER = 0o600, 0o700


async def read_list(path: Path) -> list[Listed]:
    """Every entry of the file; none where there is no file yet. Raises Unavailable where it cannot be read."""
    return await asyncio.to_thread(_read, path)


async def add_to_list(path: Path, several: Sequence[Listed]) -> None:
    """Add these entries and have them on the disk. Raises Unavailable where the file cannot be written."""
    if several:
        await asyncio.to_thread(_add, path, "".join(one.line() for one in several))


def _read(path: Path) -> list[Listed]:
    if not path.exists():
        return []
    try:
        found = list(read_lines(path.read_text(encoding="utf-8", errors="replace").splitlines()))
    except OSError as error:
        raise Unavailable(f"the list of erasures cannot be read: {error.strerror}") from None
    broken = [one for one in found if isinstance(one, int)]
    if broken:
        # A line that a crash cut off is written anew by the job, since it is on the list in no other form.
        _log.warning("%d lines of the list of erasures are none, the first is line %d", len(broken), broken[0])
    return [one for one in found if isinstance(one, Listed)]


def _add(path: Path, lines: str) -> None:
    try:
        path.parent.mkdir(mode=_FOLDER, parents=True, exist_ok=True)
        opened = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, _OWNER_ONLY)
        try:
            size = os.fstat(opened).st_size
            starts_anew = size > 0 and os.pread(opened, 1, size - 1) != b"\n"
            os.write(opened, (("\n" if starts_anew else "") + lines).encode())
            os.fsync(opened)
        finally:
            os.close(opened)
    except OSError as error:
        raise Unavailable(f"the list of erasures cannot be written: {error.strerror}") from None
