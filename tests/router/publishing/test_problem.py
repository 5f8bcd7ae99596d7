"""What stands in the way of publishing is named by row with what to do."""

import pytest

from tests.builders.drafting import a_fraud_row, the_rules
from tests.builders.rulebook import the_county, the_county_part
from waymark.errors import Refused
from waymark_router.county import county_from
from waymark_router.provider import Directory, directory_from
from waymark_router.publishing.problem import problems_of, refuse_dead_references, refuse_problems
from waymark_router.publishing.row_change import with_row
from waymark_router.publishing.written import Written, read, rows_of
from waymark_router.rule import TableName

STEPS = 20_000


def without_service(gone: str) -> Directory:
    part = the_county_part()
    services = [service for service in part["services"] if service["id"] != gone]
    return directory_from(services, part["signposts"])


def found(written: Written, directory: Directory | None = None) -> set[tuple[str, str]]:
    problems = problems_of(read(written), directory or the_county().directory, steps=STEPS)
    return {(problem.row, problem.code) for problem in problems if problem.blocks}


def test_the_demo_county_has_none() -> None:
    assert county_from(the_county_part(), steps=STEPS)
    assert found(the_rules()) == set()
    refuse_problems(read(the_rules()), the_county().directory, steps=STEPS)


def test_a_service_that_left_the_directory_is_named_with_its_row() -> None:
    directory = without_service("ledger-fraud")
    naming = {
        row["id"] for row in rows_of(the_rules(), TableName.PROVIDERS) if "ledger-fraud" in row["then"]["services"]
    }
    assert found(the_rules(), directory) == {(row, "service_unknown") for row in naming}
    with pytest.raises(Refused, match="service_unknown") as refused:
        refuse_problems(read(the_rules()), directory, steps=STEPS)
    assert refused.value.faults[0].pointer.startswith("/providers/")
    row = min(naming)
    with pytest.raises(Refused) as refused:
        refuse_dead_references(read(the_rules()), directory, row=row)
    assert row in refused.value.title
    refuse_dead_references(read(the_rules()), directory, row="fr-offence")


def test_a_signpost_nobody_knows_is_named() -> None:
    rules = with_row(the_rules(), a_fraud_row(then={"pathway": "fraud", "signpost": ["nowhere"]}))
    assert found(rules) == {("fr-offence", "signpost_unknown")}


def test_a_row_no_referral_reaches_is_named() -> None:
    first, *_ = rows_of(the_rules(), TableName.PROVIDERS)
    rules = with_row(the_rules(), {**first, "when": {}})
    assert ("pv-rest", "row_unreachable") in found(rules)


def test_a_last_row_that_is_not_the_triage_desk_is_named() -> None:
    *_, last = rows_of(the_rules(), TableName.PROVIDERS)
    rules = with_row(the_rules(), {**last, "then": {"services": ["ledger-fraud"]}})
    assert ("pv-rest", "catch_all_not_triage") in found(rules)
