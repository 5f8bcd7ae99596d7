"""A mapping is data that is checked before any file comes; a file whose columns it does not know is refused unseen."""

from typing import Any

import pytest

from tests.intake.sheet.mappings import A_MAPPING, a_mapping
from waymark.errors import Refused, SettingsInvalid
from waymark_intake.sheet.mapping import read_mapping


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('field = "victim.given_name"', 'field = "victim.first_name"'),
        ('field = "victim.given_name"', 'field = "victim"'),
        ('field = "victim.given_name"', 'field = "victim.given_name[]"'),
        ('field = "victim.address_lines[]"', 'field = "victim.address_lines"'),
        ('field = "victim.given_name"', 'field = "../given_name"'),
        ('title = "Surname"', 'title = " first  NAME "'),
        ('format = "police"', 'format = "self"'),
        ('format = "police"', 'format = "police"\nkey_column = "Id"'),
        ('format = "police"', 'format = "police"\nsurprise = 1'),
        ('reads = "instant"', 'reads = "guess"'),
        ("[[columns]]", "[[columns]"),
    ],
)
def test_a_mapping_that_cannot_work_is_found_when_it_is_loaded(old: str, new: str) -> None:
    assert old in A_MAPPING
    with pytest.raises(SettingsInvalid):
        read_mapping(A_MAPPING.replace(old, new))


def test_columns_come_in_any_order_under_any_of_their_titles() -> None:
    header = a_mapping().header(["forename", " REPORTED  at", "Notes", "Surname"])
    assert [column.title if column else None for column in header.columns] == [
        "First name",
        "Reported at",
        None,
        "Surname",
    ]
    assert header.key_at is None


@pytest.mark.parametrize(
    ("titles", "faults"),
    [
        (["Reported at", "Iris"], [("/column/2", "unknown_column")]),
        (["Reported at", "First name", "Forename"], [("/column/3", "column_twice")]),
        (["First name"], [("/header", "missing_column")]),
        ([], [("/header", "missing_column")]),
    ],
)
def test_a_file_with_other_columns_is_refused_without_a_word_of_it(titles: list[str], faults: Any) -> None:
    with pytest.raises(Refused) as no:
        a_mapping().header(titles)
    assert [(fault.pointer, fault.code) for fault in no.value.faults] == faults
    assert "Iris" not in str(no.value.faults)


def test_a_fault_of_the_record_is_told_by_its_column() -> None:
    mapping = a_mapping()
    assert mapping.column_at("/victim/given_name") == "First name"
    assert mapping.column_at("/victim/address_lines/1") == "Address"
    assert mapping.column_at("/victim") == mapping.column_at("/victim/given") == ""
