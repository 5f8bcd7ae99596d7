"""What a pack would change in a county, all of it in words."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.builders.rulebook import the_county
from tests.builders.second_county import MAPPED, OF_ROLE, OF_SIGNPOST, second_county, second_directory, the_pack
from waymark.errors import Refused
from waymark_router.checking.search import Allowance
from waymark_router.pack.comparison import Comparison, compared
from waymark_router.pack.document import pack_from
from waymark_router.pack.fitting import Mapped
from waymark_router.publishing.written import written_of

_ON = date(2026, 11, 23)


def _compared(*packs: Any, mapped: Mapped = MAPPED) -> Comparison:
    now = written_of(second_county().rulebook.body)
    return compared(packs or [the_pack()], mapped, now, second_directory(), on=_ON, allowance=Allowance(500))


def test_a_pack_that_is_live_already_changes_nothing() -> None:
    comparison = _compared()
    assert comparison.changes == ()
    assert comparison.left_out == ()
    assert comparison.rules == written_of(second_county().rulebook.body)


def test_hours_that_differ_are_told_for_the_directory() -> None:
    told = _compared().hours
    assert (
        "ox sav adults answers within urgent 12, high 24, standard 48 hours; the pack says urgent 24, high 48,"
        " standard 72. Hours are set in the directory." in told
    )
    county = the_county()
    now = written_of(county.rulebook.body)
    assert compared([the_pack()], Mapped(), now, county.directory, on=_ON, allowance=Allowance(500)).hours == ()


def test_each_outline_is_a_task_for_the_data_protection_lead() -> None:
    told = _compared().agreements
    assert len(told) == len(the_pack().agreements)
    assert any("an agreement for sexual violence, adults, sexual violence, children that grants" in one for one in told)


def test_a_role_nobody_plays_is_told_with_the_row_that_goes() -> None:
    comparison = _compared(mapped=Mapped({**OF_ROLE, "anchor-support": None}, OF_SIGNPOST))
    assert comparison.left_out == ("pv-slavery-away",)
    assert [(one.kind, one.row) for one in comparison.changes] == [("gone", "pv-slavery-away")]
    assert any("modern slavery" in sentence for sentence in comparison.findings)


def test_a_few_rows_on_top_of_a_pack_are_all_that_changes() -> None:
    row = {"id": "ours", "when": {"age_years": {"between": [0, 4]}}, "then": {"priority": "urgent"}, "why": "Ours."}
    mine = pack_from(
        {
            "waymark_pack": 1,
            "name": "mine",
            "version": 1,
            "catalogue": 3,
            "extends": [the_pack().name],
            "roles": {},
            "serves": {},
            "tables": {"overlays": {"rows": [row]}},
        }
    )
    [change] = _compared(mine, the_pack()).changes
    assert change.sentence == "New. Row ours: the age is under 5 -> priority urgent. Ours."
    with pytest.raises(Refused, match="pack_circle"):
        _compared(mine, replace(the_pack(), extends=("mine",)))
