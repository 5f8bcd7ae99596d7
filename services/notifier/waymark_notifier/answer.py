"""What a worker says with a step: coded fields, never free text, and which codes fit together.

Not here: which step needs which field (allocation.py).
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field

from waymark.errors import Fault
from waymark.words import CloseOutcome, DeclinedBy, DeclineReason, Given, InterimOffer


class ContactWay(StrEnum):
    """How somebody tried to reach the person (the ways of the safe-contact model)."""

    MOBILE = "mobile"
    TEXT = "text"
    VOICEMAIL = "voicemail"
    LANDLINE = "landline"
    EMAIL = "email"
    POST = "post"
    IN_PERSON = "in_person"


class ContactResult(StrEnum):
    """What came of one attempt."""

    REACHED = "reached"
    NO_ANSWER = "no_answer"
    SAFE_MESSAGE_LEFT = "safe_message_left"
    DID_NOT_ATTEND = "did_not_attend"
    NOT_SAFE = "not_safe"
    WRONG_NUMBER = "wrong_number"


class Kept(StrEnum):
    """What a recipient did with what it saw of somebody who was taken back."""

    NOT_OPENED = "not_opened"
    NOTHING_KEPT = "nothing_kept"
    KEPT_BY_LAW = "kept_by_law"


class Answer(BaseModel):
    """The fields a step may carry; each step needs its own ones and takes no other."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    declined_by: DeclinedBy | None = None
    reason: DeclineReason | None = None
    review_on: date | None = None
    interim_offer: InterimOffer | None = None
    way: ContactWay | None = None
    result: ContactResult | None = None
    outcome: CloseOutcome | None = None
    kept: Kept | None = None
    meanwhile: InterimOffer | None = None
    came_of_it: Given | None = None


class StepRequest(Answer):
    """What the API and the page forms take: an answer, and the version it was given to (optimistic lock)."""

    version: Annotated[int, Field(ge=1)]

    def answer(self) -> Answer:
        """The answer alone."""
        return Answer(**{name: getattr(self, name) for name in Answer.model_fields})


@dataclass(frozen=True, slots=True)
class Asked:
    """One field a step needs: its name, and the codes to choose from; no codes means a date."""

    field: str
    codes: tuple[str, ...] = ()


_MOST_WAIT: Final = timedelta(days=366)
_SAYS_PERSON = frozenset({DeclineReason.PERSON_DECLINED})


def missing_or_extra(answer: Answer, needs: tuple[str, ...]) -> list[Fault]:
    """A fault for every needed field that is absent and for every given field that does not belong to the step."""
    faults = [
        Fault(f"/{name}", "missing", f"add {name}; this step needs it")
        for name in needs
        if getattr(answer, name) is None
    ]
    given = [name for name in Answer.model_fields if getattr(answer, name) is not None]
    faults += [Fault(f"/{name}", "not_for_this_step", f"leave {name} out") for name in given if name not in needs]
    return faults


def contradictions(answer: Answer, today: date) -> list[Fault]:
    """Faults of codes that do not fit together, and of review dates that cannot be."""
    faults: list[Fault] = []
    if answer.reason is not None and answer.declined_by is not None:
        by_person = answer.declined_by is DeclinedBy.PERSON
        if (answer.reason in _SAYS_PERSON) != by_person:
            fix = "use person_declined exactly where the person said no"
            faults.append(Fault("/reason", "does_not_fit_declined_by", fix))
    if answer.review_on is not None and not today < answer.review_on <= today + _MOST_WAIT:
        faults.append(Fault("/review_on", "not_a_coming_day", "give a day after today and within a year"))
    return faults
