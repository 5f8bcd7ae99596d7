"""Agreements open what they grant, while they are in force, and nothing else."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from tests.builders.consent import HARBOUR, SOME_GROUPS, TODAY, TRIAGE, a_grant, an_agreement
from tests.builders.referral import POLICE
from waymark.errors import Refused
from waymark.ids import AgencyId
from waymark.words import Group
from waymark_consent.agreement import (
    Agreement,
    Cover,
    Purpose,
    Standing,
    Status,
    cover,
    day_in_county,
    new_versions,
    overlaps,
    review_due,
)


def covered(*versions: Agreement, on: date = TODAY, **over: Any) -> Cover:
    asked: dict[str, Any] = {"sender": POLICE, "recipient": HARBOUR.agency, "purpose": Purpose.SUPPORT}
    return cover(versions, on=on, **(asked | over))


@pytest.mark.parametrize(
    ("over", "standing"),
    [
        ({}, Standing.IN_FORCE),
        ({"in_force_from": TODAY}, Standing.IN_FORCE),
        ({"in_force_from": TODAY + timedelta(days=1)}, Standing.NOT_YET),
        ({"ends_on": TODAY + timedelta(days=1)}, Standing.IN_FORCE),
        ({"ends_on": TODAY}, Standing.ENDED),
        ({"review_on": TODAY - timedelta(days=28)}, Standing.IN_FORCE),
        ({"review_on": TODAY - timedelta(days=29)}, Standing.REVIEW_OVERDUE),
        ({"status": Status.DRAFT}, Standing.NOT_SIGNED),
        ({"status": Status.SIGNED}, Standing.NOT_SIGNED),
        ({"status": Status.SUSPENDED}, Standing.SUSPENDED),
        ({"status": Status.EXPIRED}, Standing.ENDED),
    ],
)
def test_an_agreement_opens_only_while_it_is_in_force(over: dict[str, Any], standing: Standing) -> None:
    found = covered(an_agreement(**over))
    assert found.standing is standing
    assert found.groups == (SOME_GROUPS if standing is Standing.IN_FORCE else ())


@pytest.mark.parametrize(
    "other",
    [
        {"sender": AgencyId("rugby-council")},
        {"recipient": TRIAGE.agency},
        {"purpose": Purpose.TRIAGE},
    ],
)
def test_no_agreement_covers_what_it_does_not_name(other: dict[str, Any]) -> None:
    assert covered(an_agreement(), **other) == Cover(Standing.NONE)


def test_a_newer_version_counts_from_its_first_day() -> None:
    old = an_agreement()
    new = an_agreement(a_grant(groups=(Group.IDENTITY,)), version=2, in_force_from=TODAY)
    assert covered(old, new, on=TODAY - timedelta(days=1)).name == "general-victims/1"
    assert covered(old, new) == Cover(Standing.IN_FORCE, "general-victims/2", "public_task", (Group.IDENTITY,))


def test_a_draft_does_not_push_aside_what_is_in_force_but_a_suspension_does() -> None:
    old = an_agreement()
    assert covered(old, an_agreement(version=2, status=Status.DRAFT)).name == "general-victims/1"
    assert covered(old, an_agreement(version=2, status=Status.SUSPENDED)).standing is Standing.SUSPENDED


def test_a_second_agreement_stands_in_where_the_first_has_ended() -> None:
    ended = an_agreement(ends_on=TODAY)
    assert covered(ended, an_agreement(id="other")).name == "other/1"


@given(st.dates(date(2015, 1, 1), date(2040, 1, 1)))
def test_outside_its_days_nothing_is_covered(on: date) -> None:
    agreement = an_agreement(in_force_from=date(2024, 1, 1), review_on=date(2025, 1, 1), ends_on=date(2026, 1, 1))
    found = covered(agreement, on=on)
    is_within = date(2024, 1, 1) <= on <= date(2025, 1, 29)
    assert (found.standing is Standing.IN_FORCE) is is_within
    assert bool(found.groups) is is_within


@pytest.mark.parametrize(
    "over",
    [
        {"review_on": date(2021, 4, 1)},
        {"ends_on": date(2021, 4, 1)},
        {"grants": (a_grant(), a_grant())},
        {"grants": ()},
        {"senders": ()},
        {"version": 0},
        {"id": "Not An Id"},
        {"unknown": 1},
    ],
)
def test_an_agreement_that_makes_no_sense_is_refused(over: dict[str, Any]) -> None:
    terms = an_agreement().model_dump() | over
    with pytest.raises(ValidationError):
        Agreement.model_validate(terms)


def test_an_agreement_cannot_grant_what_is_never_sealed() -> None:
    with pytest.raises(ValidationError):
        a_grant(groups=(Group.FACTS,))


def test_two_agreements_for_the_same_flow_are_found() -> None:
    assert overlaps([an_agreement(), an_agreement(version=2)]) == []
    assert overlaps([an_agreement(), an_agreement(id="other")]) == [("general-victims", "other")]
    assert overlaps([an_agreement(), an_agreement(a_grant(TRIAGE), id="other")]) == []


def test_a_version_never_changes() -> None:
    known = an_agreement()
    new = an_agreement(version=2)
    assert new_versions([known], [known, new]) == [new]
    with pytest.raises(Refused, match="agreement_changed"):
        new_versions([known], [an_agreement(title="Another")])


def test_a_day_in_the_county_begins_an_hour_earlier_in_summer() -> None:
    assert day_in_county(datetime(2026, 6, 30, 23, 30, tzinfo=UTC)) == date(2026, 7, 1)
    assert day_in_county(datetime(2026, 12, 31, 23, 30, tzinfo=UTC)) == date(2026, 12, 31)


def test_agreements_in_force_are_due_for_review_before_and_after_their_date() -> None:
    soon = an_agreement(review_on=TODAY + timedelta(days=30))
    late = an_agreement(id="late", review_on=TODAY - timedelta(days=90))
    later = an_agreement(id="later", review_on=TODAY + timedelta(days=31))
    over = an_agreement(id="over", review_on=TODAY, status=Status.EXPIRED)
    renewed = (an_agreement(id="renewed", review_on=TODAY), an_agreement(id="renewed", version=2))
    due = review_due((soon, late, later, over, *renewed), TODAY, timedelta(days=30))
    assert {one.id for one in due} == {soon.id, "late"}
