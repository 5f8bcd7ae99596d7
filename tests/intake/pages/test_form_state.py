"""What travels in the hidden field: sealed, for an hour, and only ours."""

from base64 import urlsafe_b64decode
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as some

from waymark_intake.pages.form_state import FormLost, FormState, Lost, open_state, seal_state
from waymark_intake.self_referral.answers import Answers
from waymark_intake.self_referral.step import Step

KEY = b"k" * 32
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
HOUR = timedelta(minutes=60)
STATE = FormState(
    submission=UUID("01912345-6789-7abc-8def-0123456789ab"),
    begun_at=NOW,
    sealed_at=NOW,
    step=Step.CONTACT,
    language="pl",
    answers=Answers(situations=("hurt",), name="Robin"),
)


def _why(field: str, *, key: bytes = KEY, now: datetime = NOW) -> Lost:
    with pytest.raises(FormLost) as lost:
        open_state(field, (key,), now=now, life=HOUR)
    return lost.value.why


def test_what_was_sealed_comes_back_within_its_hour() -> None:
    assert open_state(seal_state(STATE, KEY), (KEY,), now=NOW + HOUR, life=HOUR) == STATE


def test_nothing_of_it_can_be_read() -> None:
    assert b"Robin" not in urlsafe_b64decode(seal_state(STATE, KEY))


def test_after_its_hour_it_is_over() -> None:
    assert _why(seal_state(STATE, KEY), now=NOW + HOUR + timedelta(seconds=1)) is Lost.OPEN_TOO_LONG


def test_another_key_does_not_open_it() -> None:
    assert _why(seal_state(STATE, KEY), key=b"o" * 32) is Lost.NOT_OURS


@given(some.text(max_size=300))
def test_whatever_else_comes_back_is_not_ours(text: str) -> None:
    assert _why(text) is Lost.NOT_OURS
