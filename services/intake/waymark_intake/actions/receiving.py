"""Receiving referrals: sealed submissions become rows, events and receipts, one effect per idempotency key.

Not here: what a record means (police/ and its like), and sealing, which is done before any transaction.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from waymark.contracts.referral import Correction, ReferralReceived
from waymark.db import Transaction
from waymark.errors import Fault, Kind, Refused
from waymark.telemetry import is_sampled, span
from waymark.words import QualityFlag
from waymark_intake.following.receipt import written_receipt
from waymark_intake.not_taken.actions import count_repeated
from waymark_intake.quality.score import Score, score_of
from waymark_intake.quality.store import add_others
from waymark_intake.recognition.event import AlreadyReferred, Recognised, remembered_since
from waymark_intake.recognition.likeness import alike_within, look_back_to
from waymark_intake.referral import RecordKind, Submission
from waymark_intake.repeat import actions as repeat
from waymark_intake.repeat.counted import with_known
from waymark_intake.repeat.decision import Standing
from waymark_intake.repeat.record import MatchKeys
from waymark_intake.store import keys
from waymark_intake.store.arrivals import Arrival, add_new
from waymark_intake.store.recognition import Earlier, claim_keys, find_earlier, wait_for_like
from waymark_intake.week import month_of
from waymark_intake.working_day import local_date


@dataclass(frozen=True, slots=True)
class Accepted:
    """A record that is, or already was, a referral: the receipt as JSON, and whether it was given before.

    `recognised` says as what a record under a new key was recognised; None for one that was not.
    """

    referral_id: UUID
    reply: bytes
    is_replay: bool
    recognised: Recognised | None = None


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


async def receive_referrals(
    tx: Transaction, submissions: Sequence[Submission], *, match_keys: MatchKeys | None = None
) -> list[Accepted | Refused]:
    """Store sealed submissions and tell of them; one outcome each, in order.

    The first to use a key wins, within a batch and among writers; the same record under it is answered with the
    first receipt, another one with KeyReused. The same record under another key repeats its referral, another record
    of the same event is AlreadyReferred (recognition/event.py). Nothing else can be refused here. With `match_keys`
    people are compared with those of other referrals; that asks for the system's view.
    """
    await wait_for_like(tx, submissions)
    outcomes: dict[UUID, Accepted | Refused] = {}
    for several in _apart(_first_of_each_key(submissions)):
        outcomes |= await _receive(tx, several, match_keys)
    unanswered = [submission for submission in submissions if submission.referral_id not in outcomes]
    kept = await keys.find_keys(tx, unanswered) if unanswered else {}
    told = [outcomes.get(s.referral_id) or answered(s, kept[s.sender, s.key_hash]) for s in submissions]
    again = (s for s, one in zip(submissions, told, strict=True) if isinstance(one, Accepted) and one.is_replay)
    count_repeated(tx, again)
    return told


def _apart(submissions: Sequence[Submission]) -> Iterator[Sequence[Submission]]:
    """Those that may be a first, and after them those that surely belong to one of these."""
    seen: set[bytes] = set()
    firsts: list[Submission] = []
    rest: list[Submission] = []
    for submission in submissions:
        traces = {submission.fingerprint, submission.likeness.event or submission.fingerprint}
        is_known = remembered_since(submission) is not None and not seen.isdisjoint(traces)
        (rest if is_known else firsts).append(submission)
        seen |= traces
    yield firsts
    if rest:
        yield rest


async def _receive(
    tx: Transaction, submissions: Sequence[Submission], match_keys: MatchKeys | None
) -> dict[UUID, Accepted | Refused]:
    """The outcome of each that is new or recognised, by its own id; nothing for those whose key was used before."""
    asked = [(s, since) for s in submissions if (since := remembered_since(s)) is not None]
    earlier = await find_earlier(tx, asked)
    outcomes = await _add(tx, [s for s in submissions if s.referral_id not in earlier], match_keys)
    known = [(s, earlier[s.referral_id]) for s in submissions if s.referral_id in earlier]
    return outcomes | await _recognise(tx, known)


async def _add(
    tx: Transaction, submissions: Sequence[Submission], match_keys: MatchKeys | None
) -> dict[UUID, Accepted | Refused]:
    if not submissions:
        return {}
    arrivals = _arrivals(submissions)
    alike = await add_new(tx, arrivals)
    new = [arrival for arrival in arrivals if arrival.submission.referral_id in alike]
    outcomes: dict[UUID, Accepted | Refused] = {}
    told = await _with_known(tx, [arrival.submission for arrival in new], match_keys)
    for arrival, submission in zip(new, told, strict=True):
        is_alike = alike[submission.referral_id]
        tell_received(tx, submission, flags_of(submission, is_alike=is_alike))
        reply = arrival.reply_if_alike if is_alike else arrival.reply
        outcomes[submission.referral_id] = Accepted(submission.referral_id, reply, is_replay=False)
    add_others(tx, _others([arrival.submission for arrival in new]))
    return outcomes


async def _recognise(tx: Transaction, known: Sequence[tuple[Submission, Earlier]]) -> dict[UUID, Accepted | Refused]:
    """What repeats a referral is answered as that was, changed records of it are refused; each without any effect."""
    claimed = await claim_keys(tx, [(s, earlier) for s, earlier in known if earlier.reply is not None])
    outcomes: dict[UUID, Accepted | Refused] = {}
    for submission, earlier in known:
        about = earlier.referral_id
        if earlier.reply is None:
            found = AlreadyReferred(about, earlier.journey_id, earlier.version, earlier.received_at)
            outcomes[submission.referral_id] = found
        elif (submission.sender, submission.key_hash) in claimed:
            tx.audit("referral.repeated", about=about, actor=submission.subject, kind=submission.kind)
            outcomes[submission.referral_id] = Accepted(
                about, earlier.reply, is_replay=True, recognised=Recognised.REPEAT
            )
    return outcomes


def _others(submissions: Sequence[Submission]) -> Iterator[tuple[str, date, str]]:
    for submission in submissions:
        month = month_of(local_date(submission.received_at))
        yield from ((submission.sender, month, code) for code in submission.others)


async def _with_known(
    tx: Transaction, submissions: Sequence[Submission], match_keys: MatchKeys | None
) -> list[Submission]:
    """The submissions with the facts intake knows of their people itself."""
    arrived = [
        repeat.Arrived(s.referral_id, s.match, Standing(is_self=s.kind is RecordKind.SELF))
        for s in submissions
        if s.match
    ]
    if match_keys is None or not arrived:
        return list(submissions)
    known = await repeat.compare_people(tx, arrived, match_keys, day=local_date(tx.now))
    return [replace(s, facts=with_known(s.facts, known.get(s.referral_id))) for s in submissions]


def _arrivals(submissions: Sequence[Submission]) -> list[Arrival]:
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


def answered(submission: keys.Keyed, kept: keys.KeptKey) -> Accepted | Refused:
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
