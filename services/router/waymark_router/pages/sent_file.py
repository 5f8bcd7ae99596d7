"""A form with files as it was sent: read up to a limit, and what a file says as text or JSON.

What was read goes along with the answered page, so that the next step needs no second upload and nothing is kept here.
Not here: what a file may mean (`pack`, `sheet`, `feeds`).
"""

import base64
import binascii
from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass

from fastapi import Request
from pydantic import BaseModel, ConfigDict, JsonValue
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from waymark.errors import Fault, Kind, Refused
from waymark.http import parse_json

FILE, KEPT = "file", "kept"
_MOST_FILES = 10
_MOST_FIELDS = 1_200
_BOM = b"\xef\xbb\xbf"


class Written(BaseModel):
    """A JSON object of whatever parts."""

    model_config = ConfigDict(extra="allow", frozen=True)

    __pydantic_extra__: dict[str, JsonValue]


@dataclass(frozen=True, slots=True)
class SentForm:
    """The fields of a form by name, and its files: those chosen now, or else those that went along with the page."""

    fields: Mapping[str, Sequence[str]]
    files: Sequence[bytes]

    def one(self, name: str) -> str:
        """The first value of a field; "" where there is none."""
        return next(iter(self.fields.get(name, ())), "")

    def kept(self) -> list[str]:
        """The files as they go along with a page."""
        return [base64.b64encode(one).decode("ascii") for one in self.files]


async def sent_form(request: Request, most_bytes: int) -> SentForm:
    """The form of a request. Raises Refused UNSUPPORTED, TOO_LARGE while it is read, MALFORMED, INVALID for no file."""
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        raise Refused(Kind.UNSUPPORTED, "Send the form of this page", code="content_type")
    parser = MultiPartParser(
        request.headers,
        _limited(request, most_bytes),
        max_files=_MOST_FILES,
        max_fields=_MOST_FIELDS,
        max_part_size=most_bytes,
    )
    try:
        form = await parser.parse()
    except MultiPartException:
        raise Refused(Kind.MALFORMED, "The form did not arrive whole. Choose the file again", code="form") from None
    fields: dict[str, list[str]] = {}
    chosen: list[bytes] = []
    for name, value in form.multi_items():
        if isinstance(value, UploadFile):
            chosen.append(await value.read())
        else:
            fields.setdefault(name, []).append(value)
    await form.close()
    files = [one for one in chosen if one] or [_unkept(one) for one in fields.pop(KEPT, [])]
    if not files:
        fault = Fault(f"/{FILE}", "missing", "Choose a file that is not empty")
        raise Refused(Kind.INVALID, fault.fix, code="file_missing", faults=(fault,))
    return SentForm(fields, files)


async def _limited(request: Request, most_bytes: int) -> AsyncGenerator[bytes]:
    left = most_bytes
    async for chunk in request.stream():
        left -= len(chunk)
        if left < 0:
            megabytes = most_bytes / 1_048_576
            raise Refused(Kind.TOO_LARGE, f"A file may have at most {megabytes:g} MB", code="file_too_large")
        yield chunk


def _unkept(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Refused(Kind.MALFORMED, "Choose the file again", code="file_kept") from None


def text_of(raw: bytes) -> str:
    """A file as text; raises Refused INVALID where it is no UTF-8, or holds what no text does."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused(Kind.INVALID, "Save the sheet as CSV, UTF-8, and choose it again", code="sheet_utf8") from None
    if "\x00" in text:
        raise Refused(Kind.INVALID, "The file is no sheet of text: save it as CSV, UTF-8", code="sheet_text")
    return text


def json_of(raw: bytes) -> Mapping[str, JsonValue]:
    """A file as a JSON object; raises Refused MALFORMED or INVALID that says where it is none."""
    return parse_json(Written, raw.removeprefix(_BOM)).model_extra or {}


def told_of(refused: Refused) -> list[str]:
    """What is wrong as sentences, each with its place in words: "Row pv-fraud, role lantern: say which of yours"."""
    if not refused.faults:
        return [refused.title]
    told = [f"{place}: {one.fix}" if (place := place_words(one.pointer)) else one.fix for one in refused.faults]
    return [refused.title, *told] if refused.kind is Kind.MALFORMED else told


def entry_and_field(pointer: str) -> tuple[str, str]:
    """A place of a feed by its JSON pointer as entry and field: "Service 2", "schedules, number 1, valid from"."""
    said = place_words(pointer)
    entry, _, inside = said.partition(", ")
    if not entry.startswith("Service ") or not entry.removeprefix("Service ").isdecimal():
        return "The feed itself", said.lower()
    return entry, inside


def place_words(pointer: str) -> str:
    """A place by its JSON pointer in words; services of a feed are counted from one."""
    parts = [_part(part) for part in pointer.split("/") if part]
    if parts[:1] == ["contents"] and len(parts) > 1 and parts[1].isdecimal():
        parts[:2] = [f"service {int(parts[1]) + 1}"]
    said = ", ".join(f"number {int(part) + 1}" if part.isdecimal() else part for part in parts)
    return f"{said[:1].upper()}{said[1:]}"


def _part(part: str) -> str:
    plain = part.replace("~1", "/").replace("~0", "~")
    first, _, column = plain.partition("_")
    return f"column {column}" if first == "column" else plain.replace("_", " ")
