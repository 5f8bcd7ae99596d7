"""Who sees which pages, in which order."""

import pytest

from waymark_intake.self_referral.answers import Answers, steps_of
from waymark_intake.self_referral.step import Step

COMPLETE = Answers(for_whom="me", situations=("hurt",), age_group="adult", help_yes=("support",))


@pytest.mark.parametrize(
    ("whom", "steps"),
    [
        ("me", "who situation about contact careful needs consent check"),
        ("young", "who situation about contact careful needs consent check"),
        ("supporter", "who situation about contact careful needs consent check"),
        ("child", "who helper situation about contact careful needs consent check"),
        ("other", "who helper situation about contact careful needs check"),
    ],
)
def test_each_kind_of_person_sees_their_own_pages(whom: str, steps: str) -> None:
    assert list(steps_of(Answers(for_whom=whom))) == steps.split()


def test_nobody_is_asked_to_agree_for_somebody_who_does_not_know() -> None:
    assert Step.CONSENT in steps_of(Answers(for_whom="other", told="yes"))
    assert Step.CONSENT not in steps_of(Answers(for_whom="other", told="no"))


def test_equality_is_asked_of_who_wants_to_answer_only() -> None:
    assert Step.EQUALITY not in steps_of(COMPLETE)
    assert Step.EQUALITY in steps_of(COMPLETE.model_copy(update={"wishes": ("equality",)}))


def test_who_wants_a_call_sees_one_page_and_the_check() -> None:
    assert steps_of(Answers(for_whom="other", only_call=True)) == (Step.CALL, Step.CHECK)
