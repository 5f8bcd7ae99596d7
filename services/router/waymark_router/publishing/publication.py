"""A published version of the rules: from when, why, by whom; when it counts, and what a new one must stand on.

What is not here: what the version says (`rulebook.py`), the draft it came from (`draft.py`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from waymark.errors import Kind, Refused
from waymark.words import PublicationKind
from waymark_router.publishing.draft import Who


@dataclass(frozen=True, slots=True)
class Publication:
    """One version, named by its hash; `approver` is None where one person was enough (emergency, county file).

    `base` is the version it was made from, "" where there was none; `called_off_at` says that it never came into force.
    """

    version: str
    number: int
    kind: PublicationKind
    effective_from: datetime
    published_at: datetime
    author: Who
    approver: Who | None = None
    reason: str = ""
    approver_reason: str = ""
    base: str = ""
    draft_id: UUID | None = None
    called_off_at: datetime | None = None

    def is_by_people(self) -> bool:
        """Whether somebody published it here, rather than a county file."""
        return self.kind is not PublicationKind.COUNTY_FILE


class BaseMoved(Refused):
    """Other rules were published since this draft was started: look at what they changed, and bring them together."""

    def __init__(self, last: Publication) -> None:
        super().__init__(Kind.CONFLICT, (self.__doc__ or "").strip(), code="base_moved")
        self.last = last


def in_order(publications: Sequence[Publication]) -> list[Publication]:
    """Versions that count or will, the one in force last of all first; what was called off is left out."""
    counting = [one for one in publications if one.called_off_at is None]
    return sorted(counting, key=lambda one: (one.effective_from, one.number), reverse=True)


def in_force_at(publications: Sequence[Publication], at: datetime) -> Publication | None:
    """The version in force at that time, or None before the first."""
    return next((one for one in in_order(publications) if one.effective_from <= at), None)


def starts(wanted: datetime | None, *, now: datetime, lead_s: float) -> datetime:
    """From when a version counts: the wanted time, or as soon as every process can know of it.

    A version is committed before it counts, so that no decision made from then on can miss it.
    """
    soonest = now + timedelta(seconds=lead_s)
    return soonest if wanted is None or wanted < soonest else wanted


def refuse_before(last: Publication, start: datetime) -> None:
    """Raise Refused (CONFLICT) where a version would count before the last one: that one would end it unseen."""
    if start < last.effective_from:
        raise Refused(
            Kind.CONFLICT,
            "Another version is to come into force later than this one: start after it, or call that one off",
            code="before_scheduled",
        )


def may_be_called_off(publication: Publication, *, now: datetime, lead_s: float) -> bool:
    """Whether a version is far enough ahead that no decision can have been made with it."""
    is_ahead = publication.effective_from > now + timedelta(seconds=lead_s)
    return is_ahead and publication.called_off_at is None
