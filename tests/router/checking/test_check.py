"""The whole check: the demo county has no error, drafts that cannot be read name each row."""

from typing import Any

import pytest

from tests.builders.rulebook import the_county
from tests.router.checking.drafts import KNOWN, ON, draft_part, found_in, provider_rows, service_of
from tests.router.checking.hard import hard_rules
from waymark.errors import Refused
from waymark_router.checking.check import check_rules, check_written, refuse_dead_rows
from waymark_router.checking.finding import Problem
from waymark_router.checking.search import Allowance
from waymark_router.checking.services import Known
from waymark_router.providers.provider import directory_from
from waymark_router.rules.rule import TableName
from waymark_router.rules.rulebook import rulebook_from


def test_the_demo_county_has_no_error_and_says_what_it_leaves_to_a_person() -> None:
    report = check_rules(the_county().rulebook, the_county().directory, Known(on=ON, allowance=Allowance(20_000)))
    assert report.errors == ()
    assert {one.problem for one in report.warnings} >= {Problem.GAP, Problem.AGREEMENTS_NOT_KNOWN}
    assert all(one.sentence.endswith(".") for one in report.findings)


def test_a_draft_with_bad_cells_names_each_of_them() -> None:
    def change(part: dict[str, Any]) -> None:
        rows = part["rulebook"]["tables"]["pathways"]["rows"]
        rows[0]["when"]["needs"] = {"any_of": ["advice"]}
        rows[2]["when"]["age_years"] = {"between": [18, 10]}
        del rows[4]["id"]

    part = draft_part()
    change(part)
    found = found_in(part)
    assert {one.problem for one in found} == {Problem.REFUSED}
    assert [(one.row, one.column) for one in found[:2]] == [("sg-need", "needs"), ("sg-da-child-offence", "age_years")]
    assert "row number 5" in found[2].sentence


def test_a_draft_without_its_last_row_is_refused_as_a_table() -> None:
    part = draft_part()
    part["rulebook"]["tables"]["overlays"]["rows"].pop()
    [found] = found_in(part)
    assert (found.problem, found.table, found.row) == (Problem.REFUSED, TableName.OVERLAYS, "")
    assert "end with a row without cells" in found.sentence


def test_a_draft_that_is_no_rulebook_at_all_is_one_finding() -> None:
    [found] = check_written([], the_county().directory, KNOWN).findings
    assert (found.problem, found.table) == (Problem.REFUSED, None)


def test_errors_come_first_and_then_rows_in_their_order() -> None:
    def change(part: dict[str, Any]) -> None:
        provider_rows(part).insert(3, provider_rows(part)[1] | {"id": "again"})
        service_of(part, "harbour-recovery")["status"] = "paused"

    part = draft_part()
    change(part)
    report = check_written(part["rulebook"], directory_from(part["services"], part["signposts"]), KNOWN)
    assert report.findings[0].row == "again"
    paused = [one.row for one in report.findings if one.problem is Problem.SERVICE_PAUSED]
    assert paused == ["pv-step-down", "pv-recovery", "again", "pv-fraud", "pv-domestic-abuse"]


def test_a_row_that_no_referral_can_reach_is_refused_by_name_but_a_last_row_nobody_needs_is_not() -> None:
    part = draft_part()
    provider_rows(part).insert(1, provider_rows(part)[0] | {"id": "again"})
    with pytest.raises(Refused, match="row_unreachable") as refused:
        refuse_dead_rows(rulebook_from(part["rulebook"]), steps=1000)
    assert "row again" in refused.value.title
    provider_rows(part)[1:-1] = [
        {"id": "all", "when": {"transition": {"is": truth}}, "then": {"services": ["triage"]}, "why": "x"}
        | {"id": f"all-{truth}"}
        for truth in (True, False)
    ]
    refuse_dead_rows(rulebook_from(part["rulebook"]), steps=1000)


def test_nine_hundred_hard_rows_cost_no_more_than_the_whole_check_may_and_that_is_said() -> None:
    rules = rulebook_from({**hard_rules(900), "effective_from": "2026-01-01T00:00:00+00:00"})
    known = Known(on=ON, allowance=Allowance(20_000, 100_000))
    found = check_rules(rules, the_county().directory, known).warnings
    [undecided] = [one for one in found if one.problem is Problem.NOT_DECIDED and one.row == ""]
    assert undecided.table == "providers"
    assert "could not be looked at any more" in undecided.sentence
