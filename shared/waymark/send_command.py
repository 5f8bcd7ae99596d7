"""`waymark send`: a sender's CSV file sent over HTTP in parts, with progress and a result file; the same again goes on.

It is a client like any other and needs nothing of a service but its address. Not here: what the columns mean.
"""

import argparse
import asyncio
import codecs
import csv
import io
import json
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import BinaryIO

import httpx
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from waymark.clock import SystemClock
from waymark.demo.sender import Sender
from waymark.errors import SettingsInvalid, Unavailable
from waymark.settings import Settings

_LINES = 1000
_TRIES = 5
_TIMEOUT_S = 120.0
_SAY_EVERY_S = 1.0
_MOST_BYTES = 65_536
_TAKEN = frozenset({"accepted", "repeated", "corrected", "acceptable"})
_NO_OUTCOME = frozenset({"status", "advice", "end"})


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command is told."""
    parser.add_argument("file", type=Path, help="the CSV file, in UTF-8 or as its mapping says")
    parser.add_argument("--mapping", required=True, help="what the columns mean, by name")
    parser.add_argument("--url", required=True, help="where Waymark is, such as https://waymark.example")
    parser.add_argument("--client", required=True, help="id of the machine client that sends")
    parser.add_argument("--key", type=Path, required=True, help="file with the client's private key (JWK)")
    parser.add_argument("--dry-run", action="store_true", help="have every row judged and nothing stored")
    parser.add_argument("--result", type=Path, help="result file; beside the CSV file otherwise")


async def send(given: argparse.Namespace, settings: Settings, *, lines: int = _LINES, wait_s: float = 1.0) -> int:
    """Send the file in parts of about `lines` lines; answers 0 where every row was taken, else 1.

    After an answer that does not come it waits `wait_s` seconds, then twice that and so on. Raises SettingsInvalid,
    Unavailable.
    """
    del settings
    try:
        key = OKPKey.import_key(json.loads(given.key.read_text()))
        with given.file.open("rb") as looked_at:
            is_utf16 = looked_at.read(2) in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}
    except (OSError, ValueError, KeyError, JoseError) as error:
        raise SettingsInvalid(f"cannot be read: {type(error).__name__}") from None
    if is_utf16:
        raise SettingsInvalid("save the file as UTF-8")
    result: Path = given.result or given.file.with_name(f"{given.file.name}.result.csv")
    counts: Counter[str] = Counter()
    with given.file.open("rb") as file, result.open("wb") as told:
        async with httpx.AsyncClient(base_url=given.url, timeout=_TIMEOUT_S) as http:
            sending = _Sending(http, Sender(http, given.client, key, SystemClock()), given, wait_s)
            async for rows in sending.results(parts(file, lines)):
                told.write(_written(rows))
                counts.update(row[1] for row in rows if row[1] not in _NO_OUTCOME)
                sending.say(counts)
    print(f"{given.file.name}: {', '.join(f'{n} {status}' for status, n in sorted(counts.items())) or 'no rows'}")
    print(f"each row's result is in {result}")
    return 0 if set(counts) <= _TAKEN else 1


class _Sending:
    """One file on its way."""

    def __init__(self, http: httpx.AsyncClient, sender: Sender, given: argparse.Namespace, wait_s: float) -> None:
        self._http = http
        self._sender = sender
        self._query = {"mapping": given.mapping, "dry_run": "true" if given.dry_run else "false"}
        self._wait_s = wait_s
        self._said_at = time.monotonic()

    def say(self, counts: Counter[str]) -> None:
        """Tell how far it is, now and then."""
        if time.monotonic() - self._said_at >= _SAY_EVERY_S:
            self._said_at = time.monotonic()
            print(f"{counts.total()} rows answered", flush=True)

    async def results(self, cut: Iterator[bytes]) -> AsyncIterator[list[list[str]]]:
        """The rows of the result, part by part, with the line numbers of the whole file; its titles come first."""
        header, before = b"", 0
        for part in cut:
            lines = part.count(b"\n")
            answered = await self._post(header + part)
            first_line = header.count(b"\n")
            rows = [
                [str(int(line) - first_line + before if status != "end" else 0), status, *rest]
                for line, status, *rest in answered[1:]
                if status != "end"
            ]
            yield rows if header else [answered[0], *rows]
            header = header or first_row(part)
            before += lines

    async def _post(self, body: bytes) -> list[list[str]]:
        for attempt in range(_TRIES):
            try:
                headers = {"Authorization": f"Bearer {await self._sender.token()}", "Content-Type": "text/csv"}
                reply = await self._http.post(
                    "/intake/v1/referrals:csv", params=self._query, content=body, headers=headers
                )
            except httpx.TransportError:
                reply = None
            if reply is not None and reply.status_code == httpx.codes.OK:
                rows = list(csv.reader(io.StringIO(reply.text, newline="")))
                if rows and rows[-1][1] == "end" and not any(row[1] == "not_now" for row in rows):
                    return rows
            elif reply is not None and reply.status_code < httpx.codes.INTERNAL_SERVER_ERROR:
                raise SettingsInvalid(f"not taken: {_why(reply)}")
            await asyncio.sleep(min(2**attempt, 10) * self._wait_s)
        raise Unavailable("Waymark does not answer; what was taken stays, and the same command goes on from there")


def _why(reply: httpx.Response) -> str:
    if not reply.headers.get("content-type", "").startswith("application/problem+json"):
        return str(reply.status_code)
    problem = reply.json()
    fixes = "; ".join(f"{fault['pointer']} {fault['fix']}" for fault in problem["faults"])
    return f"{problem['title']}. {fixes}".strip()


def parts(file: BinaryIO, most_lines: int = _LINES) -> Iterator[bytes]:
    """The file in parts of whole rows: cut at a line break that is not within quotes, as far as can be told."""
    part, is_open, lines = bytearray(), False, 0
    for line in iter(lambda: file.readline(_MOST_BYTES), b""):
        part += line
        lines += line.endswith(b"\n")
        is_open ^= line.count(b'"') % 2 == 1
        if lines >= most_lines and line.endswith(b"\n") and (not is_open or lines >= 2 * most_lines):
            yield bytes(part)
            part, is_open, lines = bytearray(), False, 0
    if part:
        yield bytes(part)


def first_row(part: bytes) -> bytes:
    """The first row, which may hold line breaks within quotes, with its own line break."""
    row = b""
    for line in part.splitlines(keepends=True):
        row += line
        if row.count(b'"') % 2 == 0:
            break
    return row


def _written(rows: list[list[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()
