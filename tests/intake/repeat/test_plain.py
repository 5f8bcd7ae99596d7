"""How a person is made plain for comparing."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waymark.contracts.person import Address, Contact, Identity, Person
from waymark_intake.repeat.plain import PlainPerson, folded, name_words, phone_of, plain_person, postcode_of


def _named(given_name: str | None, family_name: str | None) -> PlainPerson:
    return plain_person(Person(identity=Identity(given_name=given_name, family_name=family_name)))


@pytest.mark.parametrize(
    ("given_name", "family_name", "plain"),
    [
        ("Mrs Zoë", "O\u2019Brien", ("zoe", "obrien")),
        ("ŁUKASZ", "Dąbrowski", ("lukasz", "dabrowski")),
        ("Anne-Marie", "Smith-Jones", ("anne", "smithjones")),
        ("Jürgen", "Weiß", ("jurgen", "weiss")),
        ("  Ann  ", "de la Cruz", ("ann", "delacruz")),
        ("فاطمة", "علي", ("فاطمة", "علي")),
        ("Unknown", "N/A", ("", "")),
        ("\x00\u202e", "=1+1", ("", "")),
        ("John", "Bright Jnr", ("john", "bright")),
        (None, None, ("", "")),
    ],
)
def test_names_are_folded(given_name: str | None, family_name: str | None, plain: tuple[str, str]) -> None:
    person = _named(given_name, family_name)
    assert (person.given, person.family) == plain


def test_a_double_name_keeps_its_parts() -> None:
    assert _named("A", "Smith-Jones").family_parts == ("smith", "jones")
    assert _named("A", "Smith").family_parts == ()


def test_the_first_of_january_is_weak() -> None:
    assert plain_person(Person(identity=Identity(date_of_birth=date(1990, 1, 1)))).is_born_weak
    assert not plain_person(Person(identity=Identity(date_of_birth=date(1990, 1, 2)))).is_born_weak


@pytest.mark.parametrize(
    ("lines", "home"),
    [
        (("12 Mill Street", "Rugby"), ("12", "mill st")),
        (("Flat 3", "012a Mill St."), ("12a", "mill st")),
        (("Flat 3, 12 Mill Road",), ("12", "mill rd")),
        (("The Old Barn", "Long Lane"), ("", "")),
        ((), ("", "")),
    ],
)
def test_house_and_street_are_found(lines: tuple[str, ...], home: tuple[str, str]) -> None:
    person = plain_person(Person(address=Address(lines=lines, postcode="cv21 2ab")))
    assert (person.house, person.street) == home
    assert person.postcode == "cv212ab"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("07700 900123", "+447700900123"),
        ("+44 (0)7700 900123", "+447700900123"),
        ("0000000000", ""),
        ("1234567890", ""),
        ("call mum", ""),
        ("9" * 300, ""),
        ("", ""),
    ],
)
def test_numbers_become_one_form_and_stand_ins_are_left_out(text: str, number: str) -> None:
    assert phone_of(text) == number


def test_what_is_no_postcode_is_left_out() -> None:
    assert postcode_of("no fixed abode") == ""


def test_one_number_given_twice_counts_once() -> None:
    said = Contact(mobile="07700 900123", landline="+447700900123", email=" Zoe@Example.org ")
    person = plain_person(Person(contact=said))
    assert person.phones == ("+447700900123",)
    assert person.emails == ("zoe@example.org",)


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=60))
def test_no_text_whatsoever_breaks_it_and_folding_twice_changes_nothing(name: str, line: str, number: str) -> None:
    person = plain_person(
        Person(
            identity=Identity(given_name=name, family_name=line),
            contact=Contact(mobile=number, email=name),
            address=Address(lines=(line,), postcode=number),
        )
    )
    f"{person.given}{person.family}{person.street}{person.postcode}".encode()
    assert name_words(" ".join(name_words(name))) == name_words(name)
    assert folded(folded(name)) == folded(name)
