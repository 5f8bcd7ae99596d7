"""Referrals of made-up people with their match records, for tests of the store and the actions."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from tests.builders.referral import AT, a_sealed_person, a_submission, some_facts
from waymark.cipher import encrypt
from waymark.ids import ReferralId, uuid7
from waymark_intake.match_record import MatchRecord
from waymark_intake.referral import Submission
from waymark_intake.repeat.plain import PlainPerson
from waymark_intake.repeat.record import MatchKeys, place_of, written
from waymark_intake.repeat.trace import traces_of

KEYS = MatchKeys(trace_key=b"t" * 32, record_key=b"r" * 32, record_key_id=1)
WHO = PlainPerson(
    given="robert",
    family="walker",
    born_on=date(1980, 5, 17),
    house="4",
    street="mill st",
    postcode="cv212ab",
    phones=("+447700900123",),
)


def record_of(
    referral_id: UUID, person: PlainPerson = WHO, *, keys: MatchKeys = KEYS, is_apart: bool = False
) -> MatchRecord:
    """The match record of that person in that referral."""
    return MatchRecord(
        sealed=encrypt(keys.record_key, written(person), place=place_of(referral_id)),
        key_id=keys.record_key_id,
        traces=traces_of(person, keys.trace_key),
        is_apart=is_apart,
    )


def of(person: PlainPerson = WHO, *, days_ago: int = 0, is_apart: bool = False, **over: Any) -> Submission:
    """A referral of that person, received so many days before the tests' Monday."""
    at = AT - timedelta(days=days_ago)
    referral_id = ReferralId(uuid7(at))
    match = record_of(referral_id, person, is_apart=is_apart)
    submission = a_submission(
        referral_id=referral_id, received_at=at, person=a_sealed_person(referral_id), facts=some_facts(), match=match
    )
    return replace(submission, **over)
