"""Earlier referrals by what makes a record recognisable, and keys that lead to them. Decides nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, Integer

from waymark.db import Transaction, typed
from waymark.ids import JourneyId, ReferralId
from waymark_intake.referral import Submission
from waymark_intake.store.arrays import BYTES, TEXTS, TIMES, UUIDS

_LOCK_BYTES = 8
# Sorted, so that two writers wait for each other instead of ending in a deadlock. A statement of its own: the next one
# then sees what the one that was waited for has written.
_WAIT = typed(
    "select pg_advisory_xact_lock(k) from (select distinct k from unnest(:keys) as u(k) order by k) as s",
    keys=ARRAY(BigInteger()),
)
_LIVE = "o.kind = u.k and o.received_at >= u.since and o.state not in ('withdrawn', 'merged', 'voided')"
_FIND = typed(
    "select u.n, f.* from unnest(:numbers, :senders, :kinds, :since, :fingerprints, :events) as u(n, s, k, since, f, e)"  # noqa: S608 - text of ours
    " cross join lateral (select * from (select o.referral_id, o.journey_id, o.version, o.received_at, i.reply"
    " from idempotency i"
    f" join referrals o using (referral_id) where i.agency = u.s and i.fingerprint = u.f and {_LIVE}"
    " union all select o.referral_id, o.journey_id, o.version, o.received_at, null from referrals o"
    f" where o.sender = u.s and o.event_hash = u.e and {_LIVE}"
    " ) as both_ways order by reply is null, received_at desc limit 1) as f",
    numbers=ARRAY(Integer()),
    senders=TEXTS,
    kinds=TEXTS,
    since=TIMES,
    fingerprints=BYTES,
    events=BYTES,
)
_CLAIM = typed(
    "insert into idempotency(agency, key_hash, fingerprint, referral_id, state, reply, created_at)"
    " select a, k, f, r, 'accepted', p, :now from unnest(:agencies, :keys, :fingerprints, :referrals, :replies)"
    " as u(a, k, f, r, p) order by a, k on conflict do nothing returning agency, key_hash",
    agencies=TEXTS,
    keys=BYTES,
    fingerprints=BYTES,
    referrals=UUIDS,
    replies=BYTES,
)


@dataclass(frozen=True, slots=True)
class Earlier:
    """The referral a record belongs to; `reply` is what the very same record was answered, None for a changed one."""

    referral_id: ReferralId
    journey_id: JourneyId
    version: int
    received_at: datetime
    reply: bytes | None


async def wait_for_like(tx: Transaction, submissions: Sequence[Submission]) -> None:
    """Wait for other writers that bring records of the same reference or the same content, until they have ended."""
    traces = [submission.reference_hash or submission.likeness.content for submission in submissions]
    keys = [int.from_bytes(trace[:_LOCK_BYTES], "big", signed=True) for trace in traces if trace]
    if keys:
        await tx.rows(_WAIT, {"keys": keys})


async def find_earlier(tx: Transaction, asked: Sequence[tuple[Submission, datetime]]) -> Mapping[UUID, Earlier]:
    """The earlier referrals that submissions belong to, by the submission's id; each looks back to its time."""
    if not asked:
        return {}
    submissions = [submission for submission, _ in asked]
    rows = await tx.rows(
        _FIND,
        {
            "numbers": list(range(len(asked))),
            "senders": [s.sender for s in submissions],
            "kinds": [s.kind for s in submissions],
            "since": [since for _, since in asked],
            "fingerprints": [s.fingerprint for s in submissions],
            "events": [s.likeness.event for s in submissions],
        },
    )
    return {
        submissions[row.n].referral_id: Earlier(
            ReferralId(row.referral_id),
            JourneyId(row.journey_id),
            row.version,
            row.received_at,
            bytes(row.reply) if row.reply is not None else None,
        )
        for row in rows
    }


async def claim_keys(tx: Transaction, repeats: Sequence[tuple[Submission, Earlier]]) -> set[tuple[str, bytes]]:
    """Let the repeats' keys lead to the referrals they repeat; answers sender and hash of those still free."""
    if not repeats:
        return set()
    rows = await tx.rows(
        _CLAIM,
        {
            "agencies": [s.sender for s, _ in repeats],
            "keys": [s.key_hash for s, _ in repeats],
            "fingerprints": [s.fingerprint for s, _ in repeats],
            "referrals": [earlier.referral_id for _, earlier in repeats],
            "replies": [earlier.reply for _, earlier in repeats],
            "now": tx.now,
        },
    )
    return {(row.agency, bytes(row.key_hash)) for row in rows}
