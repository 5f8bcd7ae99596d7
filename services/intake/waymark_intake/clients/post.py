"""The way out for digests: a folder where the settings name one, else the mail server. Not here: what a digest says."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

from waymark.mail import MailFolder, MailServer, Message, Post, open_mailer
from waymark.settings import Settings
from waymark_intake.quality.digest import Digest
from waymark_intake.settings import IntakeSettings


@asynccontextmanager
async def open_post(settings: IntakeSettings, shared: Settings) -> AsyncIterator[Post]:
    """The folder, or a connection to the mail server; raises Unavailable where that is away."""
    if settings.digest_folder:
        yield MailFolder(Path(settings.digest_folder), settings.mail_from)
        return
    port = settings.smtp_port or shared.mail_port
    server = MailServer(settings.smtp_host, port, settings.mail_from, settings.smtp_timeout_s)
    async with open_mailer(server) as mailer:
        yield mailer


async def sent(post: Post, digest: Digest, *, now: datetime) -> bool:
    """Whether the next hop took the digest; its id is the Message-ID, or the file's name."""
    return await post.send(Message(digest.id, digest.recipient.address, digest.subject, digest.body), now=now)
