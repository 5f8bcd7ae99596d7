"""A mail server for development and tests: takes every message on loopback, keeps the last ones, shows them as a page.

Nothing leaves the machine. Not here: sending mail (the notifier's clients).
"""

import asyncio
import email
import email.policy
import html
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from email.message import EmailMessage

from aiosmtpd.smtp import SMTP, Envelope, Session
from starlette.types import Receive, Scope, Send

_MOST_KEPT = 200
_MOST_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class Mail:
    """One message as it was handed over: the envelope's addresses, and the message itself."""

    sender: str
    recipients: tuple[str, ...]
    raw: bytes

    @property
    def message(self) -> EmailMessage:
        """The message, read."""
        return email.message_from_bytes(self.raw, policy=email.policy.default)

    @property
    def subject(self) -> str:
        """Its subject line."""
        return str(self.message["Subject"] or "")

    @property
    def text(self) -> str:
        """Its plain text."""
        part = self.message.get_body(("plain",))
        return str(part.get_content()) if part is not None else ""


class MailSink:
    """Keeps the last 200 messages in memory, oldest first; also an ASGI app that lists them, newest first."""

    def __init__(self) -> None:
        self._kept: deque[Mail] = deque(maxlen=_MOST_KEPT)
        self.taken = 0
        self.port = 0

    @property
    def messages(self) -> list[Mail]:
        """What is kept, oldest first."""
        return list(self._kept)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Take one message."""
        content = envelope.content
        raw = content if isinstance(content, bytes) else str(content or "").encode()
        self._kept.append(Mail(envelope.mail_from or "", tuple(envelope.rcpt_tos), raw))
        self.taken += 1
        return "250 taken"

    async def __call__(self, scope: Scope, _receive: Receive, send: Send) -> None:
        """Show what is kept as a plain page."""
        if scope["type"] != "http":
            return
        headers = [(b"content-type", b"text/html; charset=utf-8")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": self.page().encode()})

    def page(self) -> str:
        """The page: one section per message, newest first."""
        shown = "".join(_section(mail) for mail in reversed(self._kept)) or "<p>No mail yet.</p>"
        return (
            '<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width, initial-scale=1"><title>Mail: Waymark</title>'
            '<link rel="stylesheet" href="/static/waymark.css"></head><body><main class="wide">'
            f"<h1>Mail</h1><p>{self.taken} taken since the start; nothing leaves this machine. "
            f'<a href="">Refresh</a></p>{shown}</main></body></html>'
        )


def _section(mail: Mail) -> str:
    to = ", ".join(mail.recipients)
    return (
        f"<section><h2>{html.escape(mail.subject)}</h2>"
        f"<p>To {html.escape(to)}, from {html.escape(mail.sender)}</p>"
        f'<div class="notice"><p>{html.escape(mail.text.strip()).replace(chr(10), "<br>")}</p></div></section>'
    )


@asynccontextmanager
async def mail_sink(host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[MailSink]:
    """A sink that listens on `host` and `port` (0 picks a free one, then found in `.port`) until the block ends."""
    sink = MailSink()
    loop = asyncio.get_running_loop()

    def connection() -> SMTP:
        return SMTP(sink, hostname="localhost", ident="Waymark mail sink", data_size_limit=_MOST_BYTES, loop=loop)

    server = await loop.create_server(connection, host, port)
    sink.port = server.sockets[0].getsockname()[1]
    try:
        yield sink
    finally:
        server.close()
