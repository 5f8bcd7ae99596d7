"""The part about the person, whoever sends it: what is wrong with it, and what it comes to."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from waymark.words import Answer, Position
from waymark_intake.records.record import ConsentGiven, Guardian, Subject, ThirdPerson
from waymark_intake.records.subject import (
    CLOCK_SKEW,
    age_on,
    consent_of,
    day_faults,
    days_since,
    district_faults,
    district_of,
    instant_faults,
    subject_faults,
    unusable_ways,
)

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


def _subject(**over: Any) -> Subject:
    return Subject.model_validate_json(json.dumps(over), strict=True)


def test_faults_point_below_where_the_person_stands() -> None:
    wrong = _subject(date_of_birth="2030-01-01", home_district="E07999999")
    faults = {fault.pointer: fault.code for fault in subject_faults(wrong, within="/person", received_at=NOW)}
    assert faults == {"/person/date_of_birth": "impossible_date", "/person/home_district": "unknown_code"}


def test_a_person_of_whom_nothing_is_said_has_no_faults() -> None:
    assert list(subject_faults(_subject(), within="/person", received_at=NOW)) == []
    assert list(district_faults("/x", None)) == []
    assert district_of(None) is None


@pytest.mark.parametrize(
    ("instant", "code"),
    [
        (None, ""),
        (NOW, ""),
        (NOW + CLOCK_SKEW, ""),
        (NOW + CLOCK_SKEW + timedelta(seconds=1), "in_the_future"),
        (datetime(1899, 12, 31, tzinfo=UTC), "impossible_date"),
    ],
)
def test_a_time_is_neither_ahead_nor_long_ago(instant: datetime | None, code: str) -> None:
    assert [fault.code for fault in instant_faults("/x", instant, received_at=NOW)] == ([code] if code else [])


@pytest.mark.parametrize(
    ("day", "wrong"), [(None, False), ("2026-11-23", False), ("2026-11-24", True), ("1899-01-01", True)]
)
def test_a_day_is_not_ahead(day: str | None, wrong: bool) -> None:
    given = date.fromisoformat(day) if day else None
    assert bool(list(day_faults("/x", given, received_at=NOW))) is wrong


def test_days_are_counted_as_people_in_the_county_count_them() -> None:
    late_in_june = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)  # past midnight in London
    assert days_since(date(2026, 6, 30), late_in_june) == 1
    assert days_since(date(2026, 7, 2), late_in_june) == 0
    assert days_since(None, NOW) is None


def test_silence_means_nobody_asked_and_only_a_yes_can_be_explicit() -> None:
    assert consent_of(None).position is Position.NOT_ASKED
    refused = ConsentGiven(position=Position.REFUSED, explicit=True)
    assert not consent_of(refused).explicit
    assert consent_of(ConsentGiven(position=Position.GIVEN, explicit=True)).explicit


def test_the_age_is_that_of_the_day() -> None:
    subject = _subject(date_of_birth="2008-11-23")
    assert age_on(subject, date(2026, 11, 22)).child is Answer.YES
    assert age_on(subject, date(2026, 11, 23)).child is Answer.NO


def test_a_birth_known_in_part_counts_and_an_unborn_child_is_a_child() -> None:
    day = date(2026, 11, 23)
    assert age_on(_subject(birth_year=2008), day).child is Answer.NOT_KNOWN
    assert age_on(_subject(age_from=17, age_to=18), day).child is Answer.NOT_KNOWN
    assert age_on(_subject(birth_year=2008, date_of_birth="2008-01-01"), day).years == 18
    assert age_on(_subject(due_on="2027-02-01"), day).child is Answer.YES


def test_a_birth_that_cannot_be_is_named() -> None:
    wrong = _subject(birth_month=2, age_from=18, age_to=17, due_on="2029-01-01")
    faults = {fault.pointer: fault.code for fault in subject_faults(wrong, within="/person", received_at=NOW)}
    assert faults == {
        "/person/birth_year": "missing",
        "/person/age_to": "contradicts",
        "/person/due_on": "impossible_date",
    }
    later = subject_faults(_subject(birth_year=2030), within="/person", received_at=NOW)
    assert [fault.pointer for fault in later] == ["/person/birth_year"]


def test_every_way_that_cannot_be_one_is_named_by_its_place() -> None:
    subject = Subject(
        mobile="07700 900123",
        landline="0000000",
        email="none",
        other_numbers=("07700 900124 (work)", "", "07700"),
        third_person=ThirdPerson(contact="n/a"),
        guardian=Guardian(contact="by her school"),
    )
    assert list(unusable_ways(subject)) == ["landline", "other_numbers/2", "email", "third_person/contact"]
    assert list(unusable_ways(Subject())) == []
