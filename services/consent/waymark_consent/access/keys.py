"""Consent's own keys: how long each lives, when the next is due, and where its private half belongs.

A transport key seals for a short window and is destroyed once no log can still hold what it sealed. Making keys and
keeping them is not here.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

TRANSPORT = "transport"
TOKEN = "token"  # noqa: S105 - a purpose, not a secret

# Every event about keys and members goes under one key, so that they arrive in the order in which they were told.
ACCESS_KEY = UUID("f2c9a1de-7a4b-5f0e-9d1c-6a3f1a0b7c55")


@dataclass(frozen=True, slots=True)
class Lives:
    """How long keys of one purpose are used (`window`), and how old the newest may grow before the next is made."""

    window: timedelta
    rotation: timedelta

    def __post_init__(self) -> None:
        if not timedelta() < self.rotation < self.window:
            raise ValueError("keys are renewed before their window ends")


def is_due(newest_from: datetime | None, lives: Lives, now: datetime) -> bool:
    """Whether a new key must be made now; `newest_from` is the newest among those that have begun."""
    return newest_from is None or now >= newest_from + lives.rotation


def destroy_at(valid_to: datetime, keep_log: timedelta) -> datetime:
    """When a private transport key must be gone: nothing sealed under it is in any log any more."""
    return valid_to + keep_log


def private_place(table: str, key_id: str) -> str:
    """Where a wrapped private key belongs: table and row; it opens nowhere else."""
    return f"consent.{table}|{key_id}|private"
