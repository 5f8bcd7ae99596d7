"""What is compared of a person, as bytes."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from tests.intake.repeat.people import WHO
from waymark.contracts.person import Address, Contact, Identity, Person
from waymark_intake.repeat.plain import PlainPerson, plain_person
from waymark_intake.repeat.record import key_id_of, read, written


def test_who_is_written_is_read_again() -> None:
    for person in (WHO, PlainPerson(), replace(WHO, family_parts=("walker", "hill"), emails=("a@b.org", "c@d.org"))):
        assert read(written(person)) == person


@given(st.text(max_size=40), st.dates(), st.text(max_size=40))
def test_whatever_was_made_plain_is_read_again(text: str, born_on: date, line: str) -> None:
    person = plain_person(
        Person(
            identity=Identity(given_name=text, family_name=line, date_of_birth=born_on),
            contact=Contact(mobile=line, email=f"{text}@{line}.org"),
            address=Address(lines=(f"12 {line}",), postcode=text),
        )
    )
    assert read(written(person)) == person


def test_a_key_is_named_by_a_number_that_fits_a_column() -> None:
    assert key_id_of(b"k" * 32) != key_id_of(b"j" * 32)
    assert -(2**31) <= key_id_of(b"k" * 32) < 2**31
