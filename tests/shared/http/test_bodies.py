import json
from contextlib import suppress
from datetime import date
from enum import StrEnum
from typing import Annotated

import pytest
from fastapi import APIRouter, Depends
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field

from tests.builders.web import TokenKey, a_browser, a_context, a_member, a_token, an_app, bearer, make_known
from tests.conftest import OpenDatabase
from waymark.clock import ReplayClock
from waymark.errors import Kind, Refused
from waymark.guard import Allows
from waymark.http import parse_json, parsed
from waymark.permission import Permission
from waymark.settings import Settings


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class Sample(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(max_length=20)] = ""
    count: int = 0
    share: float = 0.0
    is_new: bool = False
    born_on: date | None = None
    colours: tuple[Colour, ...] = ()
    inner: dict[str, object] = {}


def refuse(raw: bytes) -> Refused:
    with pytest.raises(Refused) as no:
        parse_json(Sample, raw)
    return no.value


MALFORMED = {
    "nothing": (b"", "json.syntax", ""),
    "half": (b'{"name": "x', "json.syntax", ""),
    "two documents": (b'{"count":1}{"count":2}', "json.syntax", ""),
    "trailing comma": (b'{"count":1,}', "json.syntax", ""),
    "comment": (b'{"count":1} // one', "json.syntax", ""),
    "single quotes": (b"{'count':1}", "json.syntax", ""),
    "tab in text": (b'{"name":"a\tb"}', "json.syntax", ""),
    "null byte": (b'{"name":"a\x00b"}', "json.syntax", ""),
    "byte order mark": (b'\xef\xbb\xbf{"count":1}', "json.bom", ""),
    "UTF-16": ('{"count":1}'.encode("utf-16"), "json.encoding", ""),
    "Latin-1": ('{"name":"\u00e9"}'.encode("latin-1"), "json.encoding", ""),
    "overlong": (b'{"name":"\xc0\x80"}', "json.encoding", ""),
    "raw surrogate": (b'{"name":"\xed\xa0\x80"}', "json.encoding", ""),
    "field twice": (b'{"count":1,"count":2}', "json.duplicate_field", "/count"),
    "field twice, escaped": (b'{"count":1,"\\u0063ount":2}', "json.duplicate_field", "/count"),
    "field twice, within": (b'{"inner":{"a":[0,{"x":1,"x":1}]}}', "json.duplicate_field", "/inner"),
    "NaN": (b'{"share":NaN}', "json.not_a_number", "/share"),
    "Infinity": (b'{"share":-Infinity}', "json.not_a_number", "/share"),
    "too large": (b'{"share":1e999}', "json.number_too_large", "/share"),
    "not exact elsewhere": (b'{"count":9007199254740993}', "json.number_too_large", "/count"),
    "endless number": (b'{"count":' + b"9" * 10_000 + b"}", "json.number_too_large", "/count"),
    "escaped null": (b'{"name":"\\u0000"}', "json.text", "/name"),
    "half a pair": (b'{"name":"\\ud83d"}', "json.text", "/name"),
    "half a pair in a name": (b'{"inner":{"\\udc00":1}}', "json.text", "/inner"),
    "too deep": (b'{"inner":{"a":' + b"[" * 31 + b"]" * 31 + b"}}", "json.depth", ""),
    "a hundred thousand deep": (b"[" * 100_000, "json.depth", ""),
    "objects a hundred thousand deep": (b'{"inner":' * 100_000, "json.depth", ""),
}


@pytest.mark.parametrize(("raw", "code", "pointer"), MALFORMED.values(), ids=MALFORMED)
def test_what_parsers_could_read_differently_is_refused(raw: bytes, code: str, pointer: str) -> None:
    no = refuse(raw)
    assert (no.kind, no.code) == (Kind.MALFORMED, code)
    assert [fault.pointer for fault in no.faults] == [pointer]


INVALID = {
    "truth as number": (b'{"count":true}', "/count", "wrong_type"),
    "text as number": (b'{"count":"1"}', "/count", "wrong_type"),
    "fraction as number": (b'{"count":1.0}', "/count", "wrong_type"),
    "number as text": (b'{"name":1}', "/name", "wrong_type"),
    "number as truth": (b'{"is_new":1}', "/is_new", "wrong_type"),
    "no such day": (b'{"born_on":"2024-02-30"}', "/born_on", "wrong_form"),
    "seconds as day": (b'{"born_on":0}', "/born_on", "wrong_form"),
    "unknown code": (b'{"colours":["red","green"]}', "/colours/1", "unknown_code"),
    "text as list": (b'{"colours":"red"}', "/colours", "wrong_type"),
    "too long": (b'{"name":"' + b"x" * 21 + b'"}', "/name", "too_long"),
    "unknown field": (b'{"colour":"red"}', "", "unknown_field"),
    "a list": (b"[]", "", "wrong_type"),
    "null": (b"null", "", "wrong_type"),
}


