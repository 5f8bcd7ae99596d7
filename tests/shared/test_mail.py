"""Mail leaves whole or not at all: over SMTP, or as a file that is written once under one name."""

import asyncio
from datetime import UTC, datetime
from email import message_from_bytes
from pathlib import Path

import pytest

from waymark.errors import Unavailable
from waymark.mail import MailFolder, MailServer, Message, open_mailer, written_mail
from waymark.mail_sink import mail_sink

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
SENDER = "no-reply@waymark.example"
MESSAGE = Message("quality-1", "team@police.example", "Quality", "For the team.\n")


async def test_a_message_goes_out_over_smtp_with_the_id_it_was_given() -> None:
    async with mail_sink() as sink, open_mailer(MailServer("127.0.0.1", sink.port, SENDER, 5)) as mailer:
        assert await mailer.send(MESSAGE, now=NOW)
        (mail,) = sink.messages
    assert (mail.recipients, mail.subject) == (("team@police.example",), "Quality")
    assert mail.text.splitlines() == ["For the team."]
    assert mail.message["Message-ID"] == "<quality-1@waymark.example>"


async def test_a_mail_server_that_is_away_is_said_to_be_so() -> None:
    async with mail_sink() as sink:
        gone = MailServer("127.0.0.1", sink.port, SENDER, 1)
    with pytest.raises(Unavailable):
        async with open_mailer(gone):
            pass


async def test_a_folder_gets_one_file_however_often_it_is_sent(tmp_path: Path) -> None:
    folder = tmp_path / "not" / "there"
    assert all(await asyncio.gather(*(MailFolder(folder, SENDER).send(MESSAGE, now=NOW) for _ in range(5))))
    (file,) = folder.iterdir()
    assert file.name == "quality-1.eml"
    assert message_from_bytes(file.read_bytes())["To"] == "team@police.example"
    changed = Message("quality-1", "team@police.example", "Quality", "Other words.\n")
    assert await MailFolder(folder, SENDER).send(changed, now=NOW)
    assert b"For the team." in file.read_bytes()
    assert [each.name for each in folder.iterdir()] == ["quality-1.eml"]


async def test_a_folder_that_cannot_be_written_is_said_to_be_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(Unavailable):
        await MailFolder(tmp_path / "file", SENDER).send(MESSAGE, now=NOW)


@pytest.mark.parametrize("field", ["id", "address", "subject"])
def test_no_field_can_add_a_header(field: str) -> None:
    fields = {"id": "1", "address": "a@b.example", "subject": "x", "body": ""}
    sly = Message(**fields | {field: "x\r\nBcc: everybody@elsewhere.example"})
    with pytest.raises(ValueError, match="linefeed"):
        written_mail(sly, sender=SENDER, now=NOW)
