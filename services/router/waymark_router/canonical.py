"""One way to write a value as JSON bytes, and the hash that names them; what is written lives with its noun.

After RFC 8785: keys sorted, no spaces, UTF-8. Only strings, whole numbers, truth values, null, lists and objects with
ASCII keys are written, so that no two writers can disagree.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import TypeAlias

Json: TypeAlias = "str | int | bool | Sequence[Json] | Mapping[str, Json] | None"


def canonical_bytes(value: Json) -> bytes:
    """The value as canonical JSON; raises TypeError or ValueError for what JSON cannot say."""
    return json.dumps(
        value,
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
        allow_nan=False,
    ).encode()


def content_hash(body: bytes) -> str:
    """The name of a version: SHA-256 of its canonical bytes, as 64 hexadecimal digits."""
    return hashlib.sha256(body).hexdigest()
