"""Alerts by e-mail over SMTP: one connection for a batch, neutral words, nothing an attacker can add lines to.

Not here: what an alert says (letter.py) and when it is sent (jobs.py).
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from email.mime.text import MIMEText
from email.utils import format_datetime

import aiosmtplib

from waymark.errors import Unavailable
from waymark_notifier.letter import Letter, body, subject


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed over, and who it is from."""

    host: str
    port: int
    sender: str
    timeout_s: float


class Mailer:
    """Sends letters over one open connection. Built by `open_mailer`."""

    def __init__(self, client: aiosmtplib.SMTP, sender: str) -> None:
        self._client = client
        self._sender = sender

    async def send(self, letter: Letter, *, now: datetime) -> bool:
        """Whether the mail server took the message; raises Unavailable where it is away."""
        message = message_of(letter, sender=self._sender, now=now)
        try:
            await self._client.sendmail(self._sender, [letter.address], message.as_bytes())
        except aiosmtplib.SMTPServerDisconnected as error:
            raise Unavailable("the mail server is not answering") from error
        except (aiosmtplib.SMTPResponseException, aiosmtplib.SMTPRecipientsRefused):
            return False
        except (aiosmtplib.SMTPException, OSError) as error:
            raise Unavailable("the mail server is not answering") from error
        return True


def message_of(letter: Letter, *, sender: str, now: datetime) -> MIMEText:
    """The message of a letter; its id comes of its alerts', so that a second sending can be told from a second alert.

    Raises ValueError for a header that would be more than one line. Not an EmailMessage: that one reads every header
    it is given, which takes as long as all other work on a referral together.
    """
    headers = {
        "From": sender,
        "To": letter.address,
        "Subject": subject(letter),
        "Date": format_datetime(now),
        "Message-ID": f"<{letter.id}@{sender.partition('@')[2]}>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }
    message = MIMEText(body(letter))
    for name, line in headers.items():
        if line.splitlines() != [line]:
            raise ValueError(f"{name}: a linefeed would begin another header")
        message[name] = line
    return message


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
