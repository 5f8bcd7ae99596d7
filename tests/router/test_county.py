"""A county's part is checked whole: one line that names the entry, before anything is written."""

import pytest

from tests.builders.rulebook import the_county_part
from waymark.errors import Refused
from waymark_router.county import county_from


def _refusal(part: dict[str, object]) -> str:
    with pytest.raises(Refused) as refused:
        county_from(part, steps=1000)
    return refused.value.title


def test_the_demo_county_is_whole() -> None:
    county = county_from(the_county_part(), steps=20_000)
    assert len(county.directory.services) == 8


def test_a_wrong_cell_is_named_by_row_and_column() -> None:
    part = the_county_part()
    part["rulebook"]["tables"]["pathways"]["rows"][9]["when"]["age_years"] = {"between": [75, 18]}
    assert _refusal(part).startswith("row vr-fraud-older, column age_years: ")


def test_a_row_that_names_no_service_of_the_directory_is_refused() -> None:
    part = the_county_part()
    part["services"] = [service for service in part["services"] if service["id"] != "ledger-fraud"]
    assert _refusal(part).startswith("table providers, service ledger-fraud: ")


def test_the_last_row_must_name_the_triage_desk() -> None:
    part = the_county_part()
    part["rulebook"]["tables"]["providers"]["rows"][-1]["then"] = {"services": ["ledger-fraud"]}
    assert _refusal(part).startswith("row pv-rest: ")


def test_missing_parts_are_refused() -> None:
    assert _refusal({}).startswith("router.toml: ")
