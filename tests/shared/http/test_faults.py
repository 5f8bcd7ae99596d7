import pytest
from pydantic import BaseModel, ValidationError, field_validator, model_validator
from pydantic_core import PydanticCustomError

from waymark.http.faults import MOST_FAULTS, faults_of, pointer_to


class Range(BaseModel):
    first: int = 0
    last: int = 0

    @model_validator(mode="after")
    def _ordered(self) -> "Range":
        if self.last < self.first:
            raise PydanticCustomError("range_backwards", "the last must not be before the first")
        return self

    @field_validator("first")
    @classmethod
    def _even(cls, value: int) -> int:
        if value % 2:
            raise ValueError(f"{value} is odd")
        return value


def errors(**values: object) -> ValidationError:
    with pytest.raises(ValidationError) as wrong:
        Range.model_validate(values)
    return wrong.value


def test_our_own_words_about_a_document_are_passed_on() -> None:
    [fault] = faults_of(errors(first=2, last=0).errors())
    assert (fault.pointer, fault.code) == ("", "range_backwards")
    assert fault.fix == "the last must not be before the first"


def test_a_check_that_quotes_the_value_is_not_passed_on() -> None:
    [fault] = faults_of(errors(first=777).errors())
    assert "777" not in repr(fault)


def test_a_pointer_escapes_and_stops_at_what_is_no_field_name() -> None:
    assert pointer_to(("a", 0, "b")) == "/a/0/b"
    assert pointer_to(("a", "Jane Doe", "b")) == "/a"
    assert pointer_to(()) == ""


def test_only_so_many_faults_are_listed() -> None:
    many = [{"type": "missing", "loc": ("body", n), "msg": ""} for n in range(100)]
    assert len(faults_of(many)) == MOST_FAULTS


def test_a_limit_that_pydantic_does_not_tell_is_left_open() -> None:
    [fault] = faults_of([{"type": "string_too_long", "loc": ("name",), "msg": ""}])
    assert fault.fix == "at most what is allowed characters"
