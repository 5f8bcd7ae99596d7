"""What the public form carries from page to page: sealed in a hidden field, so that nothing is stored before the end.

No cookie and no draft on our side. Not here: the pages (form.py), the answers themselves (self_answers.py).
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from pydantic import BaseModel, ConfigDict, ValidationError

from waymark.cipher import DoesNotOpen, decrypt, encrypt
from waymark_intake.self_answers import Answers, Step

_PLACE = "intake.form"


class FormState(BaseModel):
    """Where somebody is in the form: `submission` is made once and stands for this one sending of it."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    submission: UUID
    begun_at: datetime
    sealed_at: datetime
    step: Step
    answers: Answers


class Lost(StrEnum):
    """Why a page cannot go on."""

    OPEN_TOO_LONG = "open_too_long"
    NOT_OURS = "not_ours"
    ALREADY_SENT = "already_sent"


class FormLost(Exception):  # noqa: N818 - reads as what it is
    """What came back is not a page of ours, or was open for too long."""

    def __init__(self, why: Lost) -> None:
        super().__init__(why.value)
        self.why = why


def seal_state(state: FormState, key: bytes) -> str:
    """The state as the hidden field holds it."""
    return urlsafe_b64encode(encrypt(key, state.model_dump_json().encode(), place=_PLACE)).decode()


def open_state(field: str, key: bytes, *, now: datetime, life: timedelta) -> FormState:
    """The state a page sent back; raises FormLost where it is not ours, or was sealed longer ago than `life`."""
    try:
        state = FormState.model_validate_json(decrypt(key, urlsafe_b64decode(field.encode()), place=_PLACE))
    except (DoesNotOpen, NotBase64, ValidationError, UnicodeEncodeError, ValueError):
        raise FormLost(Lost.NOT_OURS) from None
    if now - state.sealed_at > life:
        raise FormLost(Lost.OPEN_TOO_LONG)
    return state
