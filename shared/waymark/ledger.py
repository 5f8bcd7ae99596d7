"""What one service holds of all referrals, and what it finds wrong in its own tables: its part of the whole check.

Ids and codes only. Not here: comparing the services' parts (`waymark.check`).
"""

from dataclasses import dataclass, field
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: the invariant's id ("I3"), the referral it is about (None: no single one), and what."""

    invariant: str
    what: str
    referral_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Ledger:
    """One service's part.

    `referrals` maps every referral it knows to how far it is there, as a code. `places` maps referral and pathway to
    the agencies that have it open there: more than one is a referral in two queues.
    """

    referrals: dict[UUID, str] = field(default_factory=dict)
    places: dict[tuple[UUID, str], tuple[str, ...]] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
