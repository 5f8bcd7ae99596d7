"""What a draft would have done with past referrals: moves, loads and references."""

from datetime import date
from typing import Any
from uuid import UUID

from tests.router.checking.drafts import provider_rows
from tests.router.trial.versions import a_draft, a_past, a_situation, live
from waymark.ids import ServiceId
from waymark.words import Answer, Need, OffenceClass, Pathway, Priority
from waymark_router.providers.availability import Line, Population
from waymark_router.trial.capacity import NOTHING_KNOWN, Capacity
from waymark_router.trial.comparison import NOBODY, NOWHERE, compare
from waymark_router.trial.placing import Placer
from waymark_router.trial.situation import Past

_ON = date(2026, 11, 23)
_RECOVERY = ServiceId("harbour-recovery")
_KNOWN = Capacity(most=19)
_FRAUD = {"offence_class": OffenceClass.FRAUD, "needs": (Need.FRAUD_RECOVERY,)}


def _past() -> Past:
    past = Past()
    for at in range(6):
        past.add(UUID(int=at), a_situation(**_FRAUD))
    for at in range(6, 20):
        past.add(UUID(int=at), a_situation())
    return past


def _to_recovery(part: dict[str, Any]) -> None:
    row = next(row for row in provider_rows(part) if row["id"] == "pv-fraud")
    row["then"]["services"] = ["harbour-recovery"]


def test_the_same_version_moves_nobody() -> None:
    compared = compare(a_past(300, kinds=100), live(), live(), on=_ON)
    assert (compared.referrals, compared.moved, compared.hurried, compared.changed) == (300, 0, 0, ())
    assert all(was == will for was, will in (*compared.pathways, *compared.services))
    assert all(load.before == load.after for load in compared.loads)
    assert not compared.needs_reason


def test_another_service_for_a_pathway_moves_its_referrals_and_the_load() -> None:
    compared = compare(_past(), live(), a_draft(_to_recovery), on=_ON, capacities={_RECOVERY: _KNOWN})
    assert (compared.referrals, compared.moved, compared.moved_percent, compared.needs_reason) == (20, 6, 30.0, True)
    assert compared.services == {("ledger-fraud", "harbour-recovery"): 6, ("harbour-recovery", "harbour-recovery"): 14}
    assert compared.pathways == {("fraud", "fraud"): 6, ("victim_recovery", "victim_recovery"): 14}
    recovery, fraud = compared.loads
    assert (recovery.name, recovery.before, recovery.after) == ("Harbour Victim Care, recovery", 14, 20)
    assert (fraud.before, fraud.after) == (6, 0)
    assert (recovery.capacity, fraud.capacity) == (_KNOWN, NOTHING_KNOWN)


def test_places_are_counted_by_the_lines_they_are_taken_of_and_nothing_else_changes() -> None:
    lines = tuple(Line(one, None, 3, None, _ON) for one in (Population.ADULTS, Population.CHILDREN))
    past = _past()
    past.add(UUID(int=20), a_situation(**_FRAUD, age_years=13, child=Answer.YES))
    bare = compare(past, live(), a_draft(_to_recovery), on=_ON)
    split = compare(past, live(), a_draft(_to_recovery), on=_ON, capacities={_RECOVERY: Capacity(lines=lines)})
    to_recovery = ("victim_recovery", _RECOVERY)
    assert {will[2]: number for (was, will), number in split.places.items() if was == (*to_recovery, (0,))} == {
        (0,): 14
    }
    into_recovery = {will: number for (was, will), number in split.places.items() if was[1] == "ledger-fraud"}
    assert into_recovery == {("fraud", _RECOVERY, (0,)): 6, ("fraud", _RECOVERY, (1,)): 1}
    assert all(lines == () for was, _ in bare.places for lines in [was[2]] if was != NOWHERE)
    assert (split.services, split.pathways, split.moved) == (bare.services, bare.pathways, bare.moved)


def test_a_district_given_up_moves_whoever_lives_there() -> None:
    def without_warwick(part: dict[str, Any]) -> None:
        part["rulebook"]["districts"] = [one for one in part["rulebook"]["districts"] if one != "E07000222"]

    compared = compare(_past(), live(), a_draft(without_warwick), on=_ON)
    assert (compared.referrals, compared.moved) == (20, 20)
    assert {was for was, will in compared.pathways if will == "cross_border"} == {"fraud", "victim_recovery"}


def test_changed_referrals_are_listed_by_reference_as_many_as_asked_for() -> None:
    compared = compare(_past(), live(), a_draft(_to_recovery), on=_ON, list_most=2)
    assert [one.referral_id for one in compared.changed] == [UUID(int=0), UUID(int=1)]
    assert compared.changed[0].before.places == ((Pathway.FRAUD, ServiceId("ledger-fraud")),)
    assert compared.changed[0].after.places == ((Pathway.FRAUD, ServiceId("harbour-recovery")),)


def test_a_pathway_that_is_gone_goes_to_the_desk_or_to_nobody() -> None:
    def change(part: dict[str, Any]) -> None:
        rows = part["rulebook"]["tables"]["pathways"]["rows"]
        rows[:] = [row for row in rows if row["then"].get("pathway") != "fraud"]

    compared = compare(_past(), live(), a_draft(change), on=_ON)
    assert compared.pathways["fraud", "triage"] == 6

    def also(part: dict[str, Any]) -> None:
        rows = part["rulebook"]["tables"]["pathways"]["rows"]
        rows.insert(
            0,
            {
                "id": "both",
                "when": {"offence_class": {"in": ["fraud"]}},
                "then": {"pathway": "victim_recovery"},
                "why": "x",
            },
        )

    more = compare(_past(), live(), a_draft(also), on=_ON)
    assert more.pathways[NOBODY, "victim_recovery"] == 6
    assert more.services[NOBODY, "harbour-recovery"] == 6


def test_only_another_priority_is_told_apart_from_a_move() -> None:
    def change(part: dict[str, Any]) -> None:
        rows = part["rulebook"]["tables"]["overlays"]["rows"]
        rows.insert(
            0, {"id": "soon", "when": {"offence_class": {"in": ["fraud"]}}, "then": {"priority": "urgent"}, "why": "x"}
        )

    compared = compare(_past(), live(), a_draft(change), on=_ON)
    assert (compared.moved, compared.hurried, compared.needs_reason) == (0, 6, False)
    assert {one.after.priority for one in compared.changed} == {Priority.URGENT}


def test_rows_add_up_to_the_load_before_and_columns_to_the_load_after() -> None:
    past = a_past(400, kinds=200)
    draft = a_draft(_to_recovery)
    compared = compare(past, live(), draft, on=_ON)
    for version, place in ((live(), 0), (draft, 1)):
        placer = Placer(version, on=_ON)
        counted: dict[str, int] = {}
        for _, at in past.each():
            for _, service in placer.place(past.situations[at]).places:
                counted[service] = counted.get(service, 0) + 1
        told = {load.service: (load.before, load.after)[place] for load in compared.loads}
        assert {name: number for name, number in told.items() if number} == counted


def test_no_referrals_at_all_are_no_move() -> None:
    compared = compare(Past(), live(), live(), on=_ON)
    assert (compared.referrals, compared.moved_percent, compared.effects) == (0, 0.0, ())
