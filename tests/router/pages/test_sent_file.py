"""A form with files as it is read: what is no file, too large or no text is refused in words."""

import base64
from typing import Any

import pytest
from starlette.requests import Request

from waymark.errors import Fault, Kind, Refused
from waymark_router.pages.sent_file import json_of, place_words, sent_form, text_of, told_of

_PARTS = '--b\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n{value}\r\n'


def a_post(body: bytes, content_type: str = "multipart/form-data; boundary=b") -> Request:
    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    headers = [(b"content-type", content_type.encode())]
    return Request({"type": "http", "method": "POST", "path": "/", "headers": headers}, receive)


def a_body(*parts: tuple[str, str, str]) -> bytes:
    written = "".join(
        _PARTS.format(name=name, more=f'; filename="{file}"' if file else "", value=value)
        for name, file, value in parts
    )
    return f"{written}--b--\r\n".encode()


async def test_the_chosen_file_counts_and_otherwise_the_one_that_went_along() -> None:
    form = await sent_form(a_post(a_body(("table", "", "overlays"), ("file", "a.csv", "x,y"))), 1000)
    assert (form.one("table"), form.one("none"), list(form.files)) == ("overlays", "", [b"x,y"])
    assert form.kept() == [base64.b64encode(b"x,y").decode()]
    again = await sent_form(a_post(a_body(("kept", "", form.kept()[0]), ("file", "a.csv", ""))), 1000)
    assert list(again.files) == [b"x,y"]


@pytest.mark.parametrize(
    ("body", "content_type", "kind"),
    [
        (b"a=b", "application/x-www-form-urlencoded", Kind.UNSUPPORTED),
        (a_body(("file", "a.csv", "x" * 2000)), "multipart/form-data; boundary=b", Kind.TOO_LARGE),
        (b"--c\r\nno form", "multipart/form-data; boundary=b", Kind.MALFORMED),
        (b"--b", "multipart/form-data", Kind.MALFORMED),
        (a_body(("act", "", "draft")), "multipart/form-data; boundary=b", Kind.INVALID),
        (a_body(("kept", "", "no base 64!")), "multipart/form-data; boundary=b", Kind.MALFORMED),
        (a_body(*((f"f{n}", "", "") for n in range(1300))), "multipart/form-data; boundary=b", Kind.TOO_LARGE),
    ],
)
async def test_what_is_no_form_with_a_file_is_refused(body: bytes, content_type: str, kind: Kind) -> None:
    with pytest.raises(Refused) as refused:
        await sent_form(a_post(body, content_type), 1500)
    assert refused.value.kind is kind


def test_text_is_utf_8_with_or_without_its_mark() -> None:
    assert text_of(b"\xef\xbb\xbfrow") == "row"
    for raw in (b"\xff\xfe\x00a", b"a\x00b"):
        with pytest.raises(Refused) as refused:
            text_of(raw)
        assert "UTF-8" in refused.value.title


def test_json_is_an_object_and_what_is_none_is_refused() -> None:
    assert json_of(b'\xef\xbb\xbf{"a": [1]}') == {"a": [1]}
    for raw in (b"[]", b"{", b'{"a": 1, "a": 2}', b"nan"):
        with pytest.raises(Refused):
            json_of(raw)


@pytest.mark.parametrize(
    ("pointer", "words"),
    [
        ("/contents/3/status", "Service 4, status"),
        ("/contents/0/service_areas/1/name", "Service 1, service areas, number 2, name"),
        ("/row_vr-3/column_age_years", "Row vr-3, column age_years"),
        ("", ""),
    ],
)
def test_a_place_is_said_in_words(pointer: str, words: str) -> None:
    assert place_words(pointer) == words


def test_a_refusal_is_told_fault_by_fault_or_by_its_title() -> None:
    faults = (Fault("/row_a", "x", "take it out"), Fault("", "y", "say more"))
    assert told_of(Refused(Kind.INVALID, "No", code="x", faults=faults)) == ["Row a: take it out", "say more"]
    assert told_of(Refused(Kind.TOO_LARGE, "Too large", code="x")) == ["Too large"]
