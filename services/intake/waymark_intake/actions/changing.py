"""Correcting and withdrawing a referral, for the agency that sent it: one effect each, told once.

Not here: what may be corrected (correction.py), and receiving (receiving.py).
"""

from dataclasses import replace
from uuid import UUID

from waymark.contracts.referral import ReferralWithdrawn
from waymark.db import Transaction
from waymark.errors import Refused
from waymark.ids import AgencyId
from waymark.words import ReferralState, WithdrawReason
from waymark_intake.actions.receiving import Accepted, KeyReused, answered, flags_of, scored, tell_received
from waymark_intake.following.correction import ENDED, Ended, corrected
from waymark_intake.following.receipt import no_such_referral, written_receipt
from waymark_intake.recognition.likeness import look_back_to
from waymark_intake.referral import Submission
from waymark_intake.repeat import actions as repeat
from waymark_intake.repeat.counted import with_known
from waymark_intake.repeat.record import MatchKeys
from waymark_intake.store import keys, referrals
from waymark_intake.working_day import local_date


async def correct_referral(
    tx: Transaction, submission: Submission, *, version: int, match_keys: MatchKeys | None = None
) -> Accepted:
    """Make the submission version `version` + 1 of its referral, and tell it; nothing is told where nothing changed.

    The same again under the same key gets the same answer. Raises KeyReused, Ended, StaleVersion, or Refused
    (NOT_FOUND) where the agency has no such referral.
    """
    kept = await referrals.lock_referral(tx, submission.referral_id)
    if kept is None:
        raise no_such_referral()
    # After the lock: who corrected it at the same moment under the same key has committed by now.
    used = await keys.find_keys(tx, [submission])
    if used:
        return replay(answered(submission, used[submission.sender, submission.key_hash]))
    correction = corrected(kept, submission.likeness.groups, version=version, at=tx.now)
    is_alike = await referrals.is_alike(tx, submission, look_back_to(submission.received_at))
    quality = flags_of(submission, is_alike=is_alike)
    score = scored(submission, quality)
    if correction is not None:
        corrections = (*kept.corrections, correction)
        await referrals.save_correction(tx, submission, score, corrections)
        tell_received(tx, await _with_known(tx, submission, match_keys), quality, corrections)
    reached = correction.version if correction else kept.version
    reply = written_receipt(submission.referral_id, submission.clock, score, version=reached)
    if not await keys.claim_key(tx, submission, reply):
        raise KeyReused
    return Accepted(submission.referral_id, reply, is_replay=False)


async def _with_known(tx: Transaction, submission: Submission, match_keys: MatchKeys | None) -> Submission:
    """With what intake knows of the person as they are described now."""
    if match_keys is None:
        return submission
    if submission.match is None:
        await repeat.forget_people(tx, [submission.referral_id])
        return submission
    arrived = repeat.Arrived(submission.referral_id, submission.match)
    known = await repeat.compare_again(tx, arrived, match_keys, day=local_date(tx.now))
    return replace(submission, facts=with_known(submission.facts, known))


def replay(found: Accepted | Refused) -> Accepted:
    """What was answered under the key before; raises the refusal where the key was for something else."""
    if isinstance(found, Refused):
        raise found
    return Accepted(found.referral_id, found.reply, is_replay=True)


async def withdraw_referral(
    tx: Transaction, referral_id: UUID, *, reason: WithdrawReason, agency: AgencyId, subject: str
) -> None:
    """Take the referral back and tell it once; once it is withdrawn, nothing more happens.

    Raises Refused (NOT_FOUND) where the agency has no such referral, Ended where it ended in another way.
    """
    kept = await referrals.lock_referral(tx, referral_id)
    if kept is None:
        raise no_such_referral()
    if kept.state is ReferralState.WITHDRAWN:
        return
    if kept.state in ENDED:
        raise Ended
    await referrals.save_withdrawal(tx, referral_id, reason)
    tx.tell(
        ReferralWithdrawn(referral_id=referral_id, sender=agency, reason=reason, withdrawn_at=tx.now), key=referral_id
    )
    tx.audit("referral.withdrawn", about=referral_id, actor=subject, reason=reason)
