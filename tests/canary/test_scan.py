"""The scan can fail: one token at a time, in every wrapping and in every kind of place, is found by its name."""

import base64
import gzip
import json
import zlib
from collections.abc import Callable
from urllib.parse import quote

import pytest

from tests.canary.scan import Tokens, leaks, scan
from tests.canary.tokens import SENT_BY, all_tokens

WRAPPINGS: dict[str, Callable[[str], bytes]] = {
    "as it is": lambda token: token.encode(),
    "in capitals": lambda token: token.upper().encode(),
    "in the middle of a word": lambda token: f"x{token}y".encode(),
    "as hex": lambda token: token.encode().hex().encode(),
    "as hex of an odd place": lambda token: b"a" + token.encode().hex().encode(),
    "as base64": lambda token: base64.b64encode(token.encode()),
    "as base64 one byte later": lambda token: base64.b64encode(b"-" + token.encode() + b"-----"),
    "as base64 two bytes later": lambda token: base64.b64encode(b"--" + token.encode() + b"-----"),
    "as base64 for addresses": lambda token: base64.urlsafe_b64encode(b"\xff\xfe\xfd" + token.encode()),
    "after other base64 letters": lambda token: b"Ab" + base64.b64encode(token.encode() + b"---"),
    "as UTF-16": lambda token: token.encode("utf-16"),
    "escaped in an address": lambda token: "".join(f"%{ord(letter):02x}" for letter in token).encode(),
    "quoted in an address": lambda token: quote(f" {token}/").encode(),
    "escaped in JSON": lambda token: "".join(f"\\u{ord(letter):04x}" for letter in token).encode(),
    "in JSON in JSON": lambda token: json.dumps(json.dumps({"a": token})).encode(),
    "compressed": lambda token: gzip.compress(token.encode() * 3),
    "compressed otherwise": lambda token: zlib.compress(token.encode() * 3),
    "hex of base64": lambda token: base64.b64encode(token.encode()).hex().encode(),
    "base64 of compressed": lambda token: base64.b64encode(gzip.compress(token.encode())),
    "spaced": lambda token: f"{token[:5]} {token[5:8]}-{token[8:]}".encode(),
}
FIELDS = [f"{who} {field}" for who, fields in SENT_BY.items() for field in fields]


@pytest.mark.parametrize("wrapping", WRAPPINGS)
def test_every_token_is_found_in_every_wrapping(wrapping: str) -> None:
    tokens = all_tokens()
    for who, fields in SENT_BY.items():
        for field, token in fields.items():
            blob = b"before \x00\xff " + WRAPPINGS[wrapping](token) + b" after"
            assert scan(blob, tokens) == {f"{who} {field}"}, wrapping


def test_every_field_of_every_person_has_a_token_of_its_own() -> None:
    tokens = [token for fields in SENT_BY.values() for token in fields.values()]
    assert len(tokens) == len(set(tokens)) == len(FIELDS)


def test_what_holds_no_token_is_clean() -> None:
    noise = (
        bytes(range(256)) * 50 + b"zq " + b"731904628 " + base64.b64encode(bytes(range(256))) + b"\x1f\x8b\x08 no gzip"
    )
    assert scan(noise, all_tokens()) == set()


def test_a_token_that_could_never_be_found_is_refused() -> None:
    with pytest.raises(AssertionError, match="would never be looked for"):
        Tokens({"short": "name"})


def test_a_place_shows_only_what_it_may() -> None:
    tokens = Tokens({"zqgivenaaaaaa": "given_name", "zqaccountdddd": "account"})
    places = {"page": b"zqgivenaaaaaa", "log": b"nothing", "mail": b"zqaccountdddd zqgivenaaaaaa"}
    assert leaks(places, tokens, {"page": {"given_name"}, "mail": {"given_name"}}) == {"mail": {"account"}}
    assert leaks(places, tokens) == {"page": {"given_name"}, "mail": {"account", "given_name"}}