@pytest.mark.parametrize(("raw", "pointer", "code"), INVALID.values(), ids=INVALID)
def test_a_field_of_the_wrong_kind_is_named(raw: bytes, pointer: str, code: str) -> None:
    no = refuse(raw)
    assert no.kind is Kind.INVALID
    assert [(fault.pointer, fault.code) for fault in no.faults] == [(pointer, code)]


def test_a_good_document_is_read() -> None:
    raw = b'{"name":"\\u00e9\\ud83d\\ude00","count":9007199254740992,"born_on":"2001-02-03","colours":["red"]}'
    assert parse_json(Sample, raw) == Sample(
        name="\u00e9\U0001f600", count=2**53, born_on=date(2001, 2, 3), colours=(Colour.RED,)
    )


def test_thirty_two_levels_are_allowed() -> None:
    assert parse_json(Sample, b'{"inner":{"a":' + b"[" * 30 + b"]" * 30 + b"}}").inner


def test_brackets_in_text_are_no_levels() -> None:
    assert parse_json(Sample, json.dumps({"inner": {"a": '[{"' * 100}}).encode()).inner


_ANY = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(st.characters(codec="ascii", min_codepoint=32), max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(_ANY)
def test_every_plain_document_is_read_as_it_was_written(value: object) -> None:
    assert parse_json(Sample, json.dumps({"inner": {"a": value}}).encode()).inner == {"a": value}


@given(st.binary(max_size=60))
def test_whatever_is_sent_is_read_or_refused(raw: bytes) -> None:
    with suppress(Refused):
        assert parse_json(Sample, raw)


@given(st.text(min_size=6, max_size=30).filter(lambda text: not text.isascii()))
def test_a_refusal_never_repeats_what_was_sent(secret: str) -> None:
    for document in ({"count": secret}, {secret: 1}, {"colours": [secret]}, {"born_on": secret}, {"name": secret * 9}):
        no = refuse(json.dumps(document).encode())
        assert secret not in repr(no.faults) + no.title + str(no)


async def test_a_body_is_only_read_from_those_who_may_send_it(
    open_database: OpenDatabase, clock: ReplayClock, settings: Settings
) -> None:
    router = APIRouter()

    @router.post("/v1/samples")
    async def take(
        body: Annotated[Sample, Depends(parsed(Sample))], _: Annotated[object, Depends(Allows(Permission.QUEUE_WORK))]
    ) -> str:
        return body.name

    database, key = await open_database("router"), TokenKey("k1")
    await make_known(database, clock.now(), a_member(clock.now()), keys=(key.known(clock.now()),))
    known = bearer(a_token(key, clock.now()))
    async with a_browser(an_app(router, a_context(database, clock, settings))) as client:
        stranger = await client.post("/sample/v1/samples", content=b"{", headers={"content-type": "text/plain"})
        assert stranger.status_code == 401
        taken = await client.post("/sample/v1/samples", json={"name": "x"}, headers=known)
        assert (taken.status_code, taken.json()) == (200, "x")
        for wrong in ("text/plain", "application/json; charset=latin-1", "application/xml", ""):
            refused = await client.post("/sample/v1/samples", content=b"{}", headers={**known, "content-type": wrong})
            assert refused.status_code == 415
        packed = {**known, "content-type": "application/json", "content-encoding": "gzip"}
        assert (await client.post("/sample/v1/samples", content=b"{}", headers=packed)).status_code == 415


def test_an_unknown_field_is_named_by_its_number_and_never_by_its_name() -> None:
    no = refuse(b'{"name":"x","jane_doe":1,"inner":{"jane_doe":2},"count":"many"}')
    assert [(fault.pointer, fault.code) for fault in no.faults] == [("/count", "wrong_type"), ("", "unknown_field")]
    assert no.faults[1].fix == "an unknown field, number 2 of those that stand here: remove it"
    for raw in (b'{"jane_doe":NaN}', b'{"jane_doe":{"x":1,"x":2}}', b'{"inner":{"jane_doe":"\\u0000"}}'):
        assert "jane_doe" not in repr(refuse(raw).faults)


def test_a_field_that_stands_elsewhere_in_the_document_is_named() -> None:
    class Outer(BaseModel):
        model_config = ConfigDict(extra="forbid")

        sample: Sample

    with pytest.raises(Refused) as no:
        parse_json(Outer, b'{"sample":{},"colours":[]}')
    assert [(fault.pointer, fault.code) for fault in no.value.faults] == [("/colours", "unknown_field")]
    assert no.value.faults[0].fix == "remove this field: it is not known here"
