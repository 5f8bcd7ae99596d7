"""A pack fitted to another county: the same cases go to that county's own services, and what does not fit is named."""

import copy
from dataclasses import replace
from typing import Any

import pytest

from tests.builders.decision import a_decision, signposts, unmet
from tests.builders.rulebook import the_county
from tests.builders.screened import a_scope
from tests.builders.second_county import (
    DISTRICTS,
    MAPPED,
    OF_ROLE,
    OF_SIGNPOST,
    second_county,
    second_directory,
    the_pack,
)
from tests.router.samples import COVENTRY, SAMPLES
from waymark.errors import Refused
from waymark_router.checking.check import check_rules
from waymark_router.checking.finding import Severity
from waymark_router.checking.search import Allowance
from waymark_router.checking.services import Known
from waymark_router.pack.document import Pack
from waymark_router.pack.fitting import Mapped, fitted
from waymark_router.publishing.written import read

_AGENCIES = [service.agency for service in second_directory().services.values()]


def _facts(sample: str) -> dict[str, Any]:
    facts = dict(SAMPLES[sample][0])
    facts["district"] = facts.get("district", DISTRICTS[0])
    return facts


@pytest.mark.parametrize("sample", SAMPLES)
def test_every_sample_goes_to_the_services_that_play_the_roles_here(sample: str) -> None:
    _, places, told_of = SAMPLES[sample]
    decision = a_decision(county=second_county(), scope=a_scope(agencies=_AGENCIES), **_facts(sample))
    wanted = {OF_ROLE[service] or "ox-recovery" for _, service in places}
    found = {str(one.service) for one in decision.allocations}
    assert found == wanted
    assert {one.pathway.value for one in decision.allocations} == {pathway for pathway, _ in places}
    assert signposts(decision) == {OF_SIGNPOST[one] for one in told_of} - {None}
    assert unmet(decision) == []


def test_what_lies_outside_is_told_from_the_countys_own_districts() -> None:
    facts: dict[str, Any] = {"district": "E07000222"}
    decision = a_decision(county=second_county(), scope=a_scope(agencies=_AGENCIES), **facts)
    assert [one.service for one in decision.allocations] == ["ox-neighbours"]
    assert COVENTRY not in second_county().rulebook.districts


def test_the_check_finds_no_error_in_the_pack_as_the_second_county_has_it() -> None:
    report = check_rules(second_county().rulebook, second_directory(), Known(on=_today(), allowance=Allowance(2_000)))
    assert [one.sentence for one in report.findings if one.severity is Severity.ERROR] == []


def _today() -> Any:
    return the_county().rulebook.effective_from.date()


def test_a_role_that_nobody_plays_leaves_its_row_out_and_says_which() -> None:
    assert fitted(the_pack(), MAPPED, second_directory(), DISTRICTS).left_out == ()
    nobody = Mapped({**OF_ROLE, "anchor-support": None}, OF_SIGNPOST)
    made = fitted(the_pack(), nobody, second_directory(), DISTRICTS)
    assert made.left_out == ("pv-slavery-away",)
    assert "pv-slavery-away" not in {row["id"] for row in made.rules["tables"]["providers"]["rows"]}


def test_a_role_is_played_by_itself_where_nothing_is_said() -> None:
    county = the_county()
    made = fitted(the_pack(), Mapped(), county.directory, county.rulebook.districts)
    assert read(made.rules).tables["pathways"].table == county.rulebook.tables["pathways"].table  # type: ignore[index]


def _pack(**over: Any) -> Pack:
    rules = copy.deepcopy(dict(the_pack().rules))
    return replace(the_pack(), rules=rules, **over)


