"""What the notifier does: one function, one transaction, one verb.

Not here: what may be done when (allocation.py, offer.py), and how it is kept (store.py).
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from waymark.auth import Actor
from waymark.contracts.consent import ReleaseRevoked
from waymark.contracts.envelope import Event, Heard
from waymark.contracts.routing import ReferralRouted
from waymark.db import Transaction
from waymark.errors import Kind, Refused
from waymark.words import AllocationState, Role
from waymark_notifier import store
from waymark_notifier.allocation import Allocation, Step, Worker, move, step
from waymark_notifier.answer import StepRequest
from waymark_notifier.delivery import AlertState, DueAlert, Receipt, after_failure, read_channel
from waymark_notifier.offer import revoke, take_answer
from waymark_notifier.transition import HELD, NEVER_LAPSES, By, Verb

_ASKS_SOMEBODY = (AllocationState.OFFERED, AllocationState.UNMET)


def worker_of(actor: Actor) -> Worker:
    """The facts about an actor that a step asks for."""
    return Worker(actor.subject, actor.display_name, actor.agency, leads=Role.PROVIDER_LEAD in actor.roles)


async def take_routing(tx: Transaction, heard: Sequence[Heard[ReferralRouted]]) -> None:
    """Bring the queues in line with a batch of routed answers, in order, in a handful of statements."""
    rows = await _rows_of(tx, heard)
    steps: list[Step] = []
    for one in heard:
        answer = one.data
        taken = take_answer(answer, list(rows[answer.referral_id].values()), tx.now)
        rows[answer.referral_id].update({each.allocation.id: each.allocation for each in taken})
        _tell(tx, taken, one)
        steps += taken
    await _keep(tx, steps)


async def revoke_releases(tx: Transaction, heard: Sequence[Heard[ReleaseRevoked]]) -> None:
    """Take back what agencies have in hand of referrals they may no longer see; cancel alerts, tell open pages."""
    rows = await _rows_of(tx, heard)
    steps: list[Step] = []
    for one in heard:
        told = one.data
        of_agency = [row for row in rows[told.referral_id].values() if row.agency == told.agency]
        found = (revoke(row, revoked_at=told.revoked_at, reason=told.reason, now=tx.now) for row in of_agency)
        taken = [each for each in found if each is not None]
        rows[told.referral_id].update({each.allocation.id: each.allocation for each in taken})
        _tell(tx, taken, one)
        steps += taken
    await _keep(tx, steps)


async def take_step(tx: Transaction, allocation_id: UUID, verb: Verb, worker: Worker, said: StepRequest) -> Allocation:
    """A worker's step on one allocation of their agency; answers it as it is now.

    Raises Refused: NOT_FOUND, CONFLICT (somebody was faster, or the state does not allow it), INVALID (fields).
    """
    found = await store.lock_allocation(tx, allocation_id)
    if found is None:
        raise Refused(Kind.NOT_FOUND, "There is no such referral in your queue", code="allocation_not_found")
    taken = step(found, verb, worker, said, tx.now)
    _tell(tx, [taken], None)
    await _keep(tx, [taken])
    act, after = f"allocation.{verb}", taken.allocation
    tx.audit(act, about=found.id, actor=worker.subject, agency=found.agency, state=after.state, code=taken.code)
    return after


async def lapse_overdue(tx: Transaction, *, most: int) -> int:
    """Let offers lapse whose time to answer is over, at most `most`; answers how many."""
    overdue = await store.lock_overdue(tx, most=most, but=NEVER_LAPSES)
    steps = [move(row, Verb.LAPSE, By.SYSTEM, tx.now, code="respond_by_passed") for row in overdue]
    _tell(tx, steps, None)
    await _keep(tx, steps)
    return len(steps)


async def lease_alerts(tx: Transaction, *, most: int, lease: timedelta) -> list[DueAlert]:
    """Take alerts whose turn it is; nobody else sends them until the lease is over."""
    return await store.lease_alerts(tx, most=most, until=tx.now + lease)


async def record_receipts(tx: Transaction, receipts: Sequence[Receipt]) -> None:
    """Write what became of each attempt: sent, to be tried again, or given up."""
    settled = []
    for receipt in receipts:
        state, next_at = (AlertState.SENT, tx.now) if receipt.accepted else after_failure(receipt.attempts, tx.now)
        settled.append((receipt.alert_id, state, next_at))
        if state is AlertState.FAILED:
            tx.audit("alert.given_up", about=receipt.alert_id, actor="system", attempts=receipt.attempts)
    await store.settle_alerts(tx, settled)


async def load_channels(tx: Transaction, part: Mapping[str, object]) -> None:
    """Take the `channels` of a county file, all of them or none; Refused INVALID names the first wrong entry."""
    channels = part.get("channels", {})
    if set(part) - {"channels"} or not isinstance(channels, Mapping):
        raise Refused(Kind.INVALID, "notifier: give it a table called channels and nothing else", code="part_invalid")
    await store.save_channels(tx, [read_channel(str(name), entry) for name, entry in channels.items()])


async def _rows_of(
    tx: Transaction, heard: Sequence[Heard[ReferralRouted]] | Sequence[Heard[ReleaseRevoked]]
) -> dict[UUID, dict[UUID, Allocation]]:
    rows: dict[UUID, dict[UUID, Allocation]] = defaultdict(dict)
    for row in await store.lock_of_referrals(tx, sorted({one.data.referral_id for one in heard})):
        rows[row.referral_id][row.id] = row
    return rows


def _tell(tx: Transaction, steps: Sequence[Step], cause: Heard[Event] | None) -> None:
    for taken in steps:
        if taken.event is not None:
            tx.tell(taken.event, key=taken.allocation.referral_id, cause=cause)


async def _keep(tx: Transaction, steps: Sequence[Step]) -> None:
    """Write steps with all that hangs on them: rows, timeline, alerts queued and cancelled, open pages told."""
    logged = [taken for taken in steps if taken.verb is not Verb.CORRECT]
    last = {taken.allocation.id: taken.allocation for taken in steps}
    await store.save_allocations(tx, last.values())
    await store.log_steps(tx, logged)
    quiet = {key for key, allocation in last.items() if allocation.state not in _ASKS_SOMEBODY}
    await store.cancel_alerts(tx, sorted(quiet))
    asks = {taken.allocation.id for taken in logged if taken.verb in {Verb.OFFER, Verb.UNMET}} - quiet
    await store.add_alerts(tx, [last[key] for key in sorted(asks)])
    await store.notify_queues(tx, [taken.allocation.agency for taken in steps if _is_seen(taken)])


def _is_seen(taken: Step) -> bool:
    """Whether the agency's page looks different after the step: not where it was and stays held."""
    return not (taken.allocation.state in HELD and (taken.source is None or taken.source in HELD))
