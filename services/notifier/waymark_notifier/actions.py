"""What the notifier does: one function, one transaction, one verb.

Not here: what may be done when (allocation.py, offer.py), and how it is kept (store.py).
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from waymark.auth import Actor
from waymark.contracts.consent import PersonErased, ReleaseRevoked
from waymark.contracts.envelope import Event, Heard
from waymark.contracts.routing import ReferralRouted
from waymark.contracts.rules import RulesPublished
from waymark.db import Transaction
from waymark.errors import Kind, Refused
from waymark.words import Role
from waymark_notifier import store
from waymark_notifier.allocation import Allocation, Worker
from waymark_notifier.answer import StepRequest
from waymark_notifier.deadline import escalated_before
from waymark_notifier.delivery import AlertState, DueAlert, Receipt, after_failure, read_channels
from waymark_notifier.notice import notices, stale
from waymark_notifier.offer import erase, revoke, take_answer
from waymark_notifier.step import Step, move, step, tell
from waymark_notifier.switched import notices_of
from waymark_notifier.transition import HELD, NEVER_LAPSES, By, Verb

_TO_DESK = frozenset({Verb.LAPSE, Verb.ESCALATE})


def worker_of(actor: Actor) -> Worker:
    """The facts about an actor that a step asks for."""
    return Worker(actor.subject, actor.display_name, actor.agency, leads=Role.PROVIDER_LEAD in actor.roles)


async def take_routing(tx: Transaction, heard: Sequence[Heard[ReferralRouted]]) -> None:
    """Bring the queues in line with a batch of routed answers, in order, in a handful of statements."""
    erased = await store.find_erased(tx, sorted({one.data.referral_id for one in heard}))
    heard = [one for one in heard if one.data.referral_id not in erased]
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


async def erase_people(tx: Transaction, heard: Sequence[Heard[PersonErased]]) -> None:
    """Take back everything of people who were erased, forget the facts about them, and let nothing of them come again.

    Whoever had them in hand confirms what it did with what it saw; alerts that wait are cancelled.
    """
    causes = {one.data.referral_id: one for one in heard}
    await store.note_erased(tx, {key: one.data.erased_at for key, one in causes.items()})
    steps: list[Step] = []
    bare: list[Allocation] = []
    for row in await store.lock_of_referrals(tx, sorted(causes)):
        left, taken = erase(row, tx.now)
        if taken is None:
            bare.append(left)
            continue
        _tell(tx, [taken], causes[row.referral_id])
        steps.append(taken)
    store.save_allocations(tx, bare)
    await _keep(tx, steps)
    for referral_id in causes:
        tx.audit("person.erased", about=referral_id, actor="consent")


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


async def remind_leads(tx: Transaction, *, most: int) -> int:
    """Bring to the lead what nobody answered in most of its time, once for each offer; answers how many."""
    slow = await store.lock_slow(tx, most=most)
    await _keep(tx, [tell(row, Verb.REMIND, tx.now, code="three_quarters_gone") for row in slow])
    return len(slow)


async def escalate_overdue(tx: Transaction, *, most: int) -> int:
    """Bring to lead and desk what is overdue and never lapses, and stops nobody confirmed; answers how many."""
    before = escalated_before(tx.now)
    stuck = await store.lock_stuck(tx, most=most, before=before, staying=NEVER_LAPSES)
    await _keep(tx, [tell(row, Verb.ESCALATE, tx.now, code="") for row in stuck])
    for row in stuck:
        tx.audit("allocation.escalate", about=row.id, actor="system", agency=row.agency, state=row.state)
    return len(stuck)


async def note_opened(tx: Transaction, allocation_id: UUID) -> None:
    """Remember that a person's name was shown for this row: whoever saw it must confirm when it is taken back."""
    await store.note_opened(tx, allocation_id)


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


async def tell_of_switch(tx: Transaction, heard: Sequence[Heard[RulesPublished]]) -> None:
    """Queue the alerts that the emergency switch was used; any other version of the rules is told to nobody."""
    desk = await store.find_desk(tx)
    store.add_alerts(tx, [one for each in heard for one in notices_of(each.data, desk)])


async def load_channels(tx: Transaction, part: Mapping[str, object]) -> None:
    """Take the notifier's part of a county file, all of it or none; Refused INVALID names the first wrong entry."""
    await store.save_channels(tx, read_channels(part))


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
    last = {taken.allocation.id: taken.allocation for taken in steps}
    store.save_allocations(tx, last.values())
    store.log_steps(tx, [taken for taken in steps if not taken.is_silent])
    born = {taken.allocation.id for taken in steps if taken.source is None}
    await store.cancel_alerts(tx, [(key, kind) for key, row in last.items() if key not in born for kind in stale(row)])
    desk = await store.find_desk(tx) if any(taken.verb in _TO_DESK for taken in steps) else ""
    told = dict.fromkeys(one for taken in steps for one in notices(taken, last[taken.allocation.id], desk))
    store.add_alerts(tx, told)
    store.notify_queues(tx, [taken.allocation.agency for taken in steps if _is_seen(taken)])


def _is_seen(taken: Step) -> bool:
    """Whether the agency's page looks different after the step: not where it was and stays held."""
    stays_held = taken.allocation.state in HELD and (taken.source is None or taken.source in HELD)
    return not taken.is_silent and (not stays_held or taken.verb in {Verb.CONFIRM, Verb.ESCALATE})