def _rows(pack: Pack, table: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = pack.rules["tables"][table]["rows"]
    return rows


def _refused(pack: Pack, mapped: Mapped = MAPPED) -> Refused:
    with pytest.raises(Refused) as refused:
        fitted(pack, mapped, second_directory(), DISTRICTS)
    return refused.value


def test_every_role_without_a_service_is_named_at_once_with_each_row_that_needs_it() -> None:
    refused = _refused(the_pack(), Mapped({k: v for k, v in OF_ROLE.items() if k != "harbour-recovery"}, OF_SIGNPOST))
    assert refused.title.startswith("row pv-step-down, role harbour-recovery: nobody here is named for it: say which")
    assert [fault.pointer for fault in refused.faults] == [
        "/row pv-step-down/role harbour-recovery",
        "/row pv-recovery/role harbour-recovery",
        "/row pv-fraud/role harbour-recovery",
        "/row pv-domestic-abuse/role harbour-recovery",
    ]
    assert {fault.code for fault in refused.faults} == {"role_unmapped"}


def test_a_service_that_is_no_longer_in_the_directory_is_named_with_its_row() -> None:
    refused = _refused(the_pack(), Mapped({**OF_ROLE, "lantern-adult": "ox-closed"}, OF_SIGNPOST))
    assert refused.title.startswith("row pv-sav-adult, role lantern-adult: ox-closed is not in your directory")


def test_a_signpost_and_a_role_that_the_pack_does_not_explain_are_named() -> None:
    refused = _refused(the_pack(), Mapped(OF_ROLE, {k: v for k, v in OF_SIGNPOST.items() if k != "money-advice"}))
    assert refused.title.startswith("row os-debt, role money-advice: ")
    pack = _pack()
    _rows(pack, "providers")[0]["then"]["services"] = ["ox-desk"]
    assert _refused(pack).faults[0].code == "role_unknown"


def test_a_bad_cell_is_named_by_row_and_column_with_what_to_do() -> None:
    pack = _pack()
    row = next(row for row in _rows(pack, "pathways") if row["id"] == "vr-step-down")
    row["when"]["age_years"] = {"between": ["75", 130]}
    assert _refused(pack).title == "row vr-step-down, column age_years: use two whole numbers in order, 0 to 130"
    row["when"] = {"colour": {"in": ["blue"]}}
    assert _refused(pack).title.startswith("row vr-step-down, column colour: ")
    row["when"] = {"needs": {"any_of": ["gold"]}}
    assert _refused(pack).title == "row vr-step-down, column needs, word 1: needs never has that value"
    row["when"] = 5
    assert _refused(pack).title.startswith("row vr-step-down: ")
    row["then"] = {"services": [5]}
    assert _refused(pack).title.startswith("row vr-step-down: ")


def test_a_provider_row_whose_services_are_no_words_is_refused_and_never_left_out() -> None:
    pack = _pack()
    _rows(pack, "providers")[3]["then"]["services"] = [5]
    assert _refused(pack).title.startswith(f"row {_rows(pack, 'providers')[3]['id']}: ")


def test_a_fact_that_is_newer_than_the_packs_catalogue_is_named_by_table_and_column() -> None:
    assert _refused(_pack(catalogue=2)).title.startswith(
        "pack, table pathways, column subject: the pack is for catalogue 2, this fact came with 3"
    )


def test_a_row_that_names_another_countys_district_is_refused() -> None:
    pack = _pack()
    pack.rules["tables"]["pathways"]["columns"].append("district")
    _rows(pack, "pathways")[2]["when"]["district"] = {"in": ["E07000222"]}
    refused = _refused(pack)
    assert refused.title.startswith(
        f"row {_rows(pack, 'pathways')[2]['id']}, column district: a pack names no districts"
    )


def test_the_row_that_catches_the_rest_goes_to_a_desk_whoever_plays_it() -> None:
    assert _refused(the_pack(), Mapped({**OF_ROLE, "triage": "ox-recovery"}, OF_SIGNPOST)).title.startswith(
        "row pv-rest: "
    )
    assert (
        "end with a row without cells" in _refused(the_pack(), Mapped({**OF_ROLE, "triage": None}, OF_SIGNPOST)).title
    )


def test_a_pack_without_a_table_is_refused() -> None:
    pack = _pack()
    del pack.rules["tables"]["overlays"]
    assert _refused(pack).title.startswith("pack, tables: ")
