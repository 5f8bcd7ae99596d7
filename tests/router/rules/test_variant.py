"""Variants: one word in the county file makes another table of providers live, and another rulebook version."""

from typing import Any

import pytest

from tests.builders.decision import a_decision, offered, signposts, unmet
from tests.builders.rulebook import the_county, the_county_part
from waymark.errors import Refused
from waymark.words import Answer, Flag, Need, Pathway
from waymark_router.county import County, county_from
from waymark_router.rules.variant import services_named, variants_from, with_each_live, with_live_rows

_SLAVERY: dict[str, Any] = {"flags": (Flag.MODERN_SLAVERY,), "needs": (Need.NRM_SUPPORT,), "nrm_agreed": Answer.YES}


def _switched(word: str) -> County:
    part = the_county_part()
    part["rulebook"]["variants"]["modern_slavery"]["variant"] = word
    return county_from(part, steps=1000)


def _refusal(part: dict[str, Any]) -> str:
    with pytest.raises(Refused) as refused:
        county_from(part, steps=1000)
    assert "\n" not in refused.value.title
    return refused.value.title


@pytest.mark.parametrize(
    ("word", "service"),
    [
        ("own_service", "beacon-support"),
        ("named_worker", "harbour-slavery-worker"),
        ("out_of_area", "anchor-support"),
    ],
)
def test_one_word_says_who_helps_after_modern_slavery(word: str, service: str) -> None:
    assert offered(a_decision(county=_switched(word), **_SLAVERY)) == {service, "first-response"}


def test_each_word_is_a_version_of_its_own_and_the_demo_county_buys_out_of_area() -> None:
    versions = {_switched(word).rulebook.version for word in ("own_service", "named_worker", "out_of_area")}
    assert len(versions) == 3
    assert _switched("out_of_area").rulebook.version == the_county().rulebook.version


def test_an_unknown_variant_is_refused_in_one_line_that_names_it() -> None:
    part = the_county_part()
    part["rulebook"]["variants"]["modern_slavery"]["variant"] = "elsewhere"
    assert _refusal(part) == (
        "rulebook, variants, modern_slavery, variant elsewhere:"
        " name one that is written here: own_service, named_worker, out_of_area, nobody"
    )


def test_where_nobody_is_bought_it_is_unmet_seen_at_the_desk_and_the_national_line_is_told() -> None:
    decision = a_decision(county=_switched("nobody"), **_SLAVERY)
    assert unmet(decision) == [("modern_slavery", "no_service_for_pathway")]
    assert offered(decision) == {"first-response", "triage"}
    assert signposts(decision) == {"slavery-line"}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"nowhere": {"variant": "a"}}, "rulebook, variants, nowhere: "),
        ({"modern_slavery": {"away": {"rows": []}}}, "rulebook, variants, modern_slavery: "),
        ({"modern_slavery": {"variant": "away", "away": []}}, "rulebook, variants, modern_slavery, away: "),
        ([], "rulebook, variants: "),
    ],
)
def test_broken_variants_are_refused_by_place(change: object, said: str) -> None:
    part = the_county_part()
    part["rulebook"]["variants"] = change
    assert _refusal(part).startswith(said)


def test_a_variant_that_is_not_live_is_checked_too() -> None:
    part = the_county_part()
    worker = part["rulebook"]["variants"]["modern_slavery"]["named_worker"]["rows"]
    worker[0]["then"] = {"services": ["nobody"]}
    assert _refusal(part).startswith("variant named_worker, service nobody: ")
    worker[0]["then"] = {"services": ["anchor-support"]}
    worker.append(worker[0] | {"id": "pv-slavery-again"})
    assert _refusal(part).startswith("row pv-slavery-again: ")


def test_a_variants_row_does_not_say_the_pathway_itself() -> None:
    part = the_county_part()
    part["rulebook"]["variants"]["modern_slavery"]["named_worker"]["rows"][0]["when"] = {"pathway": {"in": ["fraud"]}}
    assert "row pv-slavery-worker: leave the pathway out" in _refusal(part)


def test_live_rows_come_before_the_row_that_catches_the_rest() -> None:
    [one] = variants_from(the_county_part()["rulebook"]["variants"])
    table = with_live_rows({"rows": [{"id": "first"}, {"id": "rest"}]}, [one])
    assert isinstance(table, dict)
    assert [row["id"] for row in table["rows"]] == ["first", "pv-slavery-away", "rest"]
    assert (one.pathway, one.live) == (Pathway.MODERN_SLAVERY, "out_of_area")
    assert [each[0].live for each in with_each_live((one,))] == ["own_service", "named_worker", "out_of_area", "nobody"]
    assert ("own_service", "beacon-support") in set(services_named([one]))
