"""A sender's page says every code in words."""

from waymark.words import AllocationState, CloseOutcome, Group, Pathway, Position, WithdrawReason
from waymark_intake.following.progress import Attendance, Standing
from waymark_intake.wording import say, say_part


def test_no_code_is_shown_as_a_code() -> None:
    codes = [*Pathway, *Standing, *Attendance, *CloseOutcome, *Position]
    said = [say(code) for code in codes] + [say(state, "allocation") for state in AllocationState]
    assert all("_" not in words and words[0].isupper() for words in said)
    assert all("_" not in say_part(group) for group in Group)


def test_one_code_is_said_by_what_it_is_about() -> None:
    assert say("withdrawn") == "Taken back"
    assert "took it back" in say("withdrawn", "position")
    assert say(WithdrawReason.NO_LONGER_NEEDED, "reason") != say(CloseOutcome.NO_LONGER_NEEDED)


def test_a_code_nobody_worded_is_said_by_its_words() -> None:
    assert say("some_new-code") == "Some new code"
