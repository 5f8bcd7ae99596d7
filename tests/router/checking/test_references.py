"""What rules name must be there."""

from typing import Any

from tests.router.checking.drafts import newly_found, provider_rows
from waymark_router.checking.finding import Problem, Severity


def test_a_pathway_that_no_provider_row_serves_is_found() -> None:
    found = {one.problem: one for one in newly_found(lambda part: provider_rows(part).__delitem__(slice(2)))}
    assert "victim recovery" in found[Problem.PATHWAY_NOT_SERVED].sentence


def test_signposts_and_a_desk_that_are_not_there_are_errors() -> None:
    def change(part: dict[str, Any]) -> None:
        part["signposts"] = [one for one in part["signposts"] if one["id"] != "sarc"]
        provider_rows(part)[-1]["then"] = {"services": ["willow-ce"]}

    found = newly_found(change)
    assert {one.problem for one in found if one.severity is Severity.ERROR} == {
        Problem.SIGNPOST_UNKNOWN,
        Problem.NO_DESK,
    }
