"""A row becomes the record its mapping says; a cell is text whatever it looks like, a bad one is told by its column."""

from datetime import date, datetime, time
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as some

from tests.intake.sheet.mappings import a_mapping
from waymark.errors import Kind, Refused
from waymark_intake.sheet.reading import read_row
from waymark_intake.sheet.rows import BadRow, Row

MAPPING = a_mapping()


def _read(**cells: str) -> dict[str, Any]:
    titles = [title.replace("_", " ") for title in cells]
    return read_row(Row(2, tuple(cells.values())), MAPPING.header(titles), MAPPING)


def _record(**cells: str) -> dict[str, Any]:
    return _read(**({"Reported_at": "23/11/2026 08:30"} | cells))


def test_a_row_becomes_its_record_and_empty_cells_say_nothing() -> None:
    assert _record(
        Occurred_on="22/11/2026",
        First_name="Iris",
        Surname="",
        Age="36",
        Estimated="no",
        Address="1 Sample Street",
        Town="Rugby",
        Needs="money; A home",
        Safe_to_call="Yes",
        Consent="yes",
        Notes="left out",
    ) == {
        "crime_category": "burglary",
        "reported_at": "2026-11-23T08:30:00+00:00",
        "occurred_on": "2026-11-22",
        "victim": {
            "given_name": "Iris",
            "age_years": 36,
            "age_is_estimate": False,
            "address_lines": ["1 Sample Street", "Rugby"],
        },
        "needs": ["debt", "housing"],
        "safe_contact": {"mobile_safe": "yes"},
        "consent": {"position": "given"},
    }


@pytest.mark.parametrize(
    ("cell", "instant"),
    [
        ("01/07/2026 08:30", "2026-07-01T08:30:00+01:00"),
        ("2026-07-01 08:30:15", "2026-07-01T08:30:15+01:00"),
        ("2026-07-01T08:30:15Z", "2026-07-01T08:30:15+00:00"),
        ("2026-07-01T08:30:15+0200", "2026-07-01T08:30:15+02:00"),
    ],
)
def test_a_time_without_a_zone_is_the_one_in_england(cell: str, instant: str) -> None:
    assert _read(Reported_at=cell)["reported_at"] == instant


@pytest.mark.parametrize("cell", ["=1+1", "+447700900123", "-Jo", "@Jo", '=HYPERLINK("http://x")'])
def test_what_looks_like_a_formula_is_text_with_or_without_its_apostrophe(cell: str) -> None:
    for written in (cell, f"'{cell}"):
        assert _record(First_name=written)["victim"]["given_name"] == cell
    assert _record(First_name="'t Hooft")["victim"]["given_name"] == "'t Hooft"


@pytest.mark.parametrize(
    ("cells", "pointer", "code", "fix"),
    [
        ({"Reported_at": "yesterday"}, "/reported_at", "not_a_instant", "Write it like 2026-11-23T14:05:00+0000."),
        ({"Occurred_on": "31/02/2026"}, "/occurred_on", "not_a_date", "Write it like 2026-11-23."),
        ({"Occurred_on": "11/22/26"}, "/occurred_on", "not_a_date", "Write it like 2026-11-23."),
        ({"Age": "about 36"}, "/victim/age_years", "not_a_number", "Write a whole number."),
        ({"Age": "٣٦"}, "/victim/age_years", "not_a_number", "Write a whole number."),
        ({"Estimated": "not known"}, "/victim/age_is_estimate", "not_a_truth", "Write yes, no or not known."),
        ({"Needs": "money; love"}, "/needs", "not_a_list", "Write one of: money, a home."),
        ({"Safe_to_call": "perhaps"}, "/safe_contact/mobile_safe", "not_a_answer", "Write yes, no or not known."),
        ({"Consent": "maybe"}, "/consent/position", "not_a_code", "Write one of: Yes, No."),
    ],
)
def test_a_cell_that_cannot_be_read_is_named_by_its_field_and_never_quoted(
    cells: dict[str, str], pointer: str, code: str, fix: str
) -> None:
    with pytest.raises(Refused) as no:
        _record(**cells)
    [fault] = no.value.faults
    assert (fault.pointer, fault.code, fault.fix) == (pointer, code, fix)


def test_every_bad_cell_of_a_row_is_told_at_once() -> None:
    with pytest.raises(Refused) as no:
        _record(Age="x", Consent="x")
    assert len(no.value.faults) == 2


@pytest.mark.parametrize("cells", [("23/11/2026 08:30", "more"), ()])
def test_a_row_of_another_width_is_refused(cells: tuple[str, ...]) -> None:
    with pytest.raises(Refused) as no:
        read_row(Row(2, cells), MAPPING.header(["Reported at"]), MAPPING)
    assert [fault.code for fault in no.value.faults] == ["row_width"]


@pytest.mark.parametrize("bad", list(BadRow))
def test_a_row_that_cannot_be_cut_says_why(bad: BadRow) -> None:
    with pytest.raises(Refused) as no:
        read_row(Row(2, bad=bad), MAPPING.header(["Reported at"]), MAPPING)
    assert [fault.code for fault in no.value.faults] == [bad]
    assert no.value.faults[0].fix


_SIGNS = some.sampled_from("0123456789/-: TZ+.%=@\x00\u202e\u0661\ud800")
_FIELDS = ("Reported_at", "Occurred_on", "Age", "Estimated", "Needs", "Safe_to_call", "Consent", "First_name")


@given(some.sampled_from(_FIELDS), some.text(max_size=60) | some.text(_SIGNS, max_size=24))
@example("Reported_at", "0001-01-01 00:00:00")
@example("Reported_at", "9999-12-31T23:59:59-23:59")
@example("Age", "9" * 400)
def test_any_cell_is_read_or_refused_in_words(title: str, cell: str) -> None:
    try:
        _record(**{title: cell})
    except Refused as refused:
        assert refused.kind is Kind.INVALID
        assert all(fault.fix and fault.pointer for fault in refused.faults)


@given(
    some.dates(date(1900, 1, 1), date(2199, 12, 31)),
    some.times().map(lambda at: at.replace(microsecond=0)),
    some.sampled_from(["%Y-%m-%d %H:%M:%S", "%d/%m/%Y %H:%M:%S"]),
)
def test_a_day_and_a_time_come_back_as_they_were_written(day: date, at: time, form: str) -> None:
    moment = datetime.combine(day, at)
    read = datetime.fromisoformat(_record(Reported_at=moment.strftime(form))["reported_at"])
    assert read.replace(tzinfo=None) == moment
    for written in (f"{moment:%d/%m/%Y}", f"{moment:%Y-%m-%d}"):
        assert _record(Occurred_on=written)["occurred_on"] == day.isoformat()
