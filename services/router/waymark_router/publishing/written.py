"""The rules as people write them: all parts of a rulebook but the time it comes into force, which publishing sets.

What is not here: what the parts may say (`rulebook.py`), changing a row (`row_change.py`).
"""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, TypeAlias

from waymark_router.canonical import canonical_bytes, content_hash
from waymark_router.rules.rule import TableName
from waymark_router.rules.rulebook import Rulebook, rulebook_from

Written: TypeAlias = Mapping[str, Any]
WrittenRow: TypeAlias = Mapping[str, Any]

_TIME = "effective_from"
_ANY_TIME = datetime(2000, 1, 1, tzinfo=UTC)


def written_of(body: bytes) -> Written:
    """The rules of a rulebook's canonical bytes."""
    return {part: value for part, value in json.loads(body).items() if part != _TIME}


def rulebook_at(written: Written, effective_from: datetime) -> Rulebook:
    """The rules as a version that comes into force then; raises Refused (INVALID) that names row and cell."""
    return rulebook_from({**written, _TIME: effective_from.astimezone(UTC).isoformat()})


def read(written: Written) -> Rulebook:
    """The rules compiled to be looked at; its version and time are nobody's. Raises Refused (INVALID)."""
    return rulebook_at(written, _ANY_TIME)


def normal(written: Written) -> Written:
    """The rules as every writer would write them; raises Refused (INVALID) for what is no rulebook."""
    return written_of(read(written).body)


def bytes_of(written: Written) -> bytes:
    """The rules as canonical bytes."""
    return canonical_bytes(dict(written))


def content_of(written: Written) -> str:
    """The name of what the rules say, whenever they are in force: SHA-256 of their canonical bytes."""
    return content_hash(bytes_of(written))


def rows_of(written: Written, table: TableName) -> Sequence[WrittenRow]:
    """The rows of one table as written, in order."""
    rows: Sequence[WrittenRow] = written["tables"][table.value]["rows"]
    return rows


def table_of(written: Written, row_id: str) -> TableName | None:
    """The table that has a row of that id, or None."""
    return next((name for name in TableName if any(row["id"] == row_id for row in rows_of(written, name))), None)
