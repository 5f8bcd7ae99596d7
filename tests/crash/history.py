"""What clients sent and were answered, and whether the county afterwards holds exactly that (I1, I2).

An answer is ok, fail or unknown: an unknown one may have had its effect, once, or not at all.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

from waymark.ledger import Finding, Ledger


class Outcome(StrEnum):
    """What is known of an attempt."""

    OK = "ok"
    FAIL = "fail"
    UNKNOWN = "unknown"


@dataclass
class Submission:
    """One record under one idempotency key: how often it was sent, and which ids came back."""

    key: str
    record: dict[str, Any]
    attempts: int = 0
    ids: list[UUID] = field(default_factory=list)
    failed: int = 0

    @property
    def outcome(self) -> Outcome:
        """OK once accepted, FAIL where every attempt was refused for good, UNKNOWN otherwise."""
        if self.ids:
            return Outcome.OK
        return Outcome.FAIL if self.failed and self.failed == self.attempts else Outcome.UNKNOWN


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a worker on an allocation, from `version`, and how it ended."""

    allocation: UUID
    verb: str
    version: int
    outcome: Outcome


@dataclass
class Word:
    """What was said about one referral after it was sent: corrections, withdrawals, consent answers, by kind."""

    outcomes: defaultdict[str, Counter[Outcome]] = field(default_factory=lambda: defaultdict(Counter))

    def least(self, kind: str) -> int:
        """How many of a kind must have had their effect."""
        return self.outcomes[kind][Outcome.OK]

    def most(self, kind: str) -> int:
        """How many of a kind may have had it."""
        return self.least(kind) + self.outcomes[kind][Outcome.UNKNOWN]


@dataclass
class History:
    """Everything clients did in one run."""

    sent: dict[str, Submission] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)
    words: defaultdict[UUID, Word] = field(default_factory=lambda: defaultdict(Word))
    refusals: Counter[str] = field(default_factory=Counter)

    def submission(self, key: str, record: dict[str, Any]) -> Submission:
        """The submission of a key, begun at its first attempt."""
        return self.sent.setdefault(key, Submission(key, record))

    def of(self, outcome: Outcome) -> list[Submission]:
        """Submissions that ended so."""
        return [one for one in self.sent.values() if one.outcome is outcome]

    def accepted(self) -> dict[UUID, str]:
        """The key of every referral that was accepted."""
        return {referral: one.key for one in self.sent.values() for referral in one.ids}


def compare(history: History, ledgers: Mapping[str, Ledger], resolved: Mapping[str, UUID]) -> list[Finding]:
    """What does not fit between what was answered and what intake held when all was quiet.

    `resolved` says which referral each unknown key got when it was sent once more after that: it is either one intake
    held already (the unknown attempt had its effect), or new.
    """
    held = ledgers["intake"].referrals
    keys = history.accepted()
    findings = [*_doubled(history), *_shared(history)]
    findings += [Finding("I1", f"accepted under {keys[one]}, and gone", one) for one in keys if one not in held]
    explained = {resolved[one.key] for one in history.of(Outcome.UNKNOWN) if one.key in resolved}
    findings += [
        Finding("I2", "nobody's answer explains it: doubled, or accepted although refused", referral)
        for referral in held
        if referral not in keys and referral not in explained
    ]
    return findings


def _doubled(history: History) -> list[Finding]:
    """Keys that were given more than one referral."""
    return [
        Finding("I2", f"{one.key} became {len(set(one.ids))} referrals", one.ids[-1])
        for one in history.sent.values()
        if len(set(one.ids)) > 1
    ]


def _shared(history: History) -> list[Finding]:
    """Referrals that were given to more than one key."""
    owners: defaultdict[UUID, set[str]] = defaultdict(set)
    for one in history.sent.values():
        for referral in one.ids:
            owners[referral].add(one.key)
    return [
        Finding("I1", f"one referral for {len(found)} records: {', '.join(sorted(found))}", referral)
        for referral, found in owners.items()
        if len(found) > 1
    ]
