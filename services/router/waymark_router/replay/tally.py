"""Decides kept decisions again and counts which came out as other bytes.

Not here: reading them (`queries.py`), how one is replayed (`decision_record.py`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from waymark_router.deciding.decision_record import is_of_this_engine, is_same_again, read_record
from waymark_router.providers.provider import Directory
from waymark_router.rules.rulebook import Rulebook

MOST_NAMED = 100


@dataclass(frozen=True, slots=True)
class Kept:
    """One decision as it was kept, with the names of what it was made with."""

    decision_id: UUID
    number: int
    rulebook: str
    directory: str
    record: bytes


@dataclass(frozen=True, slots=True)
class Tally:
    """What came of it: `replayed` decisions, `differences` among them, and `earlier` ones of an engine before this one,
    which nobody asks to come out the same. `differing` names the first hundred that differ.
    """

    replayed: int = 0
    earlier: int = 0
    differences: int = 0
    differing: tuple[UUID, ...] = ()

    @property
    def looked_at(self) -> int:
        """All of them."""
        return self.replayed + self.earlier

    def plus(self, other: "Tally") -> "Tally":
        """Both together."""
        return Tally(
            self.replayed + other.replayed,
            self.earlier + other.earlier,
            self.differences + other.differences,
            (*self.differing, *other.differing)[:MOST_NAMED],
        )


Books = Mapping[str, Rulebook | None]
Directories = Mapping[str, Directory | None]


def decide_again(several: Iterable[Kept], books: Books, directories: Directories) -> Tally:
    """Replay each decision. A rulebook or directory that is None can no longer be read: then it cannot come out."""
    replayed, earlier, differing = 0, 0, list[UUID]()
    for kept in several:
        read = read_record(kept.record)
        if not is_of_this_engine(read):
            earlier += 1
            continue
        replayed += 1
        rulebook, directory = books[kept.rulebook], directories[kept.directory]
        if rulebook is None or directory is None or not is_same_again(read, kept.record, rulebook, directory):
            differing.append(kept.decision_id)
    return Tally(replayed, earlier, len(differing), tuple(differing[:MOST_NAMED]))
