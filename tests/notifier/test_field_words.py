"""Every sealed field and every code in one can be read by whoever works the queue."""

import pytest

from waymark.contracts.person import PART_OF_GROUP
from waymark_notifier.field_words import CODES, say_code, say_field


@pytest.mark.parametrize("name", sorted({name for part in PART_OF_GROUP.values() for name in part.model_fields}))
def test_every_field_of_a_person_has_words(name: str) -> None:
    said = say_field(name)
    assert said
    assert "_" not in said
    assert said[0].isupper()


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_code_of_a_sealed_field_has_words(code: str) -> None:
    assert "_" not in say_code(code)


def test_what_a_form_calls_by_a_short_name_is_said_whole() -> None:
    assert say_field("guardian_is_responsible") == "Has parental responsibility"
    assert say_code("bsl") == "British Sign Language"
