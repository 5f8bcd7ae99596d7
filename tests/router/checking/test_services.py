"""Provider rows held against the directory: each planted fault is found by row, in words."""

from typing import Any

import pytest

from tests.router.checking.drafts import KNOWN, ON, newly_found, provider_rows, service_of
from waymark.ids import AgencyId, ServiceId
from waymark_router.checking.finding import Problem, Severity
from waymark_router.checking.search import Allowance
from waymark_router.checking.services import Known


def test_a_removed_service_is_an_error() -> None:
    def change(part: dict[str, Any]) -> None:
        part["services"].remove(service_of(part, "ledger-fraud"))

    [found] = newly_found(change)
    assert (found.problem, found.severity, found.row) == (Problem.SERVICE_UNKNOWN, Severity.ERROR, "pv-fraud")


@pytest.mark.parametrize(
    ("service", "status", "problem", "severity"),
    [
        ("ledger-fraud", "paused", Problem.SERVICE_PAUSED, Severity.WARNING),
        ("ledger-fraud", "closed", Problem.SERVICE_CLOSED, Severity.WARNING),
        ("willow-ce", "closed", Problem.SERVICE_CLOSED, Severity.ERROR),
    ],
)
def test_a_closed_service_is_an_error_only_where_it_leaves_nobody(
    service: str, status: str, problem: Problem, severity: Severity
) -> None:
    [found] = newly_found(lambda part: service_of(part, service).update(status=status))
    assert (found.problem, found.severity) == (problem, severity)


def test_agencies_without_agreement_and_full_services_are_found_where_that_is_known() -> None:
    known = Known(
        on=ON,
        allowance=Allowance(20_000),
        agreements={**KNOWN.agreements, AgencyId("willow-exploitation"): False},
        full=frozenset({ServiceId("ledger-fraud")}),
    )
    found = newly_found(lambda _: None, known)
    barred = {one.row: one.severity for one in found if one.problem is Problem.NO_AGREEMENT}
    assert barred == dict.fromkeys(("pv-exploitation", "pv-exploitation-parents"), Severity.WARNING)
    [full] = [one for one in found if one.problem is Problem.NO_CAPACITY]
    assert (full.problem, full.severity, full.row) == (Problem.NO_CAPACITY, Severity.WARNING, "pv-fraud")


def test_a_row_for_ages_that_its_service_does_not_take_says_the_ages() -> None:
    def change(part: dict[str, Any]) -> None:
        part["rulebook"]["tables"]["providers"]["columns"].append("age_years")
        row = next(row for row in provider_rows(part) if row["id"] == "pv-sav-adult")
        row["when"]["age_years"] = {"between": [0, 9]}

    found = next(one for one in newly_found(change) if one.problem is Problem.AGE_NOT_TAKEN)
    assert (found.severity, found.row, found.column) == (Severity.ERROR, "pv-sav-adult", "age_years")
    assert "asks for ages 0 to 9, but Lantern, adults takes none of them (they take 18 and over)" in found.sentence


def test_ages_that_no_service_of_a_row_takes_are_a_warning() -> None:
    def change(part: dict[str, Any]) -> None:
        part["rulebook"]["tables"]["providers"]["columns"].append("age_years")
        row = next(row for row in provider_rows(part) if row["id"] == "pv-sav-adult")
        row["when"]["age_years"] = {"between": [16, 130]}

    found = next(one for one in newly_found(change) if one.problem is Problem.AGE_NOT_TAKEN)
    assert found.severity is Severity.WARNING
    assert "none of its services takes 16 to 17" in found.sentence


def test_districts_and_languages_that_services_do_not_take_are_found() -> None:
    def change(part: dict[str, Any]) -> None:
        part["rulebook"]["tables"]["providers"]["columns"] += ["district", "language"]
        service_of(part, "willow-ce")["districts"] = ["E07000218"]
        service_of(part, "starling-relatives")["languages"] = ["en"]
        by_id = {row["id"]: row for row in provider_rows(part)}
        by_id["pv-exploitation"]["when"]["district"] = {"in": ["E07000219"]}
        by_id["pv-bereavement"]["when"]["language"] = {"in": ["pl", "ur"]}

    problems = {one.problem: one for one in newly_found(change)}
    assert problems[Problem.AREA_NOT_TAKEN].row == "pv-exploitation"
    assert problems[Problem.LANGUAGE_NOT_TAKEN].row == "pv-bereavement"
    assert "languages pl, ur" in problems[Problem.LANGUAGE_NOT_TAKEN].sentence
