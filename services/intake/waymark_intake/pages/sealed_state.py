"""What a form carries from page to page, sealed in a hidden field: no cookie, no draft on our side.

Each form has its own state and its own `place`, so that the state of one form, or of one member, never opens as
another's. Not here: any one form's state and pages.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, ValidationError

from waymark.cipher import DoesNotOpen, decrypt, encrypt

S = TypeVar("S", bound="SealedState")


class SealedState(BaseModel):
    """Base of what a form carries: `submission` is made once and stands for this one sending of it."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    submission: UUID
    sealed_at: datetime


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


def sealed_field(state: SealedState, key: bytes, *, place: str) -> str:
    """The state as the hidden field holds it."""
    return urlsafe_b64encode(encrypt(key, state.model_dump_json().encode(), place=place)).decode()


def opened_field(
    kind: type[S], field: str, keys: Sequence[bytes], *, place: str, life: tuple[datetime, timedelta]
) -> S:
    """The state a page sent back; raises FormLost where it is not ours, or was sealed longer before now than allowed.

    Any of `keys` may have sealed it. `life` is now (UTC) and how long a page may stay open.
    """
    try:
        state = kind.model_validate_json(_opened(urlsafe_b64decode(field.encode()), keys, place))
    except (DoesNotOpen, NotBase64, ValidationError, UnicodeEncodeError, ValueError):
        raise FormLost(Lost.NOT_OURS) from None
    now, longest = life
    if now - state.sealed_at > longest:
        raise FormLost(Lost.OPEN_TOO_LONG)
    return state


def _opened(sealed: bytes, keys: Sequence[bytes], place: str) -> bytes:
    for key in keys[:-1]:
        with suppress(DoesNotOpen):
            return decrypt(key, sealed, place=place)
    return decrypt(keys[-1], sealed, place=place)
