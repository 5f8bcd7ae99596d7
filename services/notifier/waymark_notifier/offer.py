"""What a routed answer does to a queue: new rows, rows that open, are held or are taken back.

The router's newest answer wins, whole; what a provider has answered stays answered. Not here: how rows are kept.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from waymark.contracts.routing import ReferralRouted, RoutedAllocation
from waymark.words import AllocationState
from waymark_notifier import deadline
from waymark_notifier.allocation import Allocation, Step, move
from waymark_notifier.deadline import Timer
from waymark_notifier.transition import AT_WORK, HELD, OPEN, By, Verb, edge

S = AllocationState

_VERB_FOR: dict[AllocationState, Verb] = {
    S.OFFERED: Verb.OFFER,
    S.UNMET: Verb.UNMET,
    S.WITHDRAWN: Verb.WITHDRAW,
    **dict.fromkeys(HELD, Verb.HOLD),
}
REPLACED = "routed_elsewhere"
NO_LONGER_PERMITTED = "release_no_longer_permitted"


def _born(routed: RoutedAllocation, answer: ReferralRouted, now: datetime) -> Allocation:
    """The first version of a row."""
    started = deadline.due(Timer.SERVICE, routed.priority, now) if routed.state is S.OFFERED else None
    review = None if routed.state is S.OFFERED else deadline.due(Timer.REVIEW, routed.priority, now)
    return Allocation(
        id=routed.allocation_id,
        agency=routed.agency,
        referral_id=answer.referral_id,
        journey_id=answer.journey_id,
        pathway=routed.pathway,
        service=routed.service,
        needs=tuple(routed.needs),
        state=routed.state,
        version=1,
        priority=routed.priority,
        decision_id=answer.decision_id,
        decided_at=answer.decided_at,
        sender=answer.sender,
        received_at=answer.received_at,
        changed_at=now,
        missing=routed.missing,
        ask_of=routed.ask_of,
        duty=routed.duty,
        child=answer.child,
        flags=tuple(routed.flags),
        quality=tuple(answer.quality),
        respond_by=routed.respond_by or started,
        review_by=review,
    )


def _told_again(before: Allocation, routed: RoutedAllocation, answer: ReferralRouted) -> Allocation:
    """The row with what the newer answer says about the same need; state and people stay.

    The answer's time is only ever shortened: a clock that runs is not started again by a message.
    """
    sooner = [at for at in (before.respond_by, routed.respond_by) if at is not None]
    return replace(
        before,
        needs=tuple(routed.needs),
        priority=routed.priority,
        decision_id=answer.decision_id,
        decided_at=answer.decided_at,
        missing=routed.missing,
        ask_of=routed.ask_of,
        duty=routed.duty,
        child=answer.child,
        flags=tuple(routed.flags),
        quality=tuple(answer.quality),
        respond_by=min(sooner) if before.state is S.OFFERED and sooner else before.respond_by,
    )


def _one(before: Allocation | None, routed: RoutedAllocation, answer: ReferralRouted, now: datetime) -> Step | None:
    """What one routed allocation does to its row: a step, or None where there is nothing to do."""
    if before is None:
        if routed.state not in _VERB_FOR or routed.state is S.WITHDRAWN:
            return None
        return Step(
            _born(routed, answer, now), None, _VERB_FOR[routed.state], By.ROUTER.value, "", routed.missing, None
        )
    verb = _VERB_FOR.get(routed.state)
    told = _told_again(before, routed, answer)
    if verb is None or edge(before.state, verb, routed.state) is None:
        return _unmoved(before, told, now)
    code = {Verb.WITHDRAW: REPLACED, Verb.HOLD: routed.missing or NO_LONGER_PERMITTED}.get(verb, "")
    taken = move(told, verb, By.ROUTER, now, code=code, target=routed.state)
    if verb is Verb.OFFER:
        fresh = replace(taken.allocation, claimed_by="", claimed_name="", reason="")
        taken = replace(taken, allocation=replace(fresh, respond_by=routed.respond_by or fresh.respond_by))
    return replace(taken, source=before.state)


def _unmoved(before: Allocation, told: Allocation, now: datetime) -> Step | None:
    """A row that keeps its state; a step of its own only where the newer answer says something else about it."""
    if told == before:
        return None
    seen = replace(told, decision_id=before.decision_id, decided_at=before.decided_at) != before
    kept = replace(told, version=before.version + 1, changed_at=now) if seen else told
    return Step(kept, before.state, Verb.CORRECT, By.ROUTER.value, "", "", None)


def _row_for(routed: RoutedAllocation, rows: Iterable[Allocation]) -> Allocation | None:
    """The row a routed allocation speaks of: the same id, or the same pathway and service under an earlier id."""
    return next(
        (
            row
            for row in rows
            if row.id == routed.allocation_id or (row.pathway, row.service) == (routed.pathway, routed.service)
        ),
        None,
    )


def take_answer(answer: ReferralRouted, rows: Sequence[Allocation], now: datetime) -> list[Step]:
    """The steps that bring a referral's rows in line with the router's newest answer; an older answer does nothing.

    What lapsed and went elsewhere stays lapsed: its agency's late answer is kept.
    """
    if any(row.decided_at > answer.decided_at for row in rows):
        return []
    named = [(routed, _row_for(routed, rows)) for routed in answer.allocations]
    steps = [step for routed, row in named if (step := _one(row, routed, answer, now)) is not None]
    mentioned: set[UUID] = {row.id for _, row in named if row is not None}
    gone = [row for row in rows if row.id not in mentioned and row.state in OPEN]
    for row in gone:
        newer = replace(row, decision_id=answer.decision_id, decided_at=answer.decided_at)
        steps.append(move(newer, Verb.WITHDRAW, By.ROUTER, now, code=REPLACED))
    return steps


def revoke(row: Allocation, *, revoked_at: datetime, reason: str, now: datetime) -> Step | None:
    """Take a row back because its agency may no longer see the referral; None where it is not in its hands.

    A decision newer than the revocation has already taken it into account.
    """
    in_hand = row.state in {S.OFFERED, S.UNMET, S.LAPSED, *AT_WORK}
    if not in_hand or row.decided_at > revoked_at:
        return None
    return move(row, Verb.WITHDRAW, By.SYSTEM, now, code=reason or NO_LONGER_PERMITTED)
