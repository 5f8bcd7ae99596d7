"""Cutting a stream of bytes into lines with flat memory: an endless line costs no more than the limit.

Not here: what a line means.
"""

from collections.abc import Iterator
from dataclasses import dataclass

NEWLINE = b"\n"
_BLANK = b" \t\r"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the request, counted from 1, blank ones included. `raw` is None where it was too long to keep."""

    number: int
    raw: bytes | None


class Lines:
    """Feed it chunks as they come and take the lines that became whole; `end` gives the last one, newline or not."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._kept = bytearray()
        self._too_long = False
        self._number = 0

    def feed(self, chunk: bytes) -> Iterator[Line]:
        """The lines that ended within this chunk, blank ones left out."""
        *whole, rest = chunk.split(NEWLINE)
        for piece in whole:
            self._keep(piece)
            yield from self._take()
        self._keep(rest)

    def end(self) -> Iterator[Line]:
        """The last line, if something stood after the last newline."""
        yield from self._take()

    def _keep(self, piece: bytes) -> None:
        if self._too_long or len(self._kept) + len(piece) > self._most_bytes:
            self._too_long = True
            self._kept.clear()
        else:
            self._kept += piece

    def _take(self) -> Iterator[Line]:
        self._number += 1
        raw, too_long = bytes(self._kept).strip(_BLANK), self._too_long
        self._kept.clear()
        self._too_long = False
        if too_long:
            yield Line(self._number, None)
        elif raw:
            yield Line(self._number, raw)
