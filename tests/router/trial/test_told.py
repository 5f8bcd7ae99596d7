"""What is told of a trial: nothing that differs by whether one person is there, and nothing exact."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from tests.router.checking.drafts import provider_rows
from tests.router.trial.versions import a_draft, a_past, a_situation, live
from waymark.ids import ServiceId
from waymark.words import Need, OffenceClass
from waymark_router.providers.availability import Line, Population
from waymark_router.trial.capacity import Capacity
from waymark_router.trial.comparison import compare
from waymark_router.trial.situation import Past
from waymark_router.trial.told import Told, told_of

_ON = date(2026, 11, 23)
_FRAUD = {"offence_class": OffenceClass.FRAUD, "needs": (Need.FRAUD_RECOVERY,)}


def _to_recovery(part: dict[str, Any]) -> None:
    row = next(row for row in provider_rows(part) if row["id"] == "pv-fraud")
    row["then"]["services"] = ["harbour-recovery"]


def _told(fraud: int, others: int) -> Told:
    return _told_of_a_draft(fraud, others, _to_recovery)


def _told_of_a_draft(
    fraud: int,
    others: int,
    change: Callable[[dict[str, Any]], None],
    known: Mapping[ServiceId, Capacity] | None = None,
) -> Told:
    past = Past()
    for at in range(fraud + others):
        past.add(UUID(int=at), a_situation(**_FRAUD) if at < fraud else a_situation())
    return told_of(compare(past, live(), a_draft(change), on=_ON, capacities=known), on=_ON)


@pytest.mark.parametrize(("at_work", "is_too_much"), [(20, False), (25, True)])
def test_services_asked_for_more_than_they_can_take_are_named(at_work: int, is_too_much: bool) -> None:
    known = {ServiceId("harbour-recovery"): Capacity(cap=35, at_work=at_work)}
    told = _told_of_a_draft(13, 41, _to_recovery, known)
    assert told.overfull == (("Harbour Victim Care, recovery",) if is_too_much else ())


@pytest.mark.parametrize("few", [1, 4])
def test_places_told_of_do_not_tell_whether_anybody_of_few_would_move(few: int) -> None:
    """Also where the few would take of a line of their own, and where hardly any place is left."""
    lines = tuple(Line(Population.ANYONE, need, 0, None, _ON) for need in (Need.FRAUD_RECOVERY, None))
    known = {ServiceId(one): Capacity(cap=1, lines=lines) for one in ("harbour-recovery", "ledger-fraud")}
    assert _told_of_a_draft(few, 40, _to_recovery, known) == _told_of_a_draft(few, 40, lambda part: None, known)


@pytest.mark.parametrize("few", [1, 2, 4])
def test_whether_anybody_of_few_would_move_is_not_told(few: int) -> None:
    told = _told(few, 40)
    assert (told.moved, told.moved_percent) == (None, 0.0)
    assert not any(was != will for was, will in (*told.pathways, *told.services))
    assert all(one.moved is None for one in told.effects)
    nobody = _told_of_a_draft(few, 40, lambda part: None)
    assert (told.pathways, told.services, told.loads) == (nobody.pathways, nobody.services, nobody.loads)
    assert told.effects == nobody.effects


def test_one_of_few_referrals_does_not_ask_for_a_reason_before_an_approver_looks() -> None:
    assert not _told(1, 5).needs_reason
    assert _told(6, 5).needs_reason


def test_larger_numbers_are_told_to_the_nearest_step() -> None:
    told = _told(13, 41)
    assert told.moved == 15
    assert told.services == {("ledger-fraud", "harbour-recovery"): 15, ("harbour-recovery", "harbour-recovery"): 40}
    assert told.pathways == {("fraud", "fraud"): 15, ("victim_recovery", "victim_recovery"): 40}
    recovery = next(load for load in told.loads if load.name.startswith("Harbour"))
    assert (recovery.before, recovery.after, recovery.is_too_much) == (40, 55, False)
    assert told.overfull == ()


def test_loads_and_matrices_are_sums_of_one_another_so_that_no_difference_tells_more() -> None:
    told = told_of(compare(a_past(400, kinds=200), live(), a_draft(_to_recovery), on=_ON), on=_ON)
    assert told.services
    assert all(number % 5 == 0 for number in (*told.services.values(), *told.pathways.values()))
    assert sum(told.services.values()) == sum(told.pathways.values())
    assert sum(load.after or 0 for load in told.loads) == sum(
        number for (_, will), number in told.services.items() if will != "nobody"
    )


def test_nothing_past_is_nothing_told() -> None:
    told = _told(0, 0)
    assert (told.referrals, told.moved, told.moved_percent, told.services) == (0, None, 0.0, {})
