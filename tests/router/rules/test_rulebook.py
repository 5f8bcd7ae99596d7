"""Rulebooks: named by their content, read back the same, refused by row and column."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.builders.rulebook import the_county, the_county_part
from waymark.errors import Refused
from waymark.words import Need, Pathway
from waymark_router.rules.rule import TableName
from waymark_router.rules.rulebook import rulebook_from, rulebook_from_bytes

_RULEBOOK = the_county().rulebook


def _written(**over: Any) -> dict[str, Any]:
    part: dict[str, Any] = the_county_part()["rulebook"]
    del part["variants"]
    return part | {"effective_from": "2023-04-01T00:00:00+01:00"} | over


def test_a_rulebook_read_from_its_bytes_is_the_same_version() -> None:
    again = rulebook_from_bytes(_RULEBOOK.body)
    assert (again.version, again.body) == (_RULEBOOK.version, _RULEBOOK.body)


def test_any_change_is_another_version() -> None:
    later = rulebook_from(_written(effective_from="2027-01-01T00:00:00+00:00"))
    assert later.version != _RULEBOOK.version
    assert later.effective_from == datetime(2027, 1, 1, tzinfo=UTC)


def test_a_pathway_answers_its_needs_and_one_without_a_list_answers_all() -> None:
    needs = (Need.FRAUD_RECOVERY, Need.ISVA)
    assert _RULEBOOK.answered(Pathway.FRAUD, needs) == (Need.FRAUD_RECOVERY,)
    assert _RULEBOOK.answered(Pathway.TRIAGE, needs) == needs


def test_the_pathway_itself_is_no_fact_that_is_read() -> None:
    assert "pathway" not in _RULEBOOK.columns_read()
    assert "offence_class" in _RULEBOOK.columns_read()


@pytest.mark.parametrize(
    ("over", "place"),
    [
        ({"catalogue": 99}, "rulebook"),
        ({"extra": 1}, "rulebook"),
        ({"effective_from": "soon"}, "rulebook, effective_from"),
        ({"effective_from": "2023-04-01T00:00:00"}, "rulebook, effective_from"),
        ({"districts": []}, "rulebook, districts"),
        ({"districts": ["Rugby"]}, "rulebook, districts, number 1"),
        ({"serves": []}, "rulebook, serves"),
        ({"serves": {"nowhere": []}}, "rulebook, serves, nowhere"),
        ({"serves": {"fraud": ["gold"]}}, "rulebook, serves, fraud"),
        ({"tables": {}}, "rulebook, tables"),
    ],
)
def test_a_broken_rulebook_is_refused_with_its_place(over: dict[str, Any], place: str) -> None:
    with pytest.raises(Refused) as refused:
        rulebook_from(_written(**over))
    assert refused.value.title.startswith(f"{place}: ")


def test_row_ids_are_unique_across_tables() -> None:
    tables = _written()["tables"]
    tables["providers"]["rows"][-1]["id"] = "triage-rest"
    with pytest.raises(Refused, match="row_twice"):
        rulebook_from(_written(tables=tables))


def test_the_services_that_rows_name_are_known() -> None:
    assert "harbour-recovery" in _RULEBOOK.services_named()
    assert _RULEBOOK.row(TableName.PROVIDERS, "pv-rest").output.services == ("triage",)


def test_a_rulebook_for_the_first_catalogue_is_still_read_and_keeps_its_version() -> None:
    first = rulebook_from(_written(catalogue=1))
    assert first.version != rulebook_from(_written(catalogue=2)).version
    assert rulebook_from_bytes(first.body).version == first.version
