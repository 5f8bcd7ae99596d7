"""What happened is told in order of time, each thing once; of confidential treatment attendance and nothing else."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.builders.referral import AT, a_score
from waymark.contracts.referral import Correction
from waymark.ids import ReferralId
from waymark.words import AgencyRole, AllocationState, Group, Pathway, Position, ReferralState
from waymark_intake.following.history import Stepped, history_of
from waymark_intake.following.receipt import ConsentView, HistoryEntry, Kept

A = AllocationState
ONE = uuid4()
DRUGS = Pathway.SUBSTANCE_ADULT.value


def _kept(**over: Any) -> Kept:
    kept: dict[str, Any] = {
        "referral_id": ReferralId(uuid4()),
        "state": ReferralState.ROUTED,
        "version": 1,
        "received_at": AT,
        "clock": None,
        "quality": a_score(),
        "unmet": (),
        "consent": None,
    }
    return Kept(**(kept | over))


def _steps(*states: AllocationState, pathway: str = "victim_recovery", of: UUID = ONE, **over: Any) -> list[Stepped]:
    told: dict[str, Any] = {"outcome": "", "missing": ""} | over
    return [Stepped(of, pathway, state, at=AT + timedelta(hours=hour), **told) for hour, state in enumerate(states, 1)]


def _history(*steps: Stepped, role: AgencyRole = AgencyRole.POLICE, **over: Any) -> tuple[HistoryEntry, ...]:
    withdrawn_at = over.pop("withdrawn_at", None)
    return history_of(_kept(**over), steps, withdrawn_at=withdrawn_at, seen_by=role)


def _words(entries: tuple[HistoryEntry, ...]) -> list[str]:
    return [entry.what for entry in entries]


def test_what_sender_and_person_did_stands_in_its_place() -> None:
    entries = _history(
        *_steps(A.HELD_CONSENT, A.OFFERED, A.ACCEPTED, missing="explicit_consent"),
        state=ReferralState.WITHDRAWN,
        withdrawn_at=AT + timedelta(hours=9),
        version=2,
        corrections=(Correction(version=2, at=AT + timedelta(minutes=90), groups=(Group.CONTACT,)),),
        consent=ConsentView(position=Position.GIVEN, changed_at=AT + timedelta(minutes=100)),
    )
    assert _words(entries) == [
        "received",
        "asked",
        "corrected",
        "consent_recorded",
        "passed_on",
        "accepted",
        "withdrawn",
    ]
    assert [(entry.version, entry.groups) for entry in entries if entry.version] == [(1, ()), (2, (Group.CONTACT,))]
    assert [entry.missing for entry in entries if entry.missing] == ["explicit_consent"]


@pytest.mark.parametrize(
    ("states", "words"),
    [
        ((A.OFFERED, A.ACCEPTED, A.WAITING, A.CONTACTING, A.ENGAGED), "accepted waiting contacting work_began"),
        ((A.OFFERED, A.OFFERED, A.ACCEPTED, A.OFFERED), "accepted"),
        ((A.OFFERED, A.DECLINED, A.OFFERED), "given_back passed_on"),
        ((A.OFFERED, A.LAPSED), "given_back"),
        ((A.OFFERED, A.WITHDRAWN), "ended"),
    ],
)
def test_an_allocations_way_is_told_without_what_says_nothing_new(
    states: tuple[AllocationState, ...], words: str
) -> None:
    assert _words(_history(*_steps(*states))) == ["received", "passed_on", *words.split()]


def test_what_came_of_it_is_told_where_it_is_not_confidential() -> None:
    [*_, last] = _history(*_steps(A.CLOSED, outcome="completed"))
    assert (last.what, last.outcome, last.pathway) == ("closed", "completed", "victim_recovery")


@pytest.mark.parametrize("role", [AgencyRole.POLICE, AgencyRole.PROBATION, AgencyRole.PRISON])
@pytest.mark.parametrize(
    ("states", "outcome", "words"),
    [
        ((A.HELD_CONSENT, A.OFFERED, A.ACCEPTED, A.WAITING, A.CONTACTING), "", "asked passed_on"),
        ((A.OFFERED, A.ACCEPTED, A.ENGAGED, A.CLOSED), "", "passed_on attended"),
        ((A.OFFERED, A.CLOSED), "unable_to_contact", "passed_on not_attended"),
        ((A.OFFERED, A.CLOSED), "moved_away", "passed_on ended"),
        ((A.OFFERED, A.DECLINED), "", "passed_on ended"),
    ],
)
def test_of_treatment_police_probation_and_prisons_learn_attendance_only(
    role: AgencyRole, states: tuple[AllocationState, ...], outcome: str, words: str
) -> None:
    steps = _steps(*states[:-1], pathway=DRUGS)
    last = _steps(*states, pathway=DRUGS, outcome=outcome)[-1]
    entries = _history(*steps, last, role=role)
    assert _words(entries) == ["received", *words.split()]
    assert {entry.outcome for entry in entries} == {None}


def test_of_what_nobody_knows_the_pathway_no_more_is_told_to_them() -> None:
    assert _words(_history(*_steps(A.ACCEPTED, pathway=""))) == ["received", "passed_on"]
    assert _words(_history(*_steps(A.ACCEPTED, pathway=""), role=AgencyRole.HEALTH)) == ["received", "accepted"]


def test_a_health_sender_learns_of_treatment_what_it_is_told_of_the_rest() -> None:
    assert _words(_history(*_steps(A.ENGAGED, pathway=DRUGS), role=AgencyRole.HEALTH)) == ["received", "work_began"]


def test_two_allocations_are_told_each_for_itself() -> None:
    entries = _history(*_steps(A.OFFERED), *_steps(A.OFFERED, of=uuid4(), pathway="sav_adult"))
    assert [entry.pathway for entry in entries] == [None, "victim_recovery", "sav_adult"]
