"""What this process keeps in memory between batches: the terms of screenings, and opened transport keys.

Neither is ever trusted by itself: both are checked against the database in the transaction that uses them. The release
door uses neither. Not here: loading them.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Generic, TypeVar
from uuid import UUID

from waymark_consent.answer import Screener

K = TypeVar("K")


@dataclass(slots=True)
class KeptTerms:
    """The terms of the last screening, with the version they are of; another version or day makes them useless."""

    _version: UUID | None = None
    _screener: Screener | None = None

    def get(self, version: UUID, on: date) -> Screener | None:
        """Whoever screens under these terms, where they are still those of `version` and of the day `on`."""
        if self._version != version or self._screener is None or self._screener.terms.on != on:
            return None
        return self._screener

    def keep(self, version: UUID, screener: Screener) -> None:
        """Keep what was loaded after `version` was read: it may be newer than that, never older."""
        self._version, self._screener = version, screener


@dataclass(repr=False)
class OpenedKeys(Generic[K]):
    """Opened private transport keys by id, each with the wrapped bytes of the row it was opened from."""

    _keys: dict[str, tuple[bytes, K]] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"OpenedKeys({len(self._keys)} keys)"

    def get(self, key_id: str, wrapped: bytes) -> K | None:
        """The opened key, where the row still holds what it was opened from."""
        kept = self._keys.get(key_id)
        return kept[1] if kept and kept[0] == wrapped else None

    def keep(self, key_id: str, wrapped: bytes, opened: K) -> None:
        """Keep an opened key."""
        self._keys[key_id] = (wrapped, opened)

    def forget_all_but(self, key_ids: Collection[str]) -> None:
        """Forget every key whose row has no private half any more."""
        for key_id in self._keys.keys() - set(key_ids):
            del self._keys[key_id]
