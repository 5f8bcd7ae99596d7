import pytest

from tests.builders.allocation import an_allocation
from waymark.words import Pathway
from waymark_notifier import task

NOTICE = ("check_account_for_identity",)


@pytest.mark.parametrize(
    ("over", "words"),
    [
        ({"obligations": NOTICE}, "Send a Duty to Notify. The person has not agreed"),
        ({"child": "no"}, "The person has agreed."),
        ({"child": "yes"}, "A child's agreement is not needed."),
        ({"child": "not_known"}, "A child's agreement is not needed."),
    ],
)
def test_a_task_says_what_is_to_be_sent(over: dict[str, object], words: str) -> None:
    assert words in task.title(an_allocation(pathway=Pathway.NATIONAL_REFERRAL, **over))


def test_nothing_else_is_a_task() -> None:
    row = an_allocation(obligations=NOTICE)
    assert task.title(row) == ""
    assert not task.is_duty_to_notify(row)
