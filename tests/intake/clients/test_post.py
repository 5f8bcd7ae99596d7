"""A digest leaves by the way the settings name: the mail server, or a folder."""

from datetime import UTC, date, datetime
from email import message_from_bytes
from pathlib import Path

import pytest

from waymark.errors import Unavailable
from waymark.mail_sink import mail_sink
from waymark.settings import Settings
from waymark_intake.clients.post import open_post, sent
from waymark_intake.quality.digest import Digest, Recipient
from waymark_intake.settings import IntakeSettings

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
DIGEST = Digest("quality-1", Recipient("police", "", "P", "q@police.example"), date(2026, 11, 16), "Quality", "Text\n")


async def test_by_default_it_goes_to_the_mail_server(settings: Settings) -> None:
    async with mail_sink() as sink, open_post(IntakeSettings(smtp_port=sink.port), settings) as post:
        assert await sent(post, DIGEST, now=NOW)
        (mail,) = sink.messages
    assert (mail.recipients, mail.subject, mail.text.strip()) == (("q@police.example",), "Quality", "Text")


async def test_where_no_port_is_named_the_demos_sink_takes_it(settings: Settings) -> None:
    async with mail_sink() as sink:
        shared = settings.model_copy(update={"mail_port": sink.port})
        async with open_post(IntakeSettings(), shared) as post:
            assert await sent(post, DIGEST, now=NOW)
        assert len(sink.messages) == 1


async def test_a_folder_takes_it_as_a_file(tmp_path: Path, settings: Settings) -> None:
    async with open_post(IntakeSettings(digest_folder=str(tmp_path)), settings) as post:
        assert await sent(post, DIGEST, now=NOW)
    assert message_from_bytes((tmp_path / "quality-1.eml").read_bytes())["Subject"] == "Quality"


async def test_a_mail_server_that_is_away_is_said_to_be_so(settings: Settings) -> None:
    async with mail_sink() as sink:
        port = sink.port
    with pytest.raises(Unavailable):
        async with open_post(IntakeSettings(smtp_port=port, smtp_timeout_s=1), settings):
            pass
