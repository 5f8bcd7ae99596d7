"""Traces: by what a person is found again."""

from dataclasses import replace
from datetime import date

from waymark_intake.repeat.plain import PlainPerson
from waymark_intake.repeat.trace import sound_of, traces_of

_KEY = b"k" * 32
_WHO = PlainPerson(
    given="robert",
    family="walker",
    born_on=date(1980, 5, 17),
    house="4",
    street="mill st",
    postcode="cv212ab",
    phones=("+447700900123",),
    emails=("rob@example.org",),
)


def _common(one: PlainPerson, other: PlainPerson) -> int:
    return len(set(traces_of(one, _KEY)) & set(traces_of(other, _KEY)))


def test_a_whole_record_has_nine_traces_that_fit_a_bigint() -> None:
    traces = traces_of(_WHO, _KEY)
    assert len(traces) == 9
    assert all(-(2**63) <= trace < 2**63 for trace in traces)


def test_another_key_gives_other_traces() -> None:
    assert not set(traces_of(_WHO, _KEY)) & set(traces_of(_WHO, b"x" * 32))


def test_nobody_is_found_by_one_name_alone() -> None:
    assert traces_of(PlainPerson(given="robert"), _KEY) == ()
    assert traces_of(PlainPerson(family="walker"), _KEY) == ()


def test_swapped_names_a_short_form_and_a_typing_error_are_found() -> None:
    assert _common(_WHO, replace(_WHO, given="walker", family="robert")) >= 4
    assert _common(_WHO, PlainPerson(given="bob", family="wallker")) == 1
    assert _common(_WHO, PlainPerson(family="walker", born_on=date(1980, 1, 1), is_born_weak=True)) == 1


def test_a_stand_in_birth_date_finds_nobody_by_itself() -> None:
    weak = PlainPerson(born_on=date(1980, 1, 1), is_born_weak=True)
    assert traces_of(weak, _KEY) == ()


def test_names_in_other_letters_stand_for_themselves() -> None:
    assert sound_of("علي") == "علي"
    assert len(traces_of(PlainPerson(given="فاطمة", family="علي"), _KEY)) == 1
