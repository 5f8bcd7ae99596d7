"""The three families: what a refusal carries, and that a fault never carries the value."""

from waymark.errors import Fault, Kind, Refused, Unavailable


def test_a_refusal_says_why_in_code_and_words() -> None:
    refused = Refused(Kind.CONFLICT, "somebody was faster", code="claimed")
    assert (refused.kind, refused.title, refused.code) == (Kind.CONFLICT, "somebody was faster", "claimed")


def test_a_refusal_without_a_code_is_called_by_its_kind() -> None:
    assert Refused(Kind.GONE, "it is gone").code == "gone"


def test_faults_are_equal_by_what_they_say() -> None:
    assert len({Fault("/a", "missing", "add it"), Fault("/a", "missing", "add it")}) == 1


def test_unavailable_says_when_to_come_back() -> None:
    assert Unavailable("busy", retry_after=7).retry_after == 7
