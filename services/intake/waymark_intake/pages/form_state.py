"""What the public form carries from page to page: sealed in a hidden field, so that nothing is stored before the end.

Not here: sealing (sealed_state.py), the pages (form.py), the answers themselves (self_referral/answers.py).
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from waymark_intake.pages.sealed_state import FormLost, Lost, SealedState, opened_field, sealed_field
from waymark_intake.self_referral.answers import Answers
from waymark_intake.self_referral.step import Step

__all__ = ["FormLost", "FormState", "Lost", "open_state", "seal_state"]

_PLACE = "intake.form"


class FormState(SealedState):
    """Where somebody is in the form; `language` is that of the pages, not the one somebody speaks."""

    begun_at: datetime
    step: Step
    language: str
    answers: Answers


def seal_state(state: FormState, key: bytes) -> str:
    """The state as the hidden field holds it."""
    return sealed_field(state, key, place=_PLACE)


def open_state(field: str, keys: Sequence[bytes], *, now: datetime, life: timedelta) -> FormState:
    """The state a page sent back; raises FormLost where it is not ours, or was sealed longer ago than `life`."""
    return opened_field(FormState, field, keys, place=_PLACE, life=(now, life))
