"""A desk that does not take everybody is an error: whoever it does not take would go to nobody."""

from datetime import date
from typing import Any

import pytest

from tests.builders.decision import county_with
from tests.builders.rulebook import the_county
from tests.router.checking.drafts import KNOWN
from waymark_router.checking.check import check_beside
from waymark_router.checking.desk import desk_findings
from waymark_router.checking.finding import Problem, Severity

ON = date(2026, 11, 23)


def test_the_demo_countys_desk_is_open_to_all() -> None:
    assert list(desk_findings(the_county().rulebook, the_county().directory, ON)) == []


@pytest.mark.parametrize(
    ("over", "words"),
    [
        ({"status": "paused"}, "is paused"),
        ({"status": "closed"}, "is closed"),
        ({"statuses": [{"valid_from": "2026-12-24", "status": "paused"}]}, "is paused from 2026-12-24 on"),
        ({"youngest": 18}, "takes only ages 18 to 130"),
        ({"oldest": 17}, "takes only ages 0 to 17"),
        ({"districts": ["E07000222"]}, "takes only some districts"),
        ({"languages": ["pl"]}, "takes only some languages"),
        ({"needs": ["counselling"]}, "takes only some needs"),
        ({"sexes": ["female"]}, "takes only some sexes"),
    ],
)
def test_each_limit_of_it_is_an_error_that_names_row_and_service(over: dict[str, Any], words: str) -> None:
    county = county_with("triage", **over)
    report = check_beside(county.rulebook, county.directory, KNOWN)
    [found] = [one for one in report.errors if one.problem is Problem.DESK_NOT_OPEN]
    assert (found.severity, found.row) == (Severity.ERROR, "pv-rest")
    assert words in found.sentence
    assert county.directory.services["triage"].name in found.sentence  # type: ignore[index]


def test_a_pause_that_is_over_or_an_opening_still_to_come_is_none() -> None:
    county = county_with(
        "triage",
        statuses=[{"valid_from": "2025-01-01", "status": "paused"}, {"valid_from": "2025-02-01", "status": "open"}],
    )
    assert list(desk_findings(county.rulebook, county.directory, ON)) == []
