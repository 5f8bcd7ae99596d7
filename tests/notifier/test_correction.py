from datetime import timedelta

from tests.builders.allocation import a_correction, an_allocation
from tests.builders.routed import MONDAY
from waymark.words import Group
from waymark_notifier import correction


def test_what_changed_and_when_is_said_without_any_value() -> None:
    at = MONDAY + timedelta(hours=2, minutes=40)
    said = correction.in_words([a_correction(at=at)], MONDAY)
    assert said == ["Contact details and safe contact changed at 12:40 today"]


def test_several_corrections_have_a_line_each() -> None:
    three = a_correction(3, Group.FACTS, Group.IDENTITY, Group.NARRATIVE)
    assert correction.in_words([a_correction(2, Group.ADDRESS), three], MONDAY) == [
        "Address changed at 10:00 today",
        "Who it is, what happened, as told and what help is needed changed at 10:00 today",
    ]


def test_a_correction_of_nothing_named_is_something() -> None:
    empty = a_correction().model_copy(update={"groups": ()})
    assert correction.in_words([empty], MONDAY) == ["Something changed at 10:00 today"]


def test_only_what_was_not_there_before_is_newer() -> None:
    before = an_allocation(corrections=(a_correction(2),))
    after = an_allocation(corrections=(a_correction(2), a_correction(3, Group.RISK)))
    assert correction.newer(before, before) == ()
    assert correction.code_of(correction.newer(before, after)) == "group:risk"
