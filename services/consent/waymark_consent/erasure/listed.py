"""One entry of the list of erasures, and its line in a file: an id of ours, a coded ground, a time. Nobody is in it.

Not here: the file (clients/erasure_list.py), and doing an erasure again (actions.py).
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from waymark.words import ErasureGround


@dataclass(frozen=True, slots=True)
class Listed:
    """That the person of this referral was erased, on what ground, and when first (UTC)."""

    referral_id: UUID
    ground: ErasureGround
    erased_at: datetime

    def line(self) -> str:
        """The entry as a line of NDJSON, its end included."""
        written = {
            "referral_id": str(self.referral_id),
            "ground": self.ground.value,
            "erased_at": self.erased_at.isoformat(),
        }
        return json.dumps(written, separators=(",", ":")) + "\n"


def read_lines(lines: Iterable[str]) -> Iterator[Listed | int]:
    """The entries in order; for a line that is none its number, as one that a crash cut off is."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _read(line) or number


def _read(line: str) -> Listed | None:
    try:
        found = json.loads(line)
        erased_at = datetime.fromisoformat(found["erased_at"])
        listed = Listed(UUID(found["referral_id"]), ErasureGround(found["ground"]), erased_at)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return listed if erased_at.tzinfo is not None else None
