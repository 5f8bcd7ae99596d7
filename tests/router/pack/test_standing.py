"""What rules stand on: limits, reasons and what forms ask are in the pack, and told where a county's own differ."""

from dataclasses import replace
from datetime import date

import pytest

from tests.builders.second_county import the_pack
from waymark.errors import Refused
from waymark.words import Pathway
from waymark_router.facts.fact import CATALOGUE
from waymark_router.pack.standing import (
    clocks_on,
    forms_of,
    reasons_known,
    refuse_unknown,
    told_of_clocks,
    told_of_forms,
    told_of_reasons,
)

_ON = date(2026, 11, 23)


def test_the_limits_of_the_day_are_named() -> None:
    assert clocks_on(_ON) == {
        "adult_from_years": 18,
        "move_from_years": 17,
        "move_from_months": 6,
        "evidence_adult_days": 7,
        "evidence_child_days": 21,
        "seen_after_release_days": 21,
    }
    assert dict(the_pack().clocks) == clocks_on(_ON)


def test_a_limit_that_differs_is_told_with_both_numbers() -> None:
    other = replace(the_pack(), clocks={**clocks_on(_ON), "evidence_adult_days": 10, "moon_days": 28})
    assert [*told_of_clocks(the_pack(), _ON)] == []
    assert [*told_of_clocks(other, _ON)] == [
        "Evidence adult days: 7 here, 10 in the pack. It is dated in the software.",
        "The pack counts moon days (28), which nobody counts here.",
    ]


def test_a_reason_that_nobody_can_give_here_is_told() -> None:
    other = replace(the_pack(), reasons={**reasons_known(), "declined": {"full": "full up", "no_capacity": "x"}})
    assert [*told_of_reasons(the_pack())] == []
    assert [*told_of_reasons(other)] == ["Declined, full up: nobody can give that reason here."]


def test_forms_ask_what_rules_need_and_never_what_only_the_system_knows() -> None:
    forms = forms_of(the_pack().rules)
    assert dict(the_pack().forms) == forms
    assert forms["sav_adult"] == ("subject", "needs", "offence_class", "age_years", "district", "incident_on")
    assert "release_band" in forms["all"]
    asked = {fact for facts in forms.values() for fact in facts}
    assert asked <= set(CATALOGUE)
    assert asked.isdisjoint({"duties", "received_on", "working_days_left", "transition", "home", "forensic_window"})
    assert set(forms) - {"all"} == set(Pathway) - {Pathway.TRIAGE}


def test_what_forms_must_ask_is_told_in_words() -> None:
    told = [*told_of_forms(replace(the_pack(), forms={"fraud": ("needs", "age_years"), "all": ("flags",)}))]
    assert told == ["For fraud, ask the needs, the age.", "For all pathways, ask the flags."]


@pytest.mark.parametrize(
    ("forms", "place"),
    [({"nowhere": ("needs",)}, "pack, forms, nowhere"), ({"all": ("shoe",)}, "pack, forms, all, shoe")],
)
def test_forms_that_nobody_knows_are_refused_with_their_place(forms: dict[str, tuple[str, ...]], place: str) -> None:
    with pytest.raises(Refused) as refused:
        refuse_unknown(replace(the_pack(), forms=forms))
    assert refused.value.title.startswith(f"{place}: ")
