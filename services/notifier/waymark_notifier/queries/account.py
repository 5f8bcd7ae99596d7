"""What the queues hold of all referrals, and what is wrong in them: the notifier's part of the whole check.

It reads whole tables and is meant for a check, not for a page. Not here: what counts as wrong (recompute.py).
"""

from collections import defaultdict
from itertools import groupby
from uuid import UUID

from waymark.db import Reader
from waymark.ledger import Finding, Ledger
from waymark.words import AllocationState, Priority
from waymark_notifier.allocation import Allocation
from waymark_notifier.recompute import Written, found_in
from waymark_notifier.store import allocation_of
from waymark_notifier.transition import AT_WORK, HELD, IN_HAND

_ROWS = "select * from allocations order by id"
_LINES = (
    "select allocation_id, from_state, to_state, verb, priority, due_at, version, at from transitions"
    " order by allocation_id, id"
)
_PLACED = frozenset({AllocationState.OFFERED, *AT_WORK})


async def account(reader: Reader) -> Ledger:
    """Every referral whose person is not erased with how far it is (open, held, settled), where it is open, and
    findings; needs to see all.

    Findings: I3 (twice in one queue), I7 (a clock is not what its start and the limits make it), I8 (a timeline goes
    backwards or leaves something out).
    """
    rows = [allocation_of(row) for row in await reader.rows(_ROWS)]
    lines = {
        allocation_id: [
            Written(
                source=line.from_state,
                target=line.to_state,
                verb=line.verb,
                priority=Priority(line.priority) if line.priority else None,
                due_at=line.due_at,
                version=line.version,
                at=line.at,
            )
            for line in several
        ]
        for allocation_id, several in groupby(await reader.rows(_LINES), key=lambda line: line.allocation_id)
    }
    findings = [
        Finding(one.invariant, one.what, row.referral_id)
        for row in rows
        for one in found_in(row, lines.get(row.id, []))
    ]
    places = _places(rows)
    for (referral_id, pathway), agencies in places.items():
        if len(agencies) != len(set(agencies)):
            findings.append(Finding("I3", f"{pathway} is open twice in one queue", referral_id))
    distinct = {key: tuple(sorted(set(agencies))) for key, agencies in places.items()}
    erased = {row.referral_id for row in await reader.rows("select referral_id from erased")}
    return Ledger(_referrals([row for row in rows if row.referral_id not in erased]), distinct, tuple(findings))


def _places(rows: list[Allocation]) -> dict[tuple[UUID, str], list[str]]:
    places: dict[tuple[UUID, str], list[str]] = defaultdict(list)
    for row in rows:
        if row.state in _PLACED:
            places[row.referral_id, row.pathway.value].append(row.agency)
    return places


def _referrals(rows: list[Allocation]) -> dict[UUID, str]:
    states: dict[UUID, set[AllocationState]] = defaultdict(set)
    for row in rows:
        states[row.referral_id].add(row.state)
    return {referral_id: _how_far(found) for referral_id, found in states.items()}


def _how_far(states: set[AllocationState]) -> str:
    if states & set(IN_HAND):
        return "open"
    return "held" if states & set(HELD) else "settled"
