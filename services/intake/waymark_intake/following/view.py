"""How a sender's pages look at its referrals: which need the sender, how far each part has come, what is asked.

Pure, from the same view that the machine door answers, so that a page never says more. Not here: codes in words
(wording.py), reading (queries.py).
"""

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from waymark.errors import Fault, Kind, Refused
from waymark.words import AllocationState, Position, QualityFlag
from waymark_intake.following.progress import ENDED, Attendance, Standing
from waymark_intake.following.receipt import Advice, AllocationView, ReferralView
from waymark_intake.records.answered import OF_CONTACT

_A = AllocationState
_SAID_BY_CONSENT = (QualityFlag.CONSENT_NOT_ASKED, QualityFlag.EXPLICIT_CONSENT_MISSING)
_OVER = frozenset({Standing.CLOSED, Standing.WITHDRAWN, Standing.UNMET})
SAID_ONCE = frozenset({QualityFlag.REPORTED_LATE, QualityFlag.CHILD_PROTECTION_FIRST})
"""What is told and cannot be mended: that it came late, and what must be done before anything else."""
_ANSWERS = frozenset({Position.GIVEN, Position.REFUSED, Position.WITHDRAWN})


class Part(StrEnum):
    """The parts of a sender's list; every referral is in ALL and in exactly one other."""

    ALL = "all"
    NEEDS_YOU = "needs_you"
    BEING_HANDLED = "being_handled"
    CLOSED = "closed"


def to_mend(view: ReferralView) -> tuple[Advice, ...]:
    """What the sender can still put right in the record; nothing once the referral is over."""
    return () if view.state in _OVER else tuple(one for one in view.quality if _is_open(one.code, view))


def _is_open(flag: QualityFlag, view: ReferralView) -> bool:
    """Whether a flag still asks for something: lateness cannot be mended, and an answer on file is an answer."""
    if flag in _SAID_BY_CONSENT:
        return view.consent is None or view.consent.position not in _ANSWERS
    return flag not in SAID_ONCE


def part_of(view: ReferralView) -> Part:
    """Where a referral stands in the list: what the sender can do something about comes before what goes on."""
    if view.state in _OVER:
        return Part.CLOSED
    return Part.NEEDS_YOU if view.state is Standing.ASKED or to_mend(view) else Part.BEING_HANDLED


class AnsweredBy(StrEnum):
    """How the answer to a question reaches us: the person's word, an answer, a new record, or taking it back."""

    CONSENT = "consent"
    ANSWER = "answer"
    CORRECTION = "correction"
    WITHDRAWAL = "withdrawal"


@dataclass(frozen=True, slots=True)
class Question:
    """What the sender must find out, as a sentence, and how the answer reaches us."""

    words: str
    by: AnsweredBy


_QUESTIONS: Mapping[str, Question] = {
    "consent": Question("Ask the person whether {agency} may be told, and record the answer.", AnsweredBy.CONSENT),
    "explicit_consent": Question(
        "Ask the person for a clear yes or no: may {agency} be told? Record the answer.", AnsweredBy.CONSENT
    ),
    "consent_of_parent_or_guardian": Question(
        "Ask a parent or guardian whether {agency} may be told, and record the answer.", AnsweredBy.CONSENT
    ),
    "nrm_agreement": Question(
        "Ask the person whether they agree to the National Referral Mechanism, and tell us.",
        AnsweredBy.ANSWER,
    ),
    "safe_contact": Question("Ask the person which way of reaching them is safe, and tell us.", AnsweredBy.ANSWER),
}


def questions(view: ReferralView, names: Mapping[str, str]) -> tuple[Question, ...]:
    """What is asked of the sender now, each once, with the agencies' names where known; nothing once it is over."""
    if view.state in _OVER:
        return ()
    asked = (_question(one, names) for one in view.allocations if one.missing)
    return tuple(dict.fromkeys(asked))


def _question(allocation: AllocationView, names: Mapping[str, str]) -> Question:
    question = _QUESTIONS.get(allocation.missing or "", _QUESTIONS["consent"])
    agency = names.get(allocation.agency or "") or "the service"
    return Question(question.words.format(agency=agency), question.by)


