"""Fields as a browser posts them: every value in order, no file."""

from starlette.requests import Request
from starlette.types import Message

from waymark_intake.pages.posted import first, posted


def request_of(body: bytes, content_type: str) -> Request:
    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    headers = [(b"content-type", content_type.encode())]
    return Request({"type": "http", "method": "POST", "headers": headers}, receive)


async def test_all_values_of_a_field_are_kept_in_order() -> None:
    fields = await posted(request_of(b"a=1&b=x&a=2", "application/x-www-form-urlencoded"))
    assert fields == {"a": ["1", "2"], "b": ["x"]}
    assert (first(fields, "a"), first(fields, "c")) == ("1", "")
