"""Mail that leaves the house: over SMTP by one connection for a batch, or as a file in a folder. Plain text only.

Nothing an attacker writes can add a line to a header. Not here: what a message says and when it is sent (services), and
the mail server of developers and tests (mail_sink.py).
"""

import asyncio
import os
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from email.mime.text import MIMEText
from email.utils import format_datetime
from pathlib import Path
from typing import Protocol

import aiosmtplib

from waymark.errors import Unavailable


@dataclass(frozen=True, slots=True)
class Message:
    """One message to one address. `id` makes its Message-ID: the same message sent again has the same."""

    id: str
    address: str
    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed over, and who it is from."""

    host: str
    port: int
    sender: str
    timeout_s: float


class Post(Protocol):
    """A way for messages to leave."""

    async def send(self, message: Message, *, now: datetime) -> bool:
        """Whether the next hop took the message; raises Unavailable where it is away."""
        ...


class Mailer:
    """Sends messages over one open connection. Built by `open_mailer`."""

    def __init__(self, client: aiosmtplib.SMTP, sender: str) -> None:
        self._client = client
        self._sender = sender

    async def send(self, message: Message, *, now: datetime) -> bool:
        """Whether the mail server took the message; raises Unavailable where it is away."""
        written = written_mail(message, sender=self._sender, now=now)
        try:
            await self._client.sendmail(self._sender, [message.address], written.as_bytes())
        except aiosmtplib.SMTPServerDisconnected as error:
            raise Unavailable("the mail server is not answering") from error
        except (aiosmtplib.SMTPResponseException, aiosmtplib.SMTPRecipientsRefused):
            return False
        except (aiosmtplib.SMTPException, OSError) as error:
            raise Unavailable("the mail server is not answering") from error
        return True


class MailFolder:
    """Writes each message as a file `<id>.eml`, whole and once: the same message again leaves the first as it is."""

    def __init__(self, folder: Path, sender: str) -> None:
        self._folder = folder
        self._sender = sender

    async def send(self, message: Message, *, now: datetime) -> bool:
        """True once the file is there; raises Unavailable where the folder cannot be written."""
        written = written_mail(message, sender=self._sender, now=now).as_bytes()
        await asyncio.to_thread(self._write_once, self._folder / f"{message.id}.eml", written)
        return True

    def _write_once(self, file: Path, written: bytes) -> None:
        draft = file.with_suffix(f".{secrets.token_hex(8)}")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with os.fdopen(os.open(draft, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600), "wb") as opened:
                opened.write(written)
            with suppress(FileExistsError):
                os.link(draft, file)
            draft.unlink()
        except OSError as error:
            raise Unavailable("the folder for mail cannot be written") from error


def written_mail(message: Message, *, sender: str, now: datetime) -> MIMEText:
    """The message as it is handed over. Raises ValueError for a header that would be more than one line.

    Not an EmailMessage: that one reads every header it is given, which takes as long as all other work on a referral
    together.
    """
    headers = {
        "From": sender,
        "To": message.address,
        "Subject": message.subject,
        "Date": format_datetime(now),
        "Message-ID": f"<{message.id}@{sender.partition('@')[2]}>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }
    written = MIMEText(message.body)
    for name, line in headers.items():
        if line.splitlines() != [line]:
            raise ValueError(f"{name}: a linefeed would begin another header")
        written[name] = line
    return written


@asynccontextmanager
async def open_mailer(server: MailServer) -> AsyncIterator[Mailer]:
    """A connection to the mail server; raises Unavailable where it is away."""
    client = aiosmtplib.SMTP(
        hostname=server.host,
        port=server.port,
        timeout=server.timeout_s,
        local_hostname=server.sender.partition("@")[2],  # else this machine's name is looked up for each batch
    )
    try:
        await client.connect()
    except (aiosmtplib.SMTPException, OSError) as error:
        raise Unavailable("the mail server is not answering") from error
    try:
        yield Mailer(client, server.sender)
    finally:
        client.close()
