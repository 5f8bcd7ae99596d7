from email.message import EmailMessage

import aiosmtplib
import httpx

from waymark.mail_sink import MailSink, mail_sink


async def post(sink: MailSink, subject: str, text: str = "Hello.") -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@one.example", "b@two.example", subject
    message.set_content(text)
    await aiosmtplib.send(message, hostname="127.0.0.1", port=sink.port, timeout=5)


async def test_a_message_is_kept_as_it_was_handed_over() -> None:
    async with mail_sink() as sink:
        await post(sink, "One", "Grüße")
        (mail,) = sink.messages
    assert (mail.sender, mail.recipients, mail.subject) == ("a@one.example", ("b@two.example",), "One")
    assert mail.text.strip() == "Grüße"


async def test_only_the_last_two_hundred_are_kept() -> None:
    async with mail_sink() as sink:
        client = aiosmtplib.SMTP(hostname="127.0.0.1", port=sink.port, timeout=5)
        async with client:
            for number in range(205):
                await client.sendmail("a@one.example", ["b@two.example"], f"Subject: {number}\r\n\r\nx")
    assert sink.taken == 205
    assert [mail.subject for mail in sink.messages] == [str(number) for number in range(5, 205)]


async def test_its_page_shows_the_newest_first_and_runs_nothing() -> None:
    async with mail_sink() as sink:
        await post(sink, "First")
        await post(sink, "<script>alert(1)</script>", "<b>not bold</b>")
        async with httpx.AsyncClient(transport=httpx.ASGITransport(sink), base_url="http://localhost") as client:
            page = (await client.get("/")).text
    assert page.index("&lt;script&gt;") < page.index("First")
    assert "<script>" not in page
    assert "&lt;b&gt;not bold" in page


async def test_an_empty_sink_says_so() -> None:
    async with mail_sink() as sink:
        assert "No mail yet." in sink.page()
