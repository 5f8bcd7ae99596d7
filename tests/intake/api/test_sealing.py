"""Sealing: whatever the format, what comes out is sealed for one referral and holds hashes instead of words."""

from dataclasses import replace
from typing import Any

import pytest

from tests.builders.police_record import a_police_record
from tests.builders.referral import AT, KEYS, POLICE
from tests.intake.conftest import Intake, OpenIntake
from waymark.cipher import open_person
from waymark.errors import Refused, Unavailable
from waymark.ids import JourneyId, ReferralId, uuid7
from waymark_intake.api.own import IntakeContext
from waymark_intake.api.sealing import Sent, checked_key, sealed
from waymark_intake.police.canonical import normalise
from waymark_intake.referral import Canonical, RecordKind, Submission
from waymark_intake.working_day import bank_holidays

SENT = Sent(agency=POLICE, subject="records", kind=RecordKind.PARTNER, received_at=AT)


def _canonical() -> Canonical:
    return replace(normalise(a_police_record(), received_at=AT, days_off=bank_holidays()), clock=None)


async def _sealed(context: IntakeContext, written: bytes = b"{}", key: str = "key-1", **over: Any) -> Submission:
    return await sealed(_canonical(), written, key, sent=SENT, context=context, **over)


async def test_anything_canonical_can_be_sealed_with_or_without_a_police_clock(intake: Intake) -> None:
    submission = await _sealed(intake.context)
    assert (submission.kind, submission.clock, submission.sender) == (RecordKind.PARTNER, None, POLICE)
    person = open_person(submission.person, private=KEYS.private, referral_id=submission.referral_id)
    assert person == _canonical().person


async def test_the_same_again_has_the_same_hashes_and_another_referral_id(intake: Intake) -> None:
    one, two = await _sealed(intake.context), await _sealed(intake.context)
    assert (one.key_hash, one.fingerprint) == (two.key_hash, two.fingerprint)
    assert replace(one.likeness, groups={}) == replace(two.likeness, groups={})
    assert one.referral_id != two.referral_id
    other = await _sealed(intake.context, b"{ }", "key-2")
    assert other.fingerprint != one.fingerprint
    assert other.key_hash != one.key_hash


async def test_a_correction_is_sealed_for_the_referral_it_belongs_to(intake: Intake) -> None:
    known_as = (ReferralId(uuid7(AT)), JourneyId(uuid7(AT)))
    submission = await _sealed(intake.context, known_as=known_as)
    assert (submission.referral_id, submission.journey_id) == known_as
    assert open_person(submission.person, private=KEYS.private, referral_id=known_as[0]).identity is not None


async def test_without_a_key_to_seal_with_it_can_be_tried_again(open_the_door: OpenIntake) -> None:
    intake = await open_the_door(sealing=False)
    with pytest.raises(Unavailable):
        await _sealed(intake.context)


@pytest.mark.parametrize("key", [None, "", "a b", "k" * 256, "cl\u00e9"])
def test_a_key_that_is_none_is_refused(key: str | None) -> None:
    with pytest.raises(Refused):
        checked_key(key)


@pytest.mark.parametrize("key", ["k", "k" * 255, "a-b_c.d:e/f!~"])
def test_a_key_is_any_visible_text(key: str) -> None:
    assert checked_key(key) == key
