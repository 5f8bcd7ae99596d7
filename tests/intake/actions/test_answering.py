"""An answer is one effect: the row, the event and the audit row together, and nothing once the referral is over."""

from uuid import uuid4

import pytest

from tests.builders.referral import a_submission
from tests.conftest import OpenDatabase
from waymark.contracts.referral import FactsAnswered
from waymark.db import SYSTEM, Database
from waymark.errors import Kind, Refused
from waymark.ids import ReferralId
from waymark.words import Answer, Contactable, Group, QualityFlag, WithdrawReason
from waymark_intake import actions
from waymark_intake.following.correction import Ended, StaleVersion
from waymark_intake.records.answered import AnswerSubmission
from waymark_intake.referral import Submission


def an_answer(to: Submission, key: bytes = b"answer") -> AnswerSubmission:
    return AnswerSubmission(
        referral_id=to.referral_id,
        sender=to.sender,
        subject="pia.police",
        key_hash=key,
        fingerprint=key,
        facts=FactsAnswered(contactable=Contactable.SAFE, nrm_agreed=Answer.NO),
        wrong=(),
        person=None,
        hashes={Group.SAFE_CONTACT: "hash"},
    )


async def received(database: Database) -> Submission:
    submission = a_submission(quality=(QualityFlag.NO_SAFE_CONTACT, QualityFlag.DISTRICT_MISSING))
    async with database.transaction(SYSTEM) as tx:
        await actions.receive_referrals(tx, [submission])
    return submission


async def test_row_event_and_audit_are_written_together(open_database: OpenDatabase) -> None:
    database = await open_database("intake")
    sent = await received(database)
    async with database.transaction(SYSTEM) as tx:
        await actions.answer_referral(tx, an_answer(sent), version=1)
    async with database.reader(SYSTEM) as reader:
        (row,) = await reader.rows("select version, quality, group_hashes, content_hash from referrals")
        types = [one.type for one in await reader.rows("select type from log order by seq")]
        acts = [one.act for one in await reader.rows("select act from audit order by at")]
    assert (row.version, row.quality, row.content_hash) == (2, ["district_missing"], None)
    assert row.group_hashes["safe_contact"] == "hash"
    assert types[-1] == "referral.answered.v1"
    assert "referral.answered" in acts


async def test_nothing_is_answered_once_it_was_taken_back_or_is_not_there(open_database: OpenDatabase) -> None:
    database = await open_database("intake")
    sent = await received(database)
    async with database.transaction(SYSTEM) as tx:
        with pytest.raises(StaleVersion):
            await actions.answer_referral(tx, an_answer(sent), version=2)
        reason = WithdrawReason.DUPLICATE
        await actions.withdraw_referral(tx, sent.referral_id, reason=reason, agency=sent.sender, subject="pia.police")
        with pytest.raises(Ended):
            await actions.answer_referral(tx, an_answer(sent), version=1)
        nobody = a_submission(referral_id=ReferralId(uuid4()))
        with pytest.raises(Refused) as refusal:
            await actions.answer_referral(tx, an_answer(nobody), version=1)
    assert refusal.value.kind is Kind.NOT_FOUND
