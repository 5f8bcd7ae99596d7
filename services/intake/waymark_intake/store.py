"""What intake's actions load and save, a whole batch per statement. Takes a Transaction; decides nothing."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, Boolean, LargeBinary, Text, TextClause, bindparam, delete, text
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.dialects.postgresql import UUID as UuidType

from waymark.db import Transaction
from waymark_intake.progress import Seen
from waymark_intake.referral import Submission
from waymark_intake.tables import idempotency

_UUID = ARRAY(UuidType(as_uuid=True))
_TEXT = ARRAY(Text())
_BYTES = ARRAY(LargeBinary())
_TIME = ARRAY(TIMESTAMP(timezone=True))
_BOOL = ARRAY(Boolean())
Array = ARRAY[UUID] | ARRAY[str] | ARRAY[bytes] | ARRAY[datetime] | ARRAY[bool]


def _statement(sql: str, **arrays: Array) -> TextClause:
    """One statement for a whole batch: every bind is an array with one element per row."""
    return text(sql).bindparams(*(bindparam(name, type_=kind) for name, kind in arrays.items()))


_CLAIM_KEYS = _statement(
    # Sorted, so that two writers with the same keys wait for each other instead of ending in a deadlock.
    "insert into idempotency(agency, key_hash, fingerprint, referral_id, state, reply, created_at)"
    " select a, k, f, r, 'accepted', b, t"
    " from unnest(:agencies, :keys, :fingerprints, :referrals, :replies, :times) as u(a, k, f, r, b, t)"
    " order by a, k on conflict do nothing returning referral_id",
    agencies=_TEXT,
    keys=_BYTES,
    fingerprints=_BYTES,
    referrals=_UUID,
    replies=_BYTES,
    times=_TIME,
)

_FIND_KEYS = _statement(
    "select i.agency, i.key_hash, i.fingerprint, i.referral_id, i.reply from idempotency i"
    " join unnest(:agencies, :keys) as u(a, k) on i.agency = u.a and i.key_hash = u.k",
    agencies=_TEXT,
    keys=_BYTES,
)

_ADD_REFERRALS = _statement(
    "insert into referrals(referral_id, journey_id, sender, state, received_at, reported_at, police_due_at,"
    " fingerprint, reference_hash, quality)"
    " select a, b, c, 'received', d, e, f, g, h, string_to_array(i, ',')"
    " from unnest(:referrals, :journeys, :senders, :received, :reported, :due, :fingerprints, :references, :quality)"
    " as u(a, b, c, d, e, f, g, h, i)",
    referrals=_UUID,
    journeys=_UUID,
    senders=_TEXT,
    received=_TIME,
    reported=_TIME,
    due=_TIME,
    fingerprints=_BYTES,
    references=_BYTES,
    quality=_TEXT,
)

_MARK_ROUTED = _statement(
    "update referrals set state = 'routed', decision_id = u.d, decided_at = u.t, unmet = u.n::jsonb"
    " from unnest(:referrals, :decisions, :times, :unmet) as u(r, d, t, n)"
    " where referral_id = u.r and (decided_at is null or decided_at <= u.t)",
    referrals=_UUID,
    decisions=_UUID,
    times=_TIME,
    unmet=_TEXT,
)

_SAVE_POSITIONS = _statement(
    "update referrals set position = u.p, position_changed_at = u.t"
    " from unnest(:referrals, :positions, :times) as u(r, p, t)"
    " where referral_id = u.r and (position_changed_at is null or position_changed_at <= u.t)",
    referrals=_UUID,
    positions=_TEXT,
    times=_TIME,
)

# A router's answer never undoes what a provider did, unless it takes open work back; a late provider event never
# undoes a later one. `pathway` is known from the router only, whose answer may come after the provider's.
_ENDED = "('closed', 'declined', 'withdrawn', 'transferred', 'voided')"
_APPLIES = f"""case when excluded.by_provider
    then excluded.changed_at >= kept.changed_at or (not kept.by_provider and kept.state <> 'withdrawn')
    else (not kept.by_provider and excluded.changed_at >= kept.changed_at)
        or (kept.by_provider and excluded.state = 'withdrawn' and kept.state not in {_ENDED}) end"""
_REPLACED = ("agency", "state", "missing", "ask_of", "outcome", "by_provider", "changed_at")
_REPLACEMENTS = ", ".join(
    f"{name} = case when {_APPLIES} then excluded.{name} else kept.{name} end" for name in _REPLACED
)

_SAVE_ALLOCATIONS = _statement(
    "insert into allocations_seen as kept("  # noqa: S608 - column names of ours
    "allocation_id, referral_id, sender, pathway, agency, state, missing, ask_of, outcome, by_provider, changed_at)"
    " select u.a, u.r, f.sender, u.p, u.g, u.s, u.m, u.q, u.o, u.b, u.t"
    " from unnest(:allocations, :referrals, :pathways, :agencies, :states, :missing, :ask_of, :outcomes,"
    " :by_provider, :times) as u(a, r, p, g, s, m, q, o, b, t) join referrals f on f.referral_id = u.r"
    " on conflict (allocation_id) do update set"
    f" pathway = coalesce(nullif(excluded.pathway, ''), kept.pathway), {_REPLACEMENTS}",
    allocations=_UUID,
    referrals=_UUID,
    pathways=_TEXT,
    agencies=_TEXT,
    states=_TEXT,
    missing=_TEXT,
    ask_of=_TEXT,
    outcomes=_TEXT,
    by_provider=_BOOL,
    times=_TIME,
)

# An allocation of an earlier answer that the newest one no longer names, and nobody has taken up, is withdrawn.
_DROP_UNNAMED = _statement(
    "update allocations_seen set state = 'withdrawn', missing = '', ask_of = '', changed_at = u.t"
    " from unnest(:referrals, :times) as u(r, t)"
    " where referral_id = u.r and not by_provider and changed_at < u.t and state <> 'withdrawn'"
    " and allocation_id <> all(:named)",
    referrals=_UUID,
    times=_TIME,
    named=_UUID,
)


@dataclass(frozen=True, slots=True)
class KeptKey:
    """An idempotency key as first used: the fingerprint of its record, the referral, and what was answered."""

    fingerprint: bytes
    referral_id: UUID
    reply: bytes


@dataclass(frozen=True, slots=True)
class SeenOf:
    """What was heard of one allocation of a referral; `by_provider` tells a provider's act from a router's answer."""

    referral_id: UUID
    seen: Seen
    by_provider: bool


@dataclass(frozen=True, slots=True)
class Routed:
    """A router's answer as far as the sender may know it: which allocations it names, and what nobody could take."""

    referral_id: UUID
    decision_id: UUID
    decided_at: datetime
    unmet: Sequence[Mapping[str, str]]


