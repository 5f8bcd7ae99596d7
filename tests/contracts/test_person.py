"""The canonical person: groups, what was not given, and what may not get in."""

import pytest
from pydantic import ValidationError

from waymark.contracts.person import PART_OF_GROUP, Contact, Identity, Person
from waymark.words import SEALED_GROUPS, Group


def test_only_the_groups_that_were_given_are_there() -> None:
    person = Person(identity=Identity(given_name="Ada"), contact=Contact(mobile="07700900123"))
    assert list(person.groups()) == [Group.IDENTITY, Group.CONTACT]


def test_every_sealed_group_has_its_model_and_its_field() -> None:
    assert set(PART_OF_GROUP) == set(SEALED_GROUPS) == {Group(name) for name in Person.model_fields}


def test_nothing_unknown_gets_into_a_group() -> None:
    with pytest.raises(ValidationError):
        Identity.model_validate({"given_name": "Ada", "shoe_size": 5})


def test_a_group_cannot_be_changed_once_made() -> None:
    with pytest.raises(ValidationError):
        Identity(given_name="Ada").given_name = "Bo"  # type: ignore[misc]
