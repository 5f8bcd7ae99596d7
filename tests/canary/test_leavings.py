"""Whatever a client sends is looked for afterwards, by the name of its field."""

import httpx

from tests.canary.leavings import ALLOWED, Sent
from tests.canary.scan import scan


async def test_the_tokens_of_everything_sent_are_looked_for() -> None:
    async def answer(_: httpx.Request) -> httpx.Response:
        return httpx.Response(202)

    async with httpx.AsyncClient(transport=httpx.MockTransport(answer), base_url="http://x") as http:
        sent = Sent(http)
        await http.post("/one", json={"victim": {"given_name": "Ada zqabcdefghijk", "lines": ["1 zqlmnopqrstuv"]}})
        await http.post("/many", content=b'{"mobile": "07700900123 ext 123456789012"}\n{"n": 1}\n')
        await http.post("/form", data={"name": "Eve zqwxyzabcdefg"})
        await http.get("/nothing")
    assert len(sent) == 4
    found = scan(b"zqabcdefghijk zqlmnopqrstuv 123456789012 zqwxyzabcdefg", sent.tokens())
    assert found == {"sent.victim.given_name", "sent.victim.lines", "sent.mobile", "form.name"}


def test_no_place_of_a_county_may_show_any_field() -> None:
    assert ALLOWED == {}
