"""One crime and one victim is one event, however the rest of a record is written; what may be another is another."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.builders.police_record import a_police_record, a_victim
from tests.builders.referral import AT, a_submission
from waymark.ids import JourneyId, ReferralId
from waymark_intake.police.canonical import normalise
from waymark_intake.recognition.event import AlreadyReferred, Memory, event_of, remembered_since
from waymark_intake.referral import Likeness, RecordKind
from waymark_intake.working_day import bank_holidays

RECEIVED = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
NAMED = Likeness(name=b"n" * 32)


def _event(*, days_later: int = 0, **over: Any) -> bytes | None:
    received_at = RECEIVED + timedelta(days=days_later)
    return event_of(normalise(a_police_record(**over), received_at=received_at, days_off=bank_holidays()))


@pytest.mark.parametrize(
    "over",
    [
        {"account": "Else."},
        {"consent": None},
        {"victim": a_victim(mobile="07700 900999", given_name="IRIS")},
        {"place": "Mill Road"},
        {"flags": ["hate_crime"]},
        {"reported_at": "2026-11-23T09:30:00+01:00"},
        {"days_later": 5},
    ],
)
def test_what_is_added_or_corrected_leaves_the_event_the_same(over: dict[str, Any]) -> None:
    assert _event(**over) == _event() is not None


@pytest.mark.parametrize(
    "over",
    [
        {"force_reference": "23/4712/26"},
        {"victim": a_victim(given_name="Rose")},
        {"victim": a_victim(family_name="Other")},
        {"victim": a_victim(date_of_birth="1990-06-16")},
        {"offence_code": "028/02"},
        {"crime_category": None},
        {"occurred_on": "2026-11-21"},
        {"reported_at": "2026-11-23T08:31:00Z"},
    ],
)
def test_another_victim_crime_or_report_is_another_event(over: dict[str, Any]) -> None:
    assert _event(**over) not in {_event(), None}


@pytest.mark.parametrize(
    "over",
    [
        {"force_reference": None},
        {"victim": a_victim(given_name=None)},
        {"victim": a_victim(family_name=None)},
        {"victim": a_victim(date_of_birth=None)},
    ],
)
def test_where_it_is_unsure_there_is_no_event(over: dict[str, Any]) -> None:
    assert _event(**over) is None


def test_the_event_of_who_is_no_police_is_unsure() -> None:
    canonical = normalise(a_police_record(), received_at=RECEIVED, days_off=bank_holidays())
    assert event_of(replace(canonical, clock=None)) is None


@pytest.mark.parametrize(("kind", "days"), [(RecordKind.POLICE, 28), (RecordKind.PARTNER, 1), (RecordKind.SELF, None)])
def test_a_record_is_recognised_as_long_as_its_kind_is_remembered(kind: RecordKind, days: int | None) -> None:
    since = remembered_since(a_submission(kind=kind, likeness=NAMED))
    assert since == (AT - timedelta(days=days) if days else None)


def test_who_names_nobody_is_never_recognised() -> None:
    assert remembered_since(a_submission()) is None


def test_the_memory_is_the_one_of_the_day() -> None:
    memories = (
        Memory(date(2021, 4, 1), {RecordKind.POLICE: 28}),
        Memory(date(2027, 1, 1), {RecordKind.POLICE: 7}),
    )
    later = datetime(2027, 1, 1, tzinfo=UTC)
    assert remembered_since(a_submission(likeness=NAMED), memories) == AT - timedelta(days=28)
    assert remembered_since(a_submission(likeness=NAMED, received_at=later), memories) == later - timedelta(days=7)


def test_a_record_that_belongs_elsewhere_is_told_where() -> None:
    referral = ReferralId(uuid4())
    no = AlreadyReferred(referral, JourneyId(uuid4()), 3, AT)
    assert no.code == "already_referred"
    assert no.faults[0].fix == f"Send it to /intake/v1/referrals/{referral}:correct, as a correction of version 3."
