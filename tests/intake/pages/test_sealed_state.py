"""A form's state in its hidden field: opens for its own place only, and not after its time."""

from datetime import timedelta
from uuid import uuid4

import pytest

from tests.builders.referral import AT
from waymark_intake.pages.sealed_state import FormLost, Lost, SealedState, opened_field, sealed_field

KEY = bytes(32)
STATE = SealedState(submission=uuid4(), sealed_at=AT)
HOUR = timedelta(hours=1)


def test_it_comes_back_as_it_was() -> None:
    field = sealed_field(STATE, KEY, place="here")
    assert opened_field(SealedState, field, (KEY,), place="here", life=(AT + HOUR, HOUR)) == STATE
    assert str(STATE.submission) not in field


@pytest.mark.parametrize("field", ["", "x", "ä", "AAAA", "A" * 500])
def test_what_is_not_ours_does_not_open(field: str) -> None:
    with pytest.raises(FormLost) as lost:
        opened_field(SealedState, field, (KEY,), place="here", life=(AT, HOUR))
    assert lost.value.why is Lost.NOT_OURS


def test_another_place_or_key_does_not_open_it() -> None:
    field = sealed_field(STATE, KEY, place="here")
    for key, place in ((KEY, "there"), (b"1" * 32, "here")):
        with pytest.raises(FormLost):
            opened_field(SealedState, field, (key,), place=place, life=(AT, HOUR))


def test_a_page_left_open_too_long_is_lost() -> None:
    field = sealed_field(STATE, KEY, place="here")
    with pytest.raises(FormLost) as lost:
        opened_field(SealedState, field, (KEY,), place="here", life=(AT + HOUR + timedelta(seconds=1), HOUR))
    assert lost.value.why is Lost.OPEN_TOO_LONG


def test_while_a_key_is_changed_pages_sealed_by_either_open_and_by_none_other() -> None:
    old, new = b"o" * 32, b"n" * 32
    for key in (old, new):
        field = sealed_field(STATE, key, place="here")
        for keys in ((new, old), (old, new)):
            assert opened_field(SealedState, field, keys, place="here", life=(AT, HOUR)) == STATE
    with pytest.raises(FormLost):
        opened_field(SealedState, sealed_field(STATE, old, place="here"), (new,), place="here", life=(AT, HOUR))
