"""The trial places a referral exactly where the real decision would."""

from datetime import UTC, datetime
from random import Random
from typing import Any
from uuid import UUID

import pytest

from tests.builders.decision import county_with
from tests.router.checking.drafts import provider_rows, service_of
from tests.router.trial.versions import a_draft, a_situation, live, some_situation
from waymark.contracts.consent import Duty, RecipientScope
from waymark.ids import AgencyId
from waymark.words import DutyKind, Need, OffenceClass, Pathway, Priority, Sharing
from waymark_router.deciding.allocation import decide
from waymark_router.deciding.question import Question
from waymark_router.publishing.written import read, written_of
from waymark_router.trial.placing import Placement, Placer
from waymark_router.trial.situation import Situation, age_months_of, wishes_of
from waymark_router.trial.version import Version

_AT = datetime(2026, 11, 23, 9, tzinfo=UTC)


def _really(situation: Situation, version: Version) -> Placement:
    question = Question(
        referral_id=_ID,
        screening=1,
        sender=AgencyId("warwickshire-police"),
        decided_at=_AT,
        adult_from=18,
        values=situation.values,
        scope={agency: RecipientScope(agency=agency, sharing=Sharing.PERMIT) for agency in situation.open_to},
        duties=tuple(Duty(kind=kind, agency=agency) for kind, agency in situation.duties),
        wishes=wishes_of(situation.values),
        age_months=age_months_of(situation.values),
    )
    decision = decide(question, version.rulebook, version.directory)
    places = tuple((placed.pathway, placed.service) for placed in decision.allocations)
    priorities = [placed.priority for placed in decision.allocations if not placed.duty]
    return Placement(places, min(priorities, key=list(Priority).index, default=Priority.STANDARD))


_ID = UUID(int=7)


def _richer() -> Version:
    """Services that differ in what they do, in wishes, districts and languages, and equals."""

    def change(part: dict[str, Any]) -> None:
        service_of(part, "harbour-recovery").update(needs=["emotional_support", "practical_help", "court_support"])
        service_of(part, "ledger-fraud").update(offers=["online"], districts=["E07000222", "E07000221"], lot="money")
        service_of(part, "aspen-recovery").update(languages=["en", "pl"])
        service_of(part, "willow-ce")["status"] = "paused"
        by_id = {row["id"]: row for row in provider_rows(part)}
        by_id["pv-fraud"]["then"]["services"] = ["harbour-recovery", "ledger-fraud", "aspen-recovery"]

    return a_draft(change)


@pytest.mark.parametrize("version", [live(), _richer()], ids=["live", "richer"])
def test_it_agrees_with_the_decision_on_a_thousand_referrals(version: Version) -> None:
    chance = Random(11)
    placer = Placer(version, on=_AT.date())
    for _ in range(1000):
        situation = some_situation(chance)
        ours, real = placer.place(situation), _really(situation, version)
        assert sorted(ours.places) == sorted(real.places), situation
        if real.places:
            assert ours.priority is real.priority


def test_a_duty_is_told_and_not_asked_again() -> None:
    usual = a_situation(offence_class=OffenceClass.SEXUAL, age_years=12, child="yes", needs=(Need.SAFEGUARDING_CHILD,))
    told = Situation(usual.facts, usual.open_to, ((DutyKind.SAFEGUARDING_CHILD, AgencyId("front-door")),))
    nobody = Situation(usual.facts, usual.open_to, ((DutyKind.SAFEGUARDING_CHILD, AgencyId("not-here")),))
    placer = Placer(live(), on=_AT.date())
    for situation in (told, nobody):
        assert sorted(placer.place(situation).places) == sorted(_really(situation, live()).places)
    assert (Pathway.SAFEGUARDING, "front-door-child") in placer.place(told).places
    assert (Pathway.TRIAGE, "triage") in placer.place(nobody).places


@pytest.mark.parametrize("district", ["E07000220", "E07000222", "E08000026", None])
def test_how_far_the_nearest_place_is_counts_as_in_a_decision(district: str | None) -> None:
    far = {
        "id": "pv-far",
        "when": {"pathway": {"in": ["fraud"]}, "distance_band": {"in": ["same_county", "elsewhere"], "missing": True}},
        "then": {"services": ["harbour-recovery"]},
        "why": "far",
    }
    base = live()
    written = written_of(base.rulebook.body)
    table = written["tables"]["providers"]
    table |= {"columns": [*table["columns"], "distance_band"], "rows": [far, *table["rows"]]}
    directory = county_with("ledger-fraud", bases=["E07000220"]).directory
    version = Version(read(written), directory)
    one = a_situation(offence_class=OffenceClass.FRAUD, needs=(Need.FRAUD_RECOVERY,), district=district)
    placed = Placer(version, on=_AT.date()).place(one)
    assert placed == _really(one, version)
    if district in {"E07000220", "E07000222"}:
        assert ("fraud", "ledger-fraud" if district == "E07000220" else "harbour-recovery") in placed.places
