"""An entry as a form in parts: filled with what is so it asks for nothing; what is wrong is named by its field."""

from datetime import date
from typing import Any

import pytest

from tests.builders.provider import a_service
from waymark.errors import Refused
from waymark_router.directory.entry_form import FIELDS_OF, EntryPart, filled, wanted
from waymark_router.directory.request import CHANGEABLE, change_of
from waymark_router.providers.provider import DirectoryService

_TODAY = date(2026, 11, 23)
_FULL: dict[str, Any] = {
    "youngest": 17.5,
    "oldest": 25,
    "sexes": ["female"],
    "districts": ["E07000220"],
    "languages": ["pl"],
    "by_and_for": "Polish women",
    "needs": ["counselling"],
    "offers": ["online"],
    "interim": ["helpline"],
    "bases": ["E07000220"],
    "works_in": ["pl", "ro"],
    "aids": ["bsl"],
    "access": ["step_free"],
    "contact_by": ["code_word"],
    "opening": [
        {"day": 1, "opens": "09:00", "closes": "12:00"},
        {"day": 1, "opens": "13:00", "closes": "17:00"},
        {"day": 6, "opens": "10:00", "closes": "12:30"},
    ],
    "caseload_cap": 40,
    "most_a_week": 5,
    "about": "We listen.",
    "website": "https://lantern.example/",
    "telephone": "01926 000000",
    "leads": [{"post": "Team lead", "contact": "lead@lantern.example"}],
    "statuses": [{"valid_from": "2026-12-01", "status": "paused"}],
}


def _faults(part: EntryPart, posted: dict[str, list[str]], service: DirectoryService | None = None) -> dict[str, str]:
    with pytest.raises(Refused) as refused:
        wanted(part, posted, service or a_service(), _TODAY)
    return {fault.pointer.removeprefix("/"): fault.fix for fault in refused.value.faults}


def test_every_field_that_may_be_changed_is_asked_once() -> None:
    asked = [name for part in EntryPart for name in FIELDS_OF[part]]
    assert sorted([*asked, "checked_on"]) == sorted(CHANGEABLE)


@pytest.mark.parametrize("part", [part for part in EntryPart if part is not EntryPart.TAKING])
@pytest.mark.parametrize("service", [a_service(), a_service(**_FULL)], ids=["bare", "full"])
def test_a_form_sent_as_it_was_shown_asks_for_nothing(part: EntryPart, service: DirectoryService) -> None:
    asked = wanted(part, filled(part, service), service, _TODAY)
    with pytest.raises(Refused, match=r"change\.none"):
        change_of(service, asked)


def test_each_part_asks_for_what_was_written() -> None:
    service = a_service()
    for part, posted, change in (
        (EntryPart.WHOM, {"youngest": ["17,50"], "oldest": [""], "sexes": ["female"]}, {"youngest", "sexes"}),
        (EntryPart.WORK, {"interim": ["helpline"], "needs": ["isva"]}, {"interim", "needs"}),
        (EntryPart.TALKING, {"access": ["step_free", "interpreter"], "aids": ["bsl"]}, {"access", "aids"}),
        (EntryPart.HOURS, {"opens_1": ["9"], "closes_1": ["17.30"]}, {"opening"}),
        (EntryPart.LIMITS, {"caseload_cap": ["12"]}, {"caseload_cap"}),
        (EntryPart.PUBLIC, {"name": ["Harbour"], "about": ["a\r\nb"]}, {"name", "about"}),
        (EntryPart.LEADS, {"post": ["Lead", ""], "contact": ["01926 000000", ""]}, {"leads"}),
    ):
        assert change_of(service, wanted(part, posted, service, _TODAY)).keys() == change, part
    hours = wanted(EntryPart.HOURS, {"opens_1": ["9"], "closes_1": ["17.30"]}, service, _TODAY)
    assert hours["opening"] == [{"day": 1, "opens": "09:00:00", "closes": "17:30:00"}]


def test_closing_with_dates_opens_again_afterwards() -> None:
    posted = {"status": ["closed"], "from_day": ["2026-12-24"], "until_day": ["2027-01-03"]}
    assert wanted(EntryPart.TAKING, posted, a_service(), _TODAY)["statuses"] == [
        {"valid_from": "2026-12-24", "status": "closed"},
        {"valid_from": "2027-01-04", "status": "open"},
    ]
    at_once = wanted(EntryPart.TAKING, {"status": ["paused"]}, a_service(), _TODAY)
    assert at_once["statuses"] == [{"valid_from": "2026-11-23", "status": "paused"}]


@pytest.mark.parametrize(
    ("part", "posted", "field"),
    [
        (EntryPart.TAKING, {}, "status"),
        (EntryPart.TAKING, {"status": ["gone"]}, "status"),
        (EntryPart.TAKING, {"status": ["closed"], "from_day": ["24/12/2026"]}, "from_day"),
        (EntryPart.TAKING, {"status": ["closed"], "from_day": ["2026-11-22"]}, "from_day"),
        (EntryPart.TAKING, {"status": ["closed"], "until_day": ["2026-11-22"]}, "until_day"),
        (EntryPart.WHOM, {"youngest": ["old"]}, "youngest"),
        (EntryPart.WHOM, {"youngest": ["NaN"]}, "youngest"),
        (EntryPart.WHOM, {"oldest": ["131"]}, "oldest"),
        (EntryPart.WHOM, {"youngest": ["30"], "oldest": ["18"]}, "oldest"),
        (EntryPart.WHOM, {"sexes": ["x"]}, "sexes"),
        (EntryPart.HOURS, {"opens_2": ["25:00"], "closes_2": ["26:00"]}, "opens_2"),
        (EntryPart.HOURS, {"opens_2": ["09:00"]}, "opens_2"),
        (EntryPart.HOURS, {"opens_2": ["17:00"], "closes_2": ["09:00"]}, "opens_2"),
        (EntryPart.HOURS, {"more_day": [""], "more_opens": ["09:00"], "more_closes": ["10:00"]}, "more"),
        (
            EntryPart.HOURS,
            {
                "opens_2": ["09:00"],
                "closes_2": ["12:00"],
                "more_day": ["2"],
                "more_opens": ["11:00"],
                "more_closes": ["13:00"],
            },
            "opens_2",
        ),
        (EntryPart.LIMITS, {"caseload_cap": ["many"]}, "caseload_cap"),
        (EntryPart.LIMITS, {"most_a_week": ["0"]}, "most_a_week"),
        (EntryPart.PUBLIC, {"name": [" "]}, "name"),
        (EntryPart.PUBLIC, {"name": ["x"], "website": ["http://plain.example"]}, "website"),
        (EntryPart.PUBLIC, {"name": ["x"], "telephone": ["ring us"]}, "telephone"),
        (EntryPart.LEADS, {"post": ["Lead"], "contact": [""]}, "post"),
    ],
)
def test_what_is_wrong_is_named_by_its_field(part: EntryPart, posted: dict[str, list[str]], field: str) -> None:
    assert field in _faults(part, posted)


def test_the_order_of_what_is_ticked_is_no_change() -> None:
    service = a_service(works_in=["ro", "pl"])
    assert wanted(EntryPart.TALKING, {"works_in": ["pl", "ro"]}, service, _TODAY)["works_in"] == ["ro", "pl"]
