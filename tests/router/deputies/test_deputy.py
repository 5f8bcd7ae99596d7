"""Deputies are read from a county's file with their days, and act on these alone."""

from datetime import date
from typing import Any

import pytest

from waymark.errors import Kind, Refused
from waymark_router.deputies.deputy import Deputy, deputies_from, standing_in

_ONE: dict[str, Any] = {
    "member": "bea.approver",
    "stands_in_for": "sol.approver",
    "valid_from": date(2026, 12, 21),
    "valid_to": date(2027, 1, 8),
}
_NAMES = {"sol.approver": "Sol Thorn"}


def test_both_days_are_included() -> None:
    [deputy] = deputies_from([_ONE])
    for day in (date(2026, 12, 21), date(2027, 1, 8)):
        assert standing_in([deputy], _NAMES, day) == deputy
    for day in (date(2026, 12, 20), date(2027, 1, 9)):
        with pytest.raises(Refused) as refused:
            standing_in([deputy], _NAMES, day)
        assert (refused.value.kind, refused.value.code) == (Kind.FORBIDDEN, "deputy.days")
        assert "for Sol Thorn from 21 December 2026 to 8 January 2027" in refused.value.title


def test_the_times_to_come_are_said_and_the_last_one_where_all_are_over() -> None:
    times = [
        Deputy("bea", "sol.approver", date(2026, 1, 1), date(2026, 1, 5)),
        Deputy("bea", "sol.approver", date(2026, 6, 1), date(2026, 6, 5)),
        Deputy("bea", "ada.rules", date(2026, 8, 1), date(2026, 8, 5)),
    ]
    with pytest.raises(Refused) as refused:
        standing_in(times, _NAMES, date(2026, 2, 1))
    assert "1 January" not in refused.value.title
    assert "for ada.rules from 1 August 2026 to 5 August 2026" in refused.value.title
    with pytest.raises(Refused) as over:
        standing_in(times, _NAMES, date(2026, 9, 1))
    assert "from 1 August 2026" in over.value.title


def test_whoever_is_nobodys_deputy_is_not_asked() -> None:
    assert standing_in([], _NAMES, date(2026, 2, 1)) is None


@pytest.mark.parametrize(
    ("over", "said"),
    [
        ({"valid_to": date(2026, 12, 20)}, "valid_from and valid_to are days, in order"),
        ({"valid_to": "2027-01-08"}, "valid_from and valid_to are days, in order"),
        ({"stands_in_for": "bea.approver"}, "nobody stands in for themselves"),
        ({"member": ""}, "name both members"),
        ({"until": "x"}, "a deputy has member, stands_in_for, valid_from and valid_to"),
    ],
)
def test_a_wrong_deputy_is_named_by_its_number(over: dict[str, Any], said: str) -> None:
    with pytest.raises(Refused) as refused:
        deputies_from([_ONE | over])
    assert refused.value.title.startswith("deputy number 1: ")
    assert said in refused.value.title


def test_two_times_of_one_deputy_do_not_overlap_and_deputies_are_a_list() -> None:
    later = _ONE | {"valid_from": date(2027, 1, 8), "valid_to": date(2027, 1, 9)}
    with pytest.raises(Refused, match="deputy_days"):
        deputies_from([_ONE, later])
    assert len(deputies_from([_ONE, later | {"member": "cy.approver"}])) == 2
    with pytest.raises(Refused, match="deputies"):
        deputies_from({"bea": "sol"})