_SAME_DEED: Mapping[QualityFlag, str] = {
    **dict.fromkeys(_SAID_BY_CONSENT, "consent"),
    QualityFlag.NO_SAFE_CONTACT: "safe_contact",
    QualityFlag.DO_NOT_CONTACT: "safe_contact",
}
_NOT_BY_CORRECTION: Mapping[QualityFlag, AnsweredBy] = {
    **dict.fromkeys(_SAID_BY_CONSENT, AnsweredBy.CONSENT),
    **dict.fromkeys(OF_CONTACT, AnsweredBy.ANSWER),
    QualityFlag.POSSIBLE_DUPLICATE: AnsweredBy.WITHDRAWAL,
}


def to_do(view: ReferralView, names: Mapping[str, str]) -> tuple[Question, ...]:
    """Everything the sender can do for a referral: what is asked, then what is wrong in the record; each deed once."""
    asked = questions(view, names)
    missing = {one.missing for one in view.allocations}
    if any(question.by is AnsweredBy.CONSENT for question in asked):
        missing.add("consent")
    advice = [one for one in to_mend(view) if _SAME_DEED.get(one.code) not in missing]
    return (
        *asked,
        *(Question(one.what_to_do, _NOT_BY_CORRECTION.get(one.code, AnsweredBy.CORRECTION)) for one in advice),
    )


class Mark(StrEnum):
    """Whether a step was taken, is being taken, or lies ahead."""

    DONE = "done"
    NOW = "now"
    AHEAD = "ahead"


@dataclass(frozen=True, slots=True)
class Station:
    """One step of a part's way, in words."""

    words: str
    mark: Mark


def is_stopping(view: ReferralView, allocation: AllocationView) -> bool:
    """Whether the sender took the referral back and this part of it has not ended yet: it is about to."""
    has_ended = allocation.state in ENDED or allocation.attendance not in {None, Attendance.AWAITED}
    return view.state is Standing.WITHDRAWN and not has_ended


_STATIONS = (
    "Received",
    "Passed on to a service",
    "Accepted by the service",
    "Contact with the person",
    "Work with the person",
)
_REACHED: Mapping[AllocationState, int] = {
    _A.OFFERED: 2,
    _A.WAITING: 2,
    _A.ACCEPTED: 3,
    _A.CONTACTING: 3,
    _A.ENGAGED: 4,
}
_ASKED = ("Received", "Your answer", *_STATIONS[1:])
_CAME = ("Received", "Passed on to a service", "The person comes")


def way_of(allocation: AllocationView) -> tuple[Station, ...]:
    """The steps of a part that goes on; none where it is over, and of attendance only whether somebody came."""
    if allocation.attendance is Attendance.AWAITED:
        return _stations(_CAME, 2)
    if allocation.missing:
        return _stations(_ASKED, 1)
    reached = _REACHED.get(AllocationState(allocation.state)) if allocation.state else None
    return _stations(_STATIONS, reached) if reached is not None else ()


def _stations(words: tuple[str, ...], reached: int) -> tuple[Station, ...]:
    marks = [Mark.DONE] * reached + [Mark.NOW] + [Mark.AHEAD] * len(words)
    return tuple(Station(one, mark) for one, mark in zip(words, marks, strict=False))


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last referral that was looked at: the next page starts behind it."""

    received_at: datetime
    referral_id: UUID

    def text(self) -> str:
        """As an address carries it: opaque."""
        raw = json.dumps([self.received_at.isoformat(), str(self.referral_id)], separators=(",", ":"))
        return base64.urlsafe_b64encode(raw.encode()).decode().rstrip("=")


def read_cursor(text: str) -> Cursor:
    """A cursor as we gave it out; raises Refused INVALID for anything else."""
    try:
        raw = base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
        received_at, referral_id = json.loads(raw)
        cursor = Cursor(datetime.fromisoformat(received_at), UUID(referral_id))
        if cursor.received_at.tzinfo is None:
            raise ValueError("no time zone")
    except (binascii.Error, ValueError, TypeError, AttributeError, RecursionError):
        fault = Fault("/after", "not_a_cursor", "start again from the newest referral")
        raise Refused(Kind.INVALID, "This place in the list is not one of ours", faults=(fault,)) from None
    return cursor
