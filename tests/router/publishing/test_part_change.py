"""What two sets of rules say differently beside their rows."""

import pytest

from tests.builders.drafting import the_rules
from waymark_router.publishing.difference import difference
from waymark_router.publishing.part_change import part_changes
from waymark_router.publishing.written import Written, read

_WARWICK = "E07000222"


def told(after: Written) -> tuple[str, ...]:
    before = read(the_rules())
    assert difference(before, read(after)) == ()  # no row says any of it
    return part_changes(before, read(after))


def test_the_same_rules_do_not_differ() -> None:
    assert told(the_rules()) == ()


def test_a_district_given_up_is_said_with_what_follows() -> None:
    fewer = [code for code in the_rules()["districts"] if code != _WARWICK]
    [said] = told({**the_rules(), "districts": fewer})
    assert said == "No longer the county's own: Warwick. Whoever lives there counts as living outside the county."


def test_a_district_taken_in_is_said_by_its_name() -> None:
    [said] = told({**the_rules(), "districts": [*the_rules()["districts"], "E08000026"]})
    assert said.startswith("Now the county's own: Coventry.")


@pytest.mark.parametrize("pathway", ["sav_adult", "fraud"])
def test_needs_that_a_pathway_no_longer_answers_are_said(pathway: str) -> None:
    serves = {**the_rules()["serves"], pathway: []}
    assert any("no longer answers" in one for one in told({**the_rules(), "serves": serves}))


def test_a_pathway_that_answers_every_need_now_is_said() -> None:
    serves = {name: needs for name, needs in the_rules()["serves"].items() if name != "fraud"}
    assert told({**the_rules(), "serves": serves}) == ("Pathway fraud now answers every need.",)
