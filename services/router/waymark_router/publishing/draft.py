"""A draft of the rules: whose it is, how far it is, what may be done with it next and by whom.

Whoever wrote any of it never approves it. What is not here: the rules in it (`written.py`), keeping it (`store.py`).
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from waymark.errors import Fault, Kind, Refused
from waymark.words import PublicationKind
from waymark_router.publishing.typed_words import words_given
from waymark_router.publishing.written import Written


class DraftState(StrEnum):
    """How far a draft is: being written, waiting for an approver, in a version, or given up."""

    OPEN = "open"
    ASKED = "asked"
    APPROVED = "approved"
    WITHDRAWN = "withdrawn"


class DraftStep(StrEnum):
    """What was done with a draft."""

    STARTED = "started"
    CHANGED = "changed"
    BROUGHT_TOGETHER = "brought_together"
    ASKED = "asked"
    TAKEN_BACK = "taken_back"
    SENT_BACK = "sent_back"
    APPROVED = "approved"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Who:
    """A member who acts: the subject of their token, and the name that colleagues see."""

    subject: str
    name: str


@dataclass(frozen=True, slots=True)
class Draft:
    """The rules as somebody proposes them, based on a version; `revision` grows with every change.

    `writers` are the subjects of all who changed it. `starts_at` is None where it shall count at once.
    """

    draft_id: UUID
    number: int
    kind: PublicationKind
    base: str
    written: Written = field(repr=False)
    revision: int
    state: DraftState
    author: Who
    writers: tuple[str, ...]
    changed_at: datetime
    reason: str = ""
    starts_at: datetime | None = None
    asked_by: Who | None = None
    version: str = ""

    def may_be_approved_by(self, subject: str) -> bool:
        """Whether that member is somebody else than those who wrote it or asked for it."""
        return subject not in self.writers and (self.asked_by is None or subject != self.asked_by.subject)

    def waits_for(self, subject: str) -> bool:
        """Whether it was asked for approval, and not by that member, who wrote none of it."""
        return self.state is DraftState.ASKED and self.may_be_approved_by(subject)


class StaleDraft(Refused):
    """Somebody else changed this draft meanwhile: both versions are shown, and nothing is lost."""

    def __init__(self, now: Draft) -> None:
        super().__init__(Kind.CONFLICT, (self.__doc__ or "").strip(), code="draft_stale")
        self.now = now


def no_such_draft() -> Refused:
    """There is no draft of that id; the caller raises it."""
    return Refused(Kind.NOT_FOUND, "There is no such draft", code="draft_unknown")


def with_rules(draft: Draft, change: Callable[[Written], Written], *, revision: int, by: Who, at: datetime) -> Draft:
    """The draft with changed rules. Raises StaleDraft, Refused (CONFLICT) where it is not open, or as `change` does."""
    _refuse_stale(draft, revision)
    _refuse_unless(draft, DraftState.OPEN, "It waits for an approver or is done: take it back to change it")
    written = change(draft.written)
    writers = draft.writers if by.subject in draft.writers else (*draft.writers, by.subject)
    return replace(draft, written=written, writers=writers, revision=draft.revision + 1, changed_at=at)


def asked(draft: Draft, reason: str, starts_at: datetime | None, *, revision: int, by: Who, at: datetime) -> Draft:
    """The draft as it waits for an approver. Raises StaleDraft, or Refused: CONFLICT, or INVALID with the field."""
    _refuse_stale(draft, revision)
    _refuse_unless(draft, DraftState.OPEN, "It was asked for already")
    words = words_given(reason, "reason", "say why the rules should change")
    if starts_at is not None and starts_at < at:
        fix = "choose a time that is not over, or at once"
        raise Refused(Kind.INVALID, fix.capitalize(), code="past", faults=(Fault("/starts_at", "past", fix),))
    return replace(
        draft,
        state=DraftState.ASKED,
        reason=words,
        starts_at=starts_at,
        asked_by=by,
        revision=draft.revision + 1,
        changed_at=at,
    )


def approved(draft: Draft, version: str, *, revision: int, by: Who, at: datetime) -> Draft:
    """The draft as it became a version. Raises StaleDraft, or Refused: CONFLICT, FORBIDDEN for a writer of it."""
    _refuse_stale(draft, revision)
    _refuse_unless(draft, DraftState.ASKED, "Nobody asks for its approval now")
    _refuse_own(draft, by)
    return replace(draft, state=DraftState.APPROVED, version=version, revision=draft.revision + 1, changed_at=at)


def sent_back(draft: Draft, *, revision: int, by: Who, at: datetime) -> Draft:
    """The draft as it is open again after an approver's no; raises as `approved` does."""
    _refuse_stale(draft, revision)
    _refuse_unless(draft, DraftState.ASKED, "Nobody asks for its approval now")
    _refuse_own(draft, by)
    return replace(draft, state=DraftState.OPEN, revision=draft.revision + 1, changed_at=at)


def taken_back(draft: Draft, *, revision: int, at: datetime) -> Draft:
    """The draft as it is open again because a writer wants to change it; raises StaleDraft, Refused (CONFLICT)."""
    _refuse_stale(draft, revision)
    _refuse_unless(draft, DraftState.ASKED, "Nobody asks for its approval now")
    return replace(draft, state=DraftState.OPEN, revision=draft.revision + 1, changed_at=at)


def withdrawn(draft: Draft, *, revision: int, at: datetime) -> Draft:
    """The draft given up for good; raises StaleDraft, or Refused (CONFLICT) where it is done already."""
    _refuse_stale(draft, revision)
    if draft.state not in {DraftState.OPEN, DraftState.ASKED}:
        raise Refused(Kind.CONFLICT, "It is done already", code="draft_state")
    return replace(draft, state=DraftState.WITHDRAWN, revision=draft.revision + 1, changed_at=at)


def _refuse_stale(draft: Draft, revision: int) -> None:
    if draft.revision != revision:
        raise StaleDraft(draft)


def _refuse_unless(draft: Draft, state: DraftState, title: str) -> None:
    if draft.state is not state:
        raise Refused(Kind.CONFLICT, title, code="draft_state")


def _refuse_own(draft: Draft, by: Who) -> None:
    if not draft.may_be_approved_by(by.subject):
        raise Refused(Kind.FORBIDDEN, "You wrote some of it: another person must look at it", code="own_draft")
