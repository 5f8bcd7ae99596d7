"""What a correction may do: which version it may replace, and what it changes. Pure.

Not here: reading a corrected record (the domain module of its format), storing and telling it (actions).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from waymark.contracts.referral import Correction
from waymark.errors import Fault, Kind, Refused
from waymark.words import Group, QualityFlag, ReferralState
from waymark_intake.recognition.likeness import changed_groups

ENDED = frozenset({ReferralState.WITHDRAWN, ReferralState.MERGED, ReferralState.VOIDED})


@dataclass(frozen=True, slots=True)
class Correctable:
    """A referral as it stands: state, version, the hash of each group, every correction so far, and what is wrong."""

    state: ReferralState
    version: int
    groups: Mapping[str, str]
    corrections: tuple[Correction, ...]
    quality: tuple[QualityFlag, ...] = ()


class StaleVersion(Refused):
    """The version to correct is not the current one: somebody corrected it in between."""

    def __init__(self, current: int) -> None:
        fix = f"Version {current} is the current one: look at it, then correct that version."
        super().__init__(
            Kind.CONFLICT,
            "This version is not the current one",
            code="stale_version",
            faults=(Fault("/version", "stale_version", fix),),
        )
        self.current = current


class Ended(Refused):
    """The referral was withdrawn (or merged, or voided): there is nothing to correct or withdraw any more."""

    def __init__(self) -> None:
        fix = "Send a new referral, with a new Idempotency-Key, if the person wants support after all."
        super().__init__(
            Kind.CONFLICT,
            "This referral was withdrawn and cannot be changed",
            code="referral_withdrawn",
            faults=(Fault("", "referral_withdrawn", fix),),
        )


def check_current(kept: Correctable, version: int) -> None:
    """Raise Ended where the referral is over, StaleVersion where that version is not the current one."""
    if kept.state in ENDED:
        raise Ended
    if version != kept.version:
        raise StaleVersion(kept.version)


def corrected(kept: Correctable, groups: Mapping[Group, str], *, version: int, at: datetime) -> Correction | None:
    """The correction that makes `groups` of what is kept, None where nothing changes; raises Ended, StaleVersion."""
    check_current(kept, version)
    changed = changed_groups(kept.groups, groups)
    return Correction(version=kept.version + 1, at=at, groups=changed) if changed else None
