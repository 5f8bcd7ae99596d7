"""What became of referrals, noted for their senders: the router's answers, providers' news, the person's position.

Not here: taking, correcting and withdrawing referrals.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from waymark.contracts import Heard
from waymark.contracts.consent import ConsentChanged
from waymark.contracts.delivery import AllocationClosed, AllocationDeclined, AllocationEvent, AllocationWithdrawn
from waymark.contracts.routing import ReferralRouted
from waymark.db import Transaction
from waymark.words import AllocationState, DeclinedBy
from waymark_intake.following.progress import Seen
from waymark_intake.store import allocations, referrals
from waymark_intake.store.steps import add_steps

_MADE_BY_TIME = 7


async def note_routed(tx: Transaction, events: Sequence[Heard[ReferralRouted]]) -> None:
    """Keep where referrals went, for their senders: the last answer of each referral counts."""
    answers = {heard.data.referral_id: heard.data for heard in events}
    routed = [
        referrals.Routed(
            referral_id=answer.referral_id,
            decision_id=answer.decision_id,
            decided_at=answer.decided_at,
            unmet=[
                {"pathway": need.pathway, "reason": need.reason} for need in answer.unmet if not need.hidden_from_sender
            ],
            signposts=[
                {"service": post.service, "name": post.name, "how": post.how}
                for post in answer.signposts
                if not post.hidden_from_sender
            ],
        )
        for answer in answers.values()
    ]
    seen = {entry.seen.allocation_id: entry for answer in answers.values() for entry in _routed_allocations(answer)}
    await referrals.save_routed(tx, routed)
    await allocations.save_allocations(tx, list(seen.values()))
    await add_steps(tx, [step for heard in events for step in _routed_allocations(heard.data)])
    await allocations.drop_unnamed(tx, routed, list(seen))


def _routed_allocations(answer: ReferralRouted) -> Iterator[allocations.SeenOf]:
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
        is_hidden = allocation.hidden_from_sender
        yield allocations.SeenOf(answer.referral_id, seen, by_provider=False, is_hidden=is_hidden)


async def note_allocations(tx: Transaction, events: Sequence[Heard[AllocationEvent]]) -> None:
    """Keep what providers did with allocations, for the senders: the last event of each allocation counts."""
    latest = {heard.data.allocation_id: heard for heard in events}
    engaged = {
        heard.data.allocation_id: heard.data.changed_at
        for heard in reversed(events)
        if heard.data.state is AllocationState.ENGAGED
    }
    seen = [_by_provider(heard, engaged.get(allocation_id)) for allocation_id, heard in latest.items()]
    await allocations.save_allocations(tx, seen)
    await add_steps(tx, [_by_provider(heard, None) for heard in events])


def _by_provider(heard: Heard[AllocationEvent], engaged_at: datetime | None) -> allocations.SeenOf:
    """What a queue did; where it took something back, since its cause: what the router said after that still holds."""
    event = heard.data
    is_taken_back = isinstance(event, AllocationWithdrawn)
    seen = Seen(
        allocation_id=event.allocation_id,
        pathway="",
        agency=event.agency,
        state=AllocationState.WITHDRAWN if is_taken_back else event.state,
        missing="",
        ask_of="",
        outcome=_outcome_code(event),
        changed_at=_caused_at(heard) if is_taken_back else event.changed_at,
        engaged_at=engaged_at,
    )
    return allocations.SeenOf(event.referral_id, seen, by_provider=True)


def _caused_at(heard: Heard[AllocationEvent]) -> datetime:
    """When that was decided which the queue's word follows: the time within its cause's id (UUIDv7), or its own."""
    cause = heard.causation
    if cause is None or cause.version != _MADE_BY_TIME:
        return heard.data.changed_at
    return min(datetime.fromtimestamp((cause.int >> 80) / 1000, UTC), heard.data.changed_at)


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
    await referrals.save_positions(tx, positions)
