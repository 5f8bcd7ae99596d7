from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.builders.routed import MONDAY
from waymark.errors import Unavailable
from waymark.mail import MailServer, open_mailer, written_mail
from waymark.mail_sink import mail_sink
from waymark_notifier.clients.email import message_of
from waymark_notifier.delivery import AlertKind, Audience
from waymark_notifier.letter import Alert, Letter

ALERT = Alert(
    AlertKind.DECIDE, "A1B2-C3D4", "17:30 today", "https://county.example/notifier/allocations/1", "Harbour Victim Care"
)
QUEUE = "https://county.example/notifier/queue"
SENDER = "no-reply@waymark.example"


def a_letter(address: str = "duty@harbour.example", *, alert: Alert = ALERT, alert_id: UUID | None = None) -> Letter:
    number = alert_id or uuid4()
    return Letter(str(number), address, Audience.DUTY, QUEUE, (alert,), (number,))


async def test_an_alert_goes_out_over_smtp() -> None:
    alert_id = uuid4()
    letter = a_letter(alert_id=alert_id)
    async with mail_sink() as sink, open_mailer(MailServer("127.0.0.1", sink.port, SENDER, 5)) as mailer:
        assert await mailer.send(message_of(letter), now=MONDAY)
        (mail,) = sink.messages
    assert mail.recipients == ("duty@harbour.example",)
    assert mail.subject == "Decision needed by 17:30 today (A1B2-C3D4)"
    assert mail.message["Auto-Submitted"] == "auto-generated"
    assert str(alert_id) in str(mail.message["Message-ID"])
    assert ALERT.link in mail.text


async def test_a_mail_server_that_is_away_is_said_to_be_so() -> None:
    async with mail_sink() as sink:
        gone = MailServer("127.0.0.1", sink.port, SENDER, 1)
    with pytest.raises(Unavailable):
        async with open_mailer(gone):
            pass


async def test_an_address_the_server_refuses_is_a_failed_attempt_and_the_next_one_goes_out() -> None:
    async with mail_sink() as sink, open_mailer(MailServer("127.0.0.1", sink.port, SENDER, 5)) as mailer:
        refused = "x" * 70 + "@" + "y" * 600 + ".example"
        assert not await mailer.send(message_of(a_letter(refused)), now=MONDAY)
        assert await mailer.send(message_of(a_letter()), now=MONDAY)


@pytest.mark.parametrize("field", ["reference", "due"])
def test_no_field_can_add_a_header(field: str) -> None:
    given: dict[str, Any] = {field: "x\r\nBcc: everybody@elsewhere.example"}
    sly = replace(ALERT, **given)
    with pytest.raises(ValueError, match=r"newline|linefeed"):
        written_mail(message_of(a_letter(alert=sly)), sender=SENDER, now=MONDAY)


def test_no_address_can_add_a_recipient_line() -> None:
    with pytest.raises(ValueError, match=r"newline|linefeed"):
        written_mail(message_of(a_letter("a@b.example\nBcc: c@d.example")), sender=SENDER, now=MONDAY)
