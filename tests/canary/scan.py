"""Looks for canary tokens in bytes, however they are wrapped: as words, in hex, base64, UTF-16, escapes, compressed.

What is decoded is looked through again, so that hex of base64 is no hiding place. Its cost does not depend on how many
tokens there are. What was captured, and where a token is allowed, is not here.
"""

import base64
import re
import zlib
from collections.abc import Collection, Iterator, Mapping
from urllib.parse import unquote_to_bytes

_WORD = re.compile(rb"zq[a-z2-7]{9,}")
_DIGITS = re.compile(rb"\d{12,}")
_HEX = re.compile(rb"[0-9a-f]{24,}")
_BASE64 = re.compile(rb"[A-Za-z0-9+/_\-]{16,}")
_ESCAPED = re.compile(rb"\\u00([0-9a-fA-F]{2})")
_SPACED = re.compile(rb"[\s\-()+.]+")
_COMPRESSED = re.compile(rb"\x1f\x8b\x08|\x78[\x01\x5e\x9c\xda]")
_ANY_HEADER = zlib.MAX_WBITS | 32  # gzip or zlib, whichever it is
_LARGEST = 16_000_000  # bytes that one compressed part may become
_DEEP = 3


class Tokens:
    """The tokens that are looked for, with the name of the field each stands in."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = {token.lower().encode(): name for token, name in names.items()}
        self._lengths = sorted({len(token) for token in self._names})
        for token in self._names:
            assert _WORD.fullmatch(token) or _DIGITS.fullmatch(token), f"{token!r} would never be looked for"

    def within(self, found: bytes) -> Iterator[str]:
        """Names of the tokens that occur in a run of letters or digits."""
        for start in range(len(found)):
            for length in self._lengths:
                name = self._names.get(found[start : start + length])
                if name is not None:
                    yield name


def scan(blob: bytes, tokens: Tokens, *, deep: int = _DEEP) -> set[str]:
    """Names of the fields whose token is in `blob`, in any of the wrappings."""
    found: set[str] = set()
    for plain in _plain(blob):
        for run in (*_WORD.findall(plain), *_DIGITS.findall(plain)):
            found.update(tokens.within(run))
    if deep:
        for inner in _unwrapped(blob):
            found |= scan(inner, tokens, deep=deep - 1)
    return found


def leaks(
    places: Mapping[str, bytes], tokens: Tokens, allowed: Mapping[str, Collection[str]] | None = None
) -> dict[str, set[str]]:
    """Places with tokens that may not be there; `allowed` names the fields that a place may show."""
    permitted = allowed or {}
    found = {place: scan(blob, tokens) - set(permitted.get(place, ())) for place, blob in places.items()}
    return {place: names for place, names in found.items() if names}


def _plain(blob: bytes) -> Iterator[bytes]:
    """The same bytes as a person would read them: small letters, without what only spaces digits or widens letters."""
    low = blob.lower()
    yield low
    if b"\0" in low:
        yield low.replace(b"\0", b"")
    yield _SPACED.sub(b"", low)


def _unwrapped(blob: bytes) -> Iterator[bytes]:
    """What is inside: every part that some decoding opens."""
    for run in _HEX.findall(blob.lower()):
        for start in (0, 1):
            part = run[start:]
            yield bytes.fromhex(part[: len(part) // 2 * 2].decode())
    for run in _BASE64.findall(blob):
        if not _is_hex(run):
            yield from _from_base64(run)
    if b"%" in blob:
        yield from _changed(blob, unquote_to_bytes(blob))
    if b"\\u00" in blob:
        yield _ESCAPED.sub(lambda match: bytes.fromhex(match[1].decode()), blob)
    for match in _COMPRESSED.finditer(blob):
        yield from _inflated(blob[match.start() :])


def _is_hex(run: bytes) -> bool:
    return _HEX.fullmatch(run.lower()) is not None


def _from_base64(run: bytes) -> Iterator[bytes]:
    """A token may begin anywhere in it, and the run itself in the middle of a longer one."""
    standard = run.replace(b"-", b"+").replace(b"_", b"/")
    for start in range(4):
        part = standard[start:]
        yield base64.b64decode(part[: len(part) // 4 * 4] + _rest(part))


def _rest(part: bytes) -> bytes:
    tail = part[len(part) // 4 * 4 :]
    return tail + b"=" * (4 - len(tail)) if len(tail) > 1 else b""


def _changed(before: bytes, after: bytes) -> Iterator[bytes]:
    if after != before:
        yield after


def _inflated(part: bytes) -> Iterator[bytes]:
    try:
        yield zlib.decompressobj(_ANY_HEADER).decompress(part, _LARGEST)
    except zlib.error:
        return
