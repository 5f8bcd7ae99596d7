"""A key that is being worked on is held by one request; it is free again however that ended."""

import pytest

from waymark_intake.recognition.in_flight import InFlight, KeyInFlight


def test_a_held_key_is_nobody_elses_until_it_is_let_go() -> None:
    held = InFlight()
    with held.holding("force-a", "key-1"):
        with pytest.raises(KeyInFlight) as no, held.holding("force-a", "key-1"):
            pass
        assert no.value.retry_after == 1
        with held.holding("force-a", "key-2"), held.holding("force-b", "key-1"):
            pass
        with pytest.raises(KeyInFlight), held.holding("force-a", "key-1"):
            pass
    with held.holding("force-a", "key-1"):
        pass


def test_a_key_is_let_go_when_its_work_fails() -> None:
    held = InFlight()
    with pytest.raises(ZeroDivisionError), held.holding("force-a", "key-1"):
        raise ZeroDivisionError
    with held.holding("force-a", "key-1"):
        pass