async def claim_keys(tx: Transaction, submissions: Sequence[Submission], replies: Sequence[bytes]) -> set[UUID]:
    """Claim the submissions' idempotency keys; answers the referral ids whose key was still free.

    Waits for another writer that is claiming the same key, until that one has committed or rolled back.
    """
    rows = await tx.rows(
        _CLAIM_KEYS,
        {
            "agencies": [s.sender for s in submissions],
            "keys": [s.key_hash for s in submissions],
            "fingerprints": [s.fingerprint for s in submissions],
            "referrals": [s.referral_id for s in submissions],
            "replies": list(replies),
            "times": [tx.now] * len(submissions),
        },
    )
    return {row.referral_id for row in rows}


async def find_keys(tx: Transaction, submissions: Sequence[Submission]) -> dict[tuple[str, bytes], KeptKey]:
    """What is kept under the submissions' keys, by sender and key hash."""
    keys = {(s.sender, s.key_hash) for s in submissions}
    rows = await tx.rows(_FIND_KEYS, {"agencies": [a for a, _ in keys], "keys": [k for _, k in keys]})
    return {(row.agency, row.key_hash): KeptKey(row.fingerprint, row.referral_id, row.reply) for row in rows}


async def add_referrals(tx: Transaction, submissions: Sequence[Submission]) -> None:
    """Add new referrals."""
    await tx.run(
        _ADD_REFERRALS,
        {
            "referrals": [s.referral_id for s in submissions],
            "journeys": [s.journey_id for s in submissions],
            "senders": [s.sender for s in submissions],
            "received": [s.received_at for s in submissions],
            "reported": [s.clock.reported_at for s in submissions],
            "due": [s.clock.due_at for s in submissions],
            "fingerprints": [s.fingerprint for s in submissions],
            "references": [s.reference_hash for s in submissions],
            "quality": [",".join(s.quality) for s in submissions],
        },
    )


async def save_routed(tx: Transaction, routed: Sequence[Routed]) -> None:
    """Keep the newest answer of the router per referral."""
    await tx.run(
        _MARK_ROUTED,
        {
            "referrals": [r.referral_id for r in routed],
            "decisions": [r.decision_id for r in routed],
            "times": [r.decided_at for r in routed],
            "unmet": [json.dumps([dict(need) for need in r.unmet], separators=(",", ":")) for r in routed],
        },
    )


async def save_positions(tx: Transaction, positions: Mapping[UUID, tuple[str, datetime]]) -> None:
    """Keep the person's newest position per referral, with the time it changed."""
    await tx.run(
        _SAVE_POSITIONS,
        {
            "referrals": list(positions),
            "positions": [position for position, _ in positions.values()],
            "times": [changed_at for _, changed_at in positions.values()],
        },
    )


async def save_allocations(tx: Transaction, heard: Sequence[SeenOf]) -> None:
    """Keep what was heard of allocations, one entry per allocation; those of unknown referrals are left out."""
    await tx.run(
        _SAVE_ALLOCATIONS,
        {
            "allocations": [h.seen.allocation_id for h in heard],
            "referrals": [h.referral_id for h in heard],
            "pathways": [h.seen.pathway for h in heard],
            "agencies": [h.seen.agency for h in heard],
            "states": [h.seen.state for h in heard],
            "missing": [h.seen.missing for h in heard],
            "ask_of": [h.seen.ask_of for h in heard],
            "outcomes": [h.seen.outcome for h in heard],
            "by_provider": [h.by_provider for h in heard],
            "times": [h.seen.changed_at for h in heard],
        },
    )


async def drop_unnamed(tx: Transaction, routed: Sequence[Routed], named: Sequence[UUID]) -> None:
    """Mark as withdrawn what the router's newest answers no longer name and nobody has taken up."""
    await tx.run(
        _DROP_UNNAMED,
        {
            "referrals": [r.referral_id for r in routed],
            "times": [r.decided_at for r in routed],
            "named": list(named),
        },
    )


async def delete_keys(tx: Transaction, used_before: datetime) -> int:
    """Delete idempotency keys first used before that time; answers how many."""
    return await tx.run(delete(idempotency).where(idempotency.c.created_at < used_before))
