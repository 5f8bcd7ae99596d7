"""Cutting a CSV file into rows while it arrives, with flat memory, as spreadsheets really write it. Pure.

Byte order marks, UTF-16, Windows-1252, four separators, line breaks within quotes. A quote that is never closed costs
its own line, not the rest of the file. Not here: what a row means.
"""

import codecs
import csv
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

SEPARATORS = ",;\t|"
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_LONGEST_BOM = 3
_QUOTE = b'"'


class BadRow(StrEnum):
    """Why a row cannot be read at all."""

    TOO_LONG = "row_too_long"
    ENCODING = "row_encoding"
    QUOTES = "row_quotes"


@dataclass(frozen=True, slots=True, repr=False)
class Row:
    """One row: the number of its first line in the file, counted from 1, and its cells or why there are none."""

    number: int
    cells: tuple[str, ...] = ()
    bad: BadRow | None = None


@dataclass(frozen=True, slots=True)
class _Piece:
    number: int
    raw: bytes


class Rows:
    """Feed it chunks as they come and take the rows that became whole; blank ones are left out.

    `encoding` is tried where a row is no UTF-8. The separator is the one that is most frequent in the first row.
    """

    def __init__(self, most_bytes: int, encoding: str = "utf-8") -> None:
        self._most_bytes = most_bytes
        self._encoding = encoding
        self._begun = b""
        self._utf16: codecs.IncrementalDecoder | None = None
        self._has_begun = False
        self._rest = bytearray()
        self._is_overlong = False
        self._number = 0
        self._open: list[_Piece] = []
        self._separator = ""
        self._width = 0

    def feed(self, chunk: bytes) -> Iterator[Row]:
        """The rows that ended within this chunk."""
        if not self._has_begun:
            self._begun += chunk
            if len(self._begun) < _LONGEST_BOM:
                return
            chunk = self._begin()
        yield from self._lines(self._as_utf8(chunk))

    def end(self) -> Iterator[Row]:
        """What stood after the last line break, and lines that waited for a closing quote."""
        if not self._has_begun:
            yield from self._lines(self._as_utf8(self._begin()))
        if self._rest or self._is_overlong:
            yield from self._line()
        while self._open:
            yield from self._give_up()

    def _begin(self) -> bytes:
        self._has_begun = True
        first, self._begun = self._begun, b""
        if first.startswith(_UTF16):
            self._utf16 = codecs.getincrementaldecoder("utf-16")("replace")
        return first.removeprefix(codecs.BOM_UTF8)

    def _as_utf8(self, chunk: bytes) -> bytes:
        return self._utf16.decode(chunk).encode("utf-8") if self._utf16 is not None else chunk

    def _lines(self, chunk: bytes) -> Iterator[Row]:
        *whole, rest = chunk.split(b"\n")
        for piece in whole:
            self._keep(piece)
            yield from self._line()
        self._keep(rest)

    def _keep(self, piece: bytes) -> None:
        if self._is_overlong or len(self._rest) + len(piece) > self._most_bytes:
            self._is_overlong = True
            self._rest.clear()
        else:
            self._rest += piece

    def _line(self) -> Iterator[Row]:
        self._number += 1
        line, is_overlong = _Piece(self._number, bytes(self._rest).removesuffix(b"\r")), self._is_overlong
        self._rest.clear()
        self._is_overlong = False
        if is_overlong:
            while self._open:
                yield from self._give_up()
            yield Row(line.number, bad=BadRow.TOO_LONG)
        else:
            yield from self._add(line)

    def _add(self, line: _Piece) -> Iterator[Row]:
        self._open.append(line)
        raw = b"\n".join(piece.raw for piece in self._open) if len(self._open) > 1 else line.raw
        if raw.count(_QUOTE) % 2 == 0:
            pieces, self._open = self._open, []
            yield from self._read(pieces, raw)
        elif len(raw) > self._most_bytes:
            yield from self._give_up()

    def _give_up(self) -> Iterator[Row]:
        """The first open line has a quote that is not closed: it alone is bad, the others are read anew."""
        first, *others = self._open
        self._open = []
        yield Row(first.number, bad=BadRow.QUOTES)
        for line in others:
            yield from self._add(line)

    def _read(self, pieces: list[_Piece], raw: bytes) -> Iterator[Row]:
        row = self._parsed(pieces[0].number, raw)
        if len(pieces) > 1 and row.bad is None and self._width not in {0, len(row.cells)}:
            # Two stray quotes that found each other: each line is judged for itself.
            for piece in pieces:
                is_odd = piece.raw.count(_QUOTE) % 2
                yield from [Row(piece.number, bad=BadRow.QUOTES)] if is_odd else self._read([piece], piece.raw)
        elif row.bad is not None or any(row.cells):
            self._width = self._width or len(row.cells)
            yield row

    def _parsed(self, number: int, raw: bytes) -> Row:
        try:
            text = self._decoded(raw)
        except UnicodeDecodeError:
            return Row(number, bad=BadRow.ENCODING)
        self._separator = self._separator or max(SEPARATORS, key=text.count)
        try:
            cells = next(csv.reader([text], delimiter=self._separator, strict=True), [])
        except csv.Error:
            return Row(number, bad=BadRow.QUOTES)
        return Row(number, tuple(cell.strip() for cell in cells))

    def _decoded(self, raw: bytes) -> str:
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError:
            return raw.decode(self._encoding)
