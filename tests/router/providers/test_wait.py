"""Waits count as known for a time only."""

from datetime import date, timedelta

import pytest
from pydantic import ValidationError

from waymark.words import Need
from waymark_router.providers.wait import Wait

_TOLD = Wait(intervention=Need.COUNSELLING, weeks=6, as_of=date(2026, 9, 1), by="Lantern")


@pytest.mark.parametrize(("days", "known"), [(0, True), (92, True), (93, False), (-1, False)])
def test_a_wait_nobody_looked_at_for_long_is_not_known(days: int, *, known: bool) -> None:
    assert _TOLD.is_known(_TOLD.as_of + timedelta(days=days)) is known


def test_a_wait_from_before_the_first_limit_is_judged_by_it() -> None:
    old = _TOLD.model_copy(update={"as_of": date(2022, 1, 1)})
    assert old.is_known(date(2022, 2, 1))


@pytest.mark.parametrize("over", [{"weeks": -1}, {"by": ""}, {"intervention": "magic"}])
def test_a_wait_says_what_for_how_long_and_who_said_so(over: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Wait.model_validate(_TOLD.model_dump() | over)
