"""Receiving referrals: sealed submissions become rows, events and receipts, one effect per idempotency key.

Not here: what a record means (police.py and its like), and sealing, which is done before any transaction.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from waymark.contracts.referral import Correction, ReferralReceived
from waymark.db import Transaction
from waymark.errors import Fault, Kind, Refused
from waymark.telemetry import is_sampled, span
from waymark.words import QualityFlag
from waymark_intake.likeness import alike_within, look_back_to
from waymark_intake.quality.score import Score, score_of
from waymark_intake.quality.store import add_others
from waymark_intake.quality.week import month_of
from waymark_intake.receipt import written_receipt
from waymark_intake.referral import Submission
from waymark_intake.store import keys
from waymark_intake.store.arrivals import Arrival, add_new
from waymark_intake.working_day import local_date


@dataclass(frozen=True, slots=True)
class Accepted:
    """A record that is, or already was, a referral: the receipt as JSON, and whether it was given before."""

    referral_id: UUID
    reply: bytes
    is_replay: bool


class KeyReused(Refused):
    """The idempotency key was used before for another record."""

    def __init__(self) -> None:
        fix = "Send the first record again unchanged, or a new key with this one."
        super().__init__(
            Kind.INVALID,
            "This Idempotency-Key was used for another record",
            code="idempotency_key_reused",
            faults=(Fault("", "idempotency_key_reused", fix),),
        )


async def receive_referrals(tx: Transaction, submissions: Sequence[Submission]) -> list[Accepted | Refused]:
    """Store sealed submissions and tell of them; one outcome each, in order.

    The first to use a key wins, within a batch and among writers; the same record under it is answered with the
    first receipt, another one with KeyReused. Nothing else can be refused here.
    """
    firsts = _first_of_each_key(submissions)
    arrivals = _arrivals(firsts)
    new = await add_new(tx, arrivals)
    for submission in firsts:
        if submission.referral_id in new:
            tell_received(tx, submission, flags_of(submission, is_alike=new[submission.referral_id]))
    add_others(tx, _others([submission for submission in firsts if submission.referral_id in new]))
    if len(new) == len(submissions):
        return [
            Accepted(id_, arrival.reply_if_alike if new[id_] else arrival.reply, is_replay=False)
            for arrival in arrivals
            for id_ in (arrival.submission.referral_id,)
        ]
    kept = await keys.find_keys(tx, submissions)
    return [answered(s, kept[s.sender, s.key_hash]) for s in submissions]


def _others(submissions: Sequence[Submission]) -> Iterator[tuple[str, date, str]]:
    for submission in submissions:
        month = month_of(local_date(submission.received_at))
        yield from ((submission.sender, month, code) for code in submission.others)


def _arrivals(submissions: Sequence[Submission]) -> list[Arrival]:
    """Two writers that bring like records at the same moment do not see each other: neither is flagged then."""
    alike = alike_within(submissions)
    return [
        Arrival(
            submission=s,
            reply=written_receipt(s.referral_id, s.clock, plain),
            reply_if_alike=written_receipt(s.referral_id, s.clock, as_alike),
            points=plain.points,
            points_if_alike=as_alike.points,
            is_alike=s.referral_id in alike,
            since=look_back_to(s.received_at),
        )
        for s in submissions
        for plain, as_alike in ((scored(s, s.quality), scored(s, flags_of(s, is_alike=True))),)
    ]


def _first_of_each_key(submissions: Sequence[Submission]) -> list[Submission]:
    firsts: dict[tuple[str, bytes], Submission] = {}
    for submission in submissions:
        firsts.setdefault((submission.sender, submission.key_hash), submission)
    return list(firsts.values())


def flags_of(submission: Submission, *, is_alike: bool) -> tuple[QualityFlag, ...]:
    """The submission's quality flags, with `possible_duplicate` where it is like another referral of its sender."""
    return (*submission.quality, QualityFlag.POSSIBLE_DUPLICATE) if is_alike else submission.quality


def scored(submission: Submission, flags: tuple[QualityFlag, ...]) -> Score:
    """The submission's score with these flags, by the weights of the day it came."""
    day = local_date(submission.received_at)
    return score_of(flags, kind=submission.kind, day=day, pointers=submission.pointers)


def answered(submission: Submission, kept: keys.KeptKey) -> Accepted | Refused:
    """What whoever comes again with a used key is told: the first answer, or that it was for something else."""
    if kept.fingerprint != submission.fingerprint:
        return KeyReused()
    return Accepted(kept.referral_id, kept.reply, is_replay=kept.referral_id != submission.referral_id)


def tell_received(
    tx: Transaction,
    submission: Submission,
    quality: tuple[QualityFlag, ...],
    corrections: tuple[Correction, ...] = (),
) -> None:
    """Tell of the referral as it is now, and leave the audit row; the last correction says which version that is."""
    clock = submission.clock
    event = ReferralReceived(
        referral_id=submission.referral_id,
        journey_id=submission.journey_id,
        referral_version=corrections[-1].version if corrections else 1,
        sender=submission.sender,
        received_at=submission.received_at,
        reported_at=clock.reported_at if clock else None,
        police_due_at=clock.due_at if clock else None,
        facts=submission.facts,
        consent=submission.consent,
        quality=quality,
        person=submission.person,
        corrections=corrections,
    )
    if is_sampled(submission.traceparent):
        with span("intake.receive", traceparent=submission.traceparent):
            tx.tell(event, key=submission.referral_id)
    else:
        tx.tell(event, key=submission.referral_id, traceparent=submission.traceparent)
    act = "referral.corrected" if corrections else "referral.received"
    tx.audit(
        act,
        about=submission.referral_id,
        actor=submission.subject,
        kind=submission.kind,
        version=event.referral_version,
        on_time=clock.on_time if clock else None,
    )


async def forget_keys(tx: Transaction, *, used_before: datetime) -> int:
    """Forget idempotency keys first used before that time; answers how many."""
    return await keys.delete_keys(tx, used_before)
