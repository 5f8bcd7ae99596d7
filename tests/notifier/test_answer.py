from datetime import date

import pytest
from pydantic import ValidationError

from tests.builders.allocation import said
from waymark.words import DeclinedBy, DeclineReason
from waymark_notifier.answer import Answer, StepRequest, contradictions, missing_or_extra

TODAY = date(2026, 11, 23)


def test_a_field_that_does_not_belong_to_the_step_is_named() -> None:
    answer = Answer(reason=DeclineReason.NO_CAPACITY)
    assert [fault.pointer for fault in missing_or_extra(answer, ("outcome",))] == ["/outcome", "/reason"]


@pytest.mark.parametrize(
    ("by", "reason", "fits"),
    [
        (DeclinedBy.PERSON, DeclineReason.PERSON_DECLINED, True),
        (DeclinedBy.PROVIDER, DeclineReason.PERSON_DECLINED, False),
        (DeclinedBy.PERSON, DeclineReason.NO_CAPACITY, False),
        (DeclinedBy.REFERRER, DeclineReason.NOT_EXPECTED, True),
    ],
)
def test_the_persons_no_is_told_apart_from_the_providers(by: DeclinedBy, reason: DeclineReason, *, fits: bool) -> None:
    assert (contradictions(Answer(declined_by=by, reason=reason), TODAY) == []) == fits


def test_a_review_is_on_a_coming_day_within_a_year() -> None:
    assert contradictions(Answer(review_on=date(2026, 11, 24)), TODAY) == []
    assert contradictions(Answer(review_on=TODAY), TODAY)
    assert contradictions(Answer(review_on=date(2028, 1, 1)), TODAY)


def test_a_step_says_which_version_it_was_given_to() -> None:
    assert said(4, reason=DeclineReason.OUT_OF_AREA).answer() == Answer(reason=DeclineReason.OUT_OF_AREA)
    with pytest.raises(ValidationError):
        StepRequest.model_validate({"reason": "out_of_area"})
    with pytest.raises(ValidationError):
        StepRequest.model_validate({"version": 1, "note": "free text"})
