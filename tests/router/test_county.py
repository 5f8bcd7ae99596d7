"""A county's part is checked whole: one line that names the entry, before anything is written."""

from datetime import date

import pytest

from tests.builders.rulebook import the_county_part
from waymark.errors import Refused
from waymark.words import Pathway
from waymark_router.checking.check import check_rules
from waymark_router.checking.search import Allowance
from waymark_router.checking.services import Known
from waymark_router.county import county_from, documents


def _refusal(part: dict[str, object]) -> str:
    with pytest.raises(Refused) as refused:
        county_from(part, steps=1000)
    return refused.value.title


def test_the_demo_county_is_whole() -> None:
    county = county_from(the_county_part(), steps=20_000)
    assert len(county.directory.services) == 22


def test_a_wrong_cell_is_named_by_row_and_column() -> None:
    part = the_county_part()
    rows = part["rulebook"]["tables"]["pathways"]["rows"]
    next(row for row in rows if row["id"] == "vr-fraud-older")["when"]["age_years"] = {"between": [75, 18]}
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


def test_a_signpost_that_is_not_in_the_directory_is_refused() -> None:
    part = the_county_part()
    part["signposts"] = [one for one in part["signposts"] if one["id"] != "sarc"]
    assert _refusal(part).startswith("table pathways, signpost sarc: ")


def test_a_county_without_signposts_may_leave_them_out_and_one_with_more_parts_is_refused() -> None:
    part = the_county_part()
    del part["signposts"]
    rows = part["rulebook"]["tables"]["pathways"]["rows"]
    for row in rows:
        row["then"].pop("signpost", None)
    assert county_from(part, steps=1000).directory.signposts == {}
    assert _refusal(part | {"pools": []}).startswith("router.toml: ")


def test_no_row_of_the_demo_county_is_found_dead_and_every_service_is_named_by_some_row() -> None:
    county = county_from(the_county_part(), steps=20_000)
    report = check_rules(county.rulebook, county.directory, Known(on=date(2026, 11, 2), allowance=Allowance(20_000)))
    assert report.errors == ()
    named = county.rulebook.services_named() | {"beacon-support", "harbour-slavery-worker"}
    assert named == set(county.directory.services)
    assert county.rulebook.signposts_named() == set(county.directory.signposts)


def test_every_pathway_that_rows_name_has_a_provider_and_is_served() -> None:
    county = county_from(the_county_part(), steps=20_000)
    tables = {name.value: compiled.table for name, compiled in county.rulebook.tables.items()}
    wanted = {row.output.pathway for row in tables["pathways"].rows} - {None, Pathway.TRIAGE}
    asked = {word for row in tables["providers"].rows for word in (row.cells["pathway"].words if row.cells else ())}
    assert {str(pathway) for pathway in wanted} == asked


def test_the_demo_county_says_of_every_row_what_it_is_for_and_another_may_say_nothing() -> None:
    part = the_county_part()
    documents(part)
    del part["lines"]
    assert county_from(part, steps=1000).lines == ()
    with pytest.raises(Refused, match="row_without_line"):
        documents(part)


def test_rows_of_variants_that_are_not_live_are_spoken_of_too() -> None:
    text = documents(the_county_part())["docs/pathways.md"]
    assert "`pv-slavery-own`, `pv-slavery-worker`, `pv-slavery-away`" in text
    assert "* Row pv-slavery-own: the pathway is modern slavery -> ask beacon-support." in text


def test_the_deputies_of_a_county_are_read_and_a_wrong_one_is_named() -> None:
    assert [one.member for one in county_from(the_county_part(), steps=20_000).deputies] == ["bea.approver"]
    part = the_county_part()
    part["deputies"][0]["valid_to"] = date(2026, 12, 1)
    assert _refusal(part).startswith("deputy number 1: ")


def test_a_file_that_is_hard_to_check_costs_what_it_may_cost_and_is_let_pass() -> None:
    part = the_county_part()
    rows = part["rulebook"]["tables"]["providers"]["rows"]
    rows.insert(1, {**rows[0], "id": "again"})
    with pytest.raises(Refused, match="row_unreachable"):
        county_from(part, steps=20_000)
    assert county_from(part, steps=20_000, steps_in_all=0).rulebook
