"""What intake does, one verb each inside the transaction the edge opened: receive referrals, note what became of them.

Not here: what a record means (police.py), and sealing, which is done before any transaction (api.py).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from waymark.contracts import Heard
from waymark.contracts.consent import ConsentChanged
from waymark.contracts.delivery import AllocationClosed, AllocationDeclined, AllocationEvent
from waymark.contracts.referral import ReferralReceived
from waymark.contracts.routing import ReferralRouted
from waymark.db import Transaction
from waymark.errors import Fault, Kind, Refused
from waymark.telemetry import span
from waymark.words import DeclinedBy
from waymark_intake import store
from waymark_intake.progress import Seen
from waymark_intake.receipt import Receipt, receipt_of
from waymark_intake.referral import Submission


@dataclass(frozen=True, slots=True)
class Accepted:
    """A record that is, or already was, a referral: the receipt, and whether it was given before."""

    receipt: Receipt
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
    receipts = {s.referral_id: receipt_of(s.referral_id, s.clock, s.quality) for s in firsts}
    replies = [receipts[s.referral_id].model_dump_json().encode() for s in firsts]
    new = await store.claim_keys(tx, firsts, replies)
    added = [s for s in firsts if s.referral_id in new]
    if added:
        await store.add_referrals(tx, added)
        for submission in added:
            _tell(tx, submission)
    if len(added) == len(submissions):
        return [Accepted(receipts[s.referral_id], is_replay=False) for s in submissions]
    kept = await store.find_keys(tx, submissions)
    return [_outcome(s, kept[s.sender, s.key_hash]) for s in submissions]


def _first_of_each_key(submissions: Sequence[Submission]) -> list[Submission]:
    firsts: dict[tuple[str, bytes], Submission] = {}
    for submission in submissions:
        firsts.setdefault((submission.sender, submission.key_hash), submission)
    return list(firsts.values())


def _outcome(submission: Submission, kept: store.KeptKey) -> Accepted | Refused:
    if kept.fingerprint != submission.fingerprint:
        return KeyReused()
    return Accepted(Receipt.model_validate_json(kept.reply), is_replay=kept.referral_id != submission.referral_id)


def _tell(tx: Transaction, submission: Submission) -> None:
    event = ReferralReceived(
        referral_id=submission.referral_id,
        journey_id=submission.journey_id,
        sender=submission.sender,
        received_at=submission.received_at,
        reported_at=submission.clock.reported_at,
        police_due_at=submission.clock.due_at,
        facts=submission.facts,
        consent=submission.consent,
        quality=submission.quality,
        person=submission.person,
    )
    with span("intake.receive", traceparent=submission.traceparent):
        tx.tell(event, key=submission.referral_id)
    tx.audit(
        "referral.received", about=submission.referral_id, actor=submission.subject, on_time=submission.clock.on_time
    )


async def note_routed(tx: Transaction, events: Sequence[Heard[ReferralRouted]]) -> None:
    """Keep where referrals went, for their senders: the last answer of each referral counts."""
    answers = {heard.data.referral_id: heard.data for heard in events}
    routed = [
        store.Routed(
            referral_id=answer.referral_id,
            decision_id=answer.decision_id,
            decided_at=answer.decided_at,
            unmet=[{"pathway": need.pathway, "reason": need.reason} for need in answer.unmet],
        )
        for answer in answers.values()
    ]
    seen = {entry.seen.allocation_id: entry for answer in answers.values() for entry in _routed_allocations(answer)}
    await store.save_routed(tx, routed)
    await store.save_allocations(tx, list(seen.values()))
    await store.drop_unnamed(tx, routed, list(seen))


def _routed_allocations(answer: ReferralRouted) -> Iterator[store.SeenOf]:
    for allocation in answer.allocations:
        seen = Seen(
            allocation_id=allocation.allocation_id,
            pathway=allocation.pathway,
            agency=allocation.agency,
            state=allocation.state,
            missing=allocation.missing,
            ask_of=allocation.ask_of,
            outcome="",
            changed_at=answer.decided_at,
        )
        yield store.SeenOf(answer.referral_id, seen, by_provider=False)


async def note_allocations(tx: Transaction, events: Sequence[Heard[AllocationEvent]]) -> None:
    """Keep what providers did with allocations, for the senders: the last event of each allocation counts."""
    latest = {heard.data.allocation_id: heard.data for heard in events}
    await store.save_allocations(tx, [_by_provider(event) for event in latest.values()])


def _by_provider(event: AllocationEvent) -> store.SeenOf:
    seen = Seen(
        allocation_id=event.allocation_id,
        pathway="",
        agency=event.agency,
        state=event.state,
        missing="",
        ask_of="",
        outcome=_outcome_code(event),
        changed_at=event.changed_at,
    )
    return store.SeenOf(event.referral_id, seen, by_provider=True)


def _outcome_code(event: AllocationEvent) -> str:
    """What came of it: the close outcome, or whose no it was; a provider's no is no outcome, somebody else is found."""
    if isinstance(event, AllocationClosed):
        return event.outcome
    if isinstance(event, AllocationDeclined) and event.declined_by is not DeclinedBy.PROVIDER:
        return f"declined_by_{event.declined_by}"
    return ""


async def note_positions(tx: Transaction, events: Sequence[Heard[ConsentChanged]]) -> None:
    """Keep the person's newest position, so that a sender sees that its question is answered."""
    positions = {heard.data.referral_id: (heard.data.position.value, heard.data.changed_at) for heard in events}
    await store.save_positions(tx, positions)


async def forget_keys(tx: Transaction, *, used_before: datetime) -> int:
    """Forget idempotency keys first used before that time; answers how many."""
    return await store.delete_keys(tx, used_before)
