from dataclasses import replace
from uuid import uuid4

import pytest

from tests.builders.routed import MONDAY
from waymark.errors import Unavailable
from waymark.mail_sink import mail_sink
from waymark_notifier.clients.email import MailServer, message_of, open_mailer
from waymark_notifier.delivery import Alert

ALERT = Alert("A1B2-C3D4", "17:30 today", "https://county.example/notifier/allocations/1", "Harbour Victim Care")
SENDER = "no-reply@waymark.example"


async def test_an_alert_goes_out_over_smtp() -> None:
    alert_id = uuid4()
    async with mail_sink() as sink, open_mailer(MailServer("127.0.0.1", sink.port, SENDER, 5)) as mailer:
        assert await mailer.send(ALERT, address="duty@harbour.example", alert_id=alert_id, now=MONDAY)
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
        assert not await mailer.send(ALERT, address=refused, alert_id=uuid4(), now=MONDAY)
        assert await mailer.send(ALERT, address="duty@harbour.example", alert_id=uuid4(), now=MONDAY)


@pytest.mark.parametrize("field", ["reference", "due"])
def test_no_field_can_add_a_header(field: str) -> None:
    sly = replace(ALERT, **{field: "x\r\nBcc: everybody@elsewhere.example"})
    with pytest.raises(ValueError, match=r"newline|linefeed"):
        message_of(sly, sender=SENDER, address="duty@harbour.example", alert_id=uuid4(), now=MONDAY)


def test_no_address_can_add_a_recipient_line() -> None:
    with pytest.raises(ValueError, match=r"newline|linefeed"):
        message_of(ALERT, sender=SENDER, address="a@b.example\nBcc: c@d.example", alert_id=uuid4(), now=MONDAY)
