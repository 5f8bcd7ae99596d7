"""A form with a file, read while it arrives (RFC 7578): its fields, then the file's bytes, and nothing on any disk.

Not here: what the file holds.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import MultipartParser, parse_options_header

from waymark.errors import Fault, Kind, Refused

FORM = b"multipart/form-data"
_MOST_FIELDS = 6
_LONGEST_VALUE = 200


@dataclass
class _Part:
    """One part of the form, as far as it has been read."""

    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    name: str = ""
    is_file: bool = False
    value: bytearray = field(default_factory=bytearray)


class UploadForm:
    """The fields that stand before the file, by name; the file itself is `chunks`, read once."""

    def __init__(self, content_type: str, stream: AsyncIterator[bytes], most_bytes: int) -> None:
        kind, options = parse_options_header(content_type.encode("latin-1", "replace"))
        if kind != FORM or not options.get(b"boundary"):
            raise Refused(Kind.UNSUPPORTED, "Send the form of this page", code="content_type")
        self.fields: dict[str, str] = {}
        self._stream = stream
        self._left = most_bytes
        self._parts = 0
        self._part = _Part()
        self._pending: list[bytes] = []
        self._has_file = False
        self._parser = MultipartParser(
            options[b"boundary"],
            {
                "on_part_begin": self._begin,
                "on_header_field": self._header_field,
                "on_header_value": self._header_value,
                "on_headers_finished": self._headers_finished,
                "on_part_data": self._body,
                "on_part_end": self._end,
            },
        )

    async def begin(self) -> None:
        """Read as far as the file's beginning; raises Refused MALFORMED, TOO_LARGE, or INVALID where there is none."""
        async for chunk in self._stream:
            self._feed(chunk)
            if self._has_file:
                return
        fault = Fault("/file", "missing", "Choose a file.")
        raise Refused(Kind.INVALID, "Choose a file", code="file_missing", faults=(fault,))

    async def chunks(self) -> AsyncIterator[bytes]:
        """The file's bytes, in order."""
        while True:
            pending, self._pending = self._pending, []
            for chunk in pending:
                yield chunk
            more = await anext(self._stream, None)
            if more is None:
                return
            self._feed(more)

    def _feed(self, chunk: bytes) -> None:
        self._left -= len(chunk)
        if self._left < 0:
            raise Refused(Kind.TOO_LARGE, "This file is too large for this page", code="file_too_large")
        try:
            self._parser.write(chunk)
        except MultipartParseError:
            raise _malformed() from None

    def _begin(self) -> None:
        self._parts += 1
        if self._parts > _MOST_FIELDS:
            raise _malformed()
        self._part = _Part()

    def _header_field(self, data: bytes, start: int, end: int) -> None:
        if not self._part.headers or self._part.headers[-1][1]:
            self._part.headers.append((b"", b""))
        name, value = self._part.headers[-1]
        self._part.headers[-1] = (name + data[start:end], value)

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        name, value = self._part.headers[-1]
        self._part.headers[-1] = (name, value + data[start:end])

    def _headers_finished(self) -> None:
        told = {name.lower(): value for name, value in self._part.headers}
        _, options = parse_options_header(told.get(b"content-disposition", b""))
        self._part.name = options.get(b"name", b"").decode("utf-8", "replace")
        self._part.is_file = b"filename" in options
        self._has_file = self._has_file or self._part.is_file

    def _body(self, data: bytes, start: int, end: int) -> None:
        if self._part.is_file:
            self._pending.append(data[start:end])
        elif len(self._part.value) + end - start > _LONGEST_VALUE:
            raise _malformed()
        else:
            self._part.value += data[start:end]

    def _end(self) -> None:
        if not self._part.is_file:
            self.fields[self._part.name] = self._part.value.decode("utf-8", "replace")


def _malformed() -> Refused:
    return Refused(Kind.MALFORMED, "This is not the form of this page", code="form_malformed")
