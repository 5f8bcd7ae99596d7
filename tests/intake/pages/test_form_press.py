"""A press as it came: the fields as any form parser reads them, nothing where it is no form, and nothing printed."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as some
from starlette.requests import Request

from tests.intake.conftest import OpenIntake
from waymark_intake.pages.form_press import Press, _fields, language_of, press_in


async def _as_starlette_reads(body: bytes) -> dict[str, list[str]]:
    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    headers = [(b"content-type", b"application/x-www-form-urlencoded")]
    form = await Request({"type": "http", "headers": headers}, receive).form()
    return {name: [str(value) for value in form.getlist(name)] for name in form}


@given(some.dictionaries(some.text(min_size=1, max_size=8), some.lists(some.text(max_size=20), min_size=1, max_size=3)))
async def test_fields_are_read_as_the_framework_reads_them(typed: dict[str, list[str]]) -> None:
    body = urlencode(typed, doseq=True, errors="replace").encode()
    assert _fields(body) == await _as_starlette_reads(body)


@pytest.mark.parametrize(
    "body", [b"\xff\xfe", b"a=%ff", b"a=+%2B&&b", b"=x", b"a=\xc3\xbc", b"", b"&".join([b"a=1"] * 151)]
)
def test_odd_bodies_are_read_without_a_fault(body: bytes) -> None:
    assert all(isinstance(value, str) for values in _fields(body).values() for value in values)


def test_more_fields_than_the_form_has_are_none() -> None:
    assert _fields(b"&".join([b"a=1"] * 150)) == {"a": ["1"] * 150}
    assert _fields(b"&".join([b"a=1"] * 151)) == {}


async def test_addresses_are_told_apart_and_no_press_prints_what_was_typed(open_the_door: OpenIntake) -> None:
    intake = await open_the_door(form_proxies=1)
    scope = {"headers": [(b"content-type", b"application/x-www-form-urlencoded")], "client": ("127.0.0.1", 1)}

    def press_from(address: str) -> Press:
        headers = [*scope["headers"], (b"x-forwarded-for", address.encode())]
        return press_in({**scope, "headers": headers}, b"go=send&words=secret", intake.context)

    one, other = press_from("198.51.100.1"), press_from("198.51.100.2")
    assert (one.go, one.one("words"), one.one("name")) == ("send", "secret", "")
    assert one.address != other.address
    assert one == replace(other, address=one.address)
    assert "secret" not in repr(one)


async def test_what_is_no_form_has_no_fields(open_the_door: OpenIntake) -> None:
    intake = await open_the_door()
    press = press_in({"headers": [(b"content-type", b"application/json")], "client": None}, b"go=send", intake.context)
    assert (press.go, press.fields) == ("next", {})


@pytest.mark.parametrize(("go", "language"), [("language:pl", "pl"), ("language:xx", ""), ("pl", ""), ("language", "")])
def test_only_our_languages_are_asked_for(go: str, language: str) -> None:
    assert language_of(go) == language
