"""Whoever must know of the emergency switch is told at once: the desk and whoever publishes rules, nobody else."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from waymark.contracts.rules import RulesPublished
from waymark.ids import AgencyId
from waymark.words import PublicationKind
from waymark_notifier.delivery import AlertKind, Audience
from waymark_notifier.switched import notices_of

ACT = UUID(int=9)


def published(kind: PublicationKind, *, called_off: bool = False, agency: str = "opcc") -> RulesPublished:
    return RulesPublished(
        publication_id=ACT,
        rulebook="0" * 64,
        kind=kind,
        effective_from=datetime(2026, 11, 23, 10, 0, tzinfo=UTC),
        agency=AgencyId(agency),
        called_off=called_off,
    )


def test_duty_worker_and_lead_of_both_are_told_at_once() -> None:
    told = list(notices_of(published(PublicationKind.EMERGENCY), "triage-desk"))
    assert [(one.agency, one.audience) for one in told] == [
        ("triage-desk", Audience.DUTY),
        ("triage-desk", Audience.LEAD),
        ("opcc", Audience.DUTY),
        ("opcc", Audience.LEAD),
    ]
    assert {(one.kind, one.allocation_id, one.at_once) for one in told} == {(AlertKind.RULES_OFF, ACT, True)}


def test_the_end_is_told_too_and_the_desk_only_once() -> None:
    told = list(notices_of(published(PublicationKind.EMERGENCY_ENDED, agency="triage-desk"), "triage-desk"))
    assert [one.kind for one in told] == [AlertKind.RULES_ON, AlertKind.RULES_ON]


@pytest.mark.parametrize("kind", [PublicationKind.CHANGE, PublicationKind.ROLLBACK, PublicationKind.COUNTY_FILE])
def test_any_other_version_is_told_to_nobody(kind: PublicationKind) -> None:
    assert list(notices_of(published(kind), "triage-desk")) == []


def test_what_was_called_off_is_told_to_nobody() -> None:
    assert list(notices_of(published(PublicationKind.EMERGENCY, called_off=True), "triage-desk")) == []
