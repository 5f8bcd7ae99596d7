"""The demo's mailbox: takes mail, shows it, and says which port is taken."""

import socket
from email.message import EmailMessage

import aiosmtplib
import httpx
import pytest

from waymark.demo.mailbox import mailbox
from waymark.errors import SettingsInvalid
from waymark.settings import Settings


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def test_mail_that_arrives_is_shown(settings: Settings) -> None:
    port = free_port()
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@x.example", "b@x.example", "Decision needed"
    message.set_content("by 17:30")
    async with mailbox(settings.model_copy(update={"mail_port": port, "mail_page_port": 0})) as page:
        await aiosmtplib.send(message, hostname="127.0.0.1", port=port)
        async with httpx.AsyncClient(trust_env=False) as http:
            assert "Decision needed" in (await http.get(page)).text


async def test_a_taken_port_is_one_line(settings: Settings) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(SettingsInvalid, match=f"WAYMARK_MAIL_PORT: port {port}"):
            async with mailbox(settings.model_copy(update={"mail_port": port})):
                pass
        with pytest.raises(SettingsInvalid, match=f"WAYMARK_MAIL_PAGE_PORT: port {port}"):
            async with mailbox(settings.model_copy(update={"mail_port": free_port(), "mail_page_port": port})):
                pass


async def test_an_error_of_the_block_is_not_taken_for_a_taken_port(settings: Settings) -> None:
    ports = settings.model_copy(update={"mail_port": free_port(), "mail_page_port": 0})
    with pytest.raises(FileNotFoundError):
        async with mailbox(ports):
            raise FileNotFoundError
