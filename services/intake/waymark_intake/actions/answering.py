"""Taking the sender's answer to what it was asked: a new version of the referral, told once.

Not here: what an answer may say (answered.py), and a whole new record (changing.py).
"""

from waymark.contracts.referral import Correction, ReferralAnswered
from waymark.db import Transaction
from waymark.words import QualityFlag
from waymark_intake import queries
from waymark_intake.actions.changing import replay
from waymark_intake.actions.receiving import Accepted, KeyReused, answered
from waymark_intake.following.correction import check_current
from waymark_intake.following.receipt import no_such_referral, written_receipt
from waymark_intake.quality.score import score_of
from waymark_intake.records.answered import AnswerSubmission, changes, quality_after
from waymark_intake.store import keys, referrals
from waymark_intake.working_day import local_date


async def answer_referral(tx: Transaction, answer: AnswerSubmission, *, version: int) -> Accepted:
    """Make the answer version `version` + 1 of its referral, and tell it.

    The same again under the same key gets the same answer. Raises KeyReused, Ended, StaleVersion, or Refused
    (NOT_FOUND) where the agency has no such referral.
    """
    kept = await referrals.lock_referral(tx, answer.referral_id)
    sent = await queries.find_sent(tx, answer.referral_id)
    if kept is None or sent is None:
        raise no_such_referral()
    # After the lock: who answered at the same moment under the same key has committed by now.
    used = await keys.find_keys(tx, [answer])
    if used:
        return replay(answered(answer, used[answer.sender, answer.key_hash]))
    check_current(kept, version)
    correction = Correction(version=version + 1, at=tx.now, groups=changes(answer))
    corrections = (*kept.corrections, correction)
    quality = quality_after(kept.quality, answer)
    score = score_of(quality, kind=sent.kind, day=local_date(sent.received_at))
    groups: dict[str, str] = {**kept.groups, **{group.value: trace for group, trace in answer.hashes.items()}}
    await referrals.save_answer(tx, answer.referral_id, score, groups, corrections)
    _tell(tx, answer, quality, corrections)
    reply = written_receipt(answer.referral_id, None, score, version=correction.version)
    if not await keys.claim_key(tx, answer, reply):
        raise KeyReused
    return Accepted(answer.referral_id, reply, is_replay=False)


def _tell(
    tx: Transaction, answer: AnswerSubmission, quality: tuple[QualityFlag, ...], corrections: tuple[Correction, ...]
) -> None:
    event = ReferralAnswered(
        referral_id=answer.referral_id,
        referral_version=corrections[-1].version,
        sender=answer.sender,
        facts=answer.facts,
        quality=quality,
        person=answer.person,
        corrections=corrections,
        taken_back=answer.taken_back,
    )
    tx.tell(event, key=answer.referral_id, traceparent=answer.traceparent)
    tx.audit("referral.answered", about=answer.referral_id, actor=answer.subject, version=event.referral_version)
