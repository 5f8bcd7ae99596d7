"""What all records share: strict, silent, and open about what is not known."""

import pytest
from pydantic import ValidationError

from waymark.words import Answer, SubjectRole
from waymark_intake.records.record import Circumstances, SafeChannels, Subject


def test_nothing_need_be_known_of_a_person() -> None:
    assert Subject().role is SubjectRole.VICTIM
    assert Circumstances().immediate_danger is Answer.NOT_ASKED
    assert SafeChannels().do_not_contact is Answer.NOT_ASKED


def test_a_record_prints_nothing_of_what_it_says() -> None:
    assert "Ada" not in repr(Subject(given_name="Ada"))


@pytest.mark.parametrize(
    "said",
    [
        {"birth_month": 13},
        {"birth_year": 94},
        {"age_from": "17"},
        {"aliases": ["x"] * 21},
        {"role": "bystander"},
        {"nhs_number": "not a number"},
        {"shoe_size": 5},
    ],
)
def test_what_is_not_of_the_shape_is_refused(said: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Subject.model_validate(said)


def test_a_record_is_written_the_same_whatever_was_left_at_its_default() -> None:
    assert Subject(given_name="Ada").written() == Subject(given_name="Ada", aliases=()).written()
