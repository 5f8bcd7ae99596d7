"""Referrals as intake keeps them: hashes, codes, times, never a person. Decides nothing."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import LargeBinary, Text, Uuid, select, update
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.engine import Row

from waymark.contracts.referral import Correction
from waymark.db import Transaction, typed
from waymark.words import QualityFlag, ReferralState, WithdrawReason
from waymark_intake.following.correction import Correctable
from waymark_intake.quality.score import Score
from waymark_intake.referral import Submission
from waymark_intake.store.arrays import TEXTS, TIMES, UUIDS
from waymark_intake.tables import referrals

# The rule of likeness.are_alike, for records of the past: `u` is the new one.
ALIKE = (
    "(exists (select 1 from referrals o where o.sender = u.sender and o.content_hash = u.content"
    " and o.received_at >= u.since and o.referral_id <> u.referral_id and o.state <> 'withdrawn')"
    " or exists (select 1 from referrals o where o.sender = u.sender and o.reference_hash = u.reference"
    " and o.received_at >= u.since and o.referral_id <> u.referral_id and o.state <> 'withdrawn'"
    " and (o.name_hash = u.name or o.born_on_hash = u.born_on"
    " or coalesce(o.name_hash = u.name, o.born_on_hash = u.born_on) is null)))"
)
_IS_ALIKE = typed(
    f"select {ALIKE} from (select :referral as referral_id, :sender as sender, :reference as reference,"  # noqa: S608
    " :content as content, :name as name, :born_on as born_on, :since as since) as u",
    referral=Uuid(),
    sender=Text(),
    reference=LargeBinary(),
    content=LargeBinary(),
    name=LargeBinary(),
    born_on=LargeBinary(),
    since=TIMESTAMP(timezone=True),
)

_MARK_ROUTED = typed(
    "update referrals set state = case when state = 'withdrawn' then state else 'routed' end, decision_id = u.d,"
    " decided_at = u.t, unmet = u.n::jsonb, signposts = u.s::jsonb"
    " from unnest(:referrals, :decisions, :times, :unmet, :signposts) as u(r, d, t, n, s)"
    " where referral_id = u.r and state <> 'voided' and (decided_at is null or decided_at <= u.t)",
    referrals=UUIDS,
    decisions=UUIDS,
    times=TIMES,
    unmet=TEXTS,
    signposts=TEXTS,
)

_SAVE_POSITIONS = typed(
    "update referrals set position = u.p, position_changed_at = u.t"
    " from unnest(:referrals, :positions, :times) as u(r, p, t)"
    " where referral_id = u.r and (position_changed_at is null or position_changed_at <= u.t)",
    referrals=UUIDS,
    positions=TEXTS,
    times=TIMES,
)


@dataclass(frozen=True, slots=True)
class Routed:
    """A router's answer as far as the sender may know it: what nobody could take, and where the person is sent."""

    referral_id: UUID
    decision_id: UUID
    decided_at: datetime
    unmet: Sequence[Mapping[str, str]]
    signposts: Sequence[Mapping[str, str]] = ()


async def is_alike(tx: Transaction, submission: Submission, since: datetime) -> bool:
    """Whether it is like another referral that its sender sent at or after `since`."""
    values = {
        "referral": submission.referral_id,
        "sender": submission.sender,
        "reference": submission.reference_hash,
        "content": submission.likeness.content,
        "name": submission.likeness.name,
        "born_on": submission.likeness.born_on,
        "since": since,
    }
    return bool(await tx.value(_IS_ALIKE, values))


async def lock_referral(tx: Transaction, referral_id: UUID) -> Correctable | None:
    """The referral as it may be corrected or withdrawn, locked until the end; None where the agency has none such."""
    wanted = select(referrals).where(referrals.c.referral_id == referral_id).with_for_update()
    row = await tx.row(wanted)
    return _correctable(row) if row else None


def _correctable(row: Row[tuple[object, ...]]) -> Correctable:
    return Correctable(
        state=ReferralState(row.state),
        version=row.version,
        groups=row.group_hashes,
        corrections=tuple(Correction.model_validate(one) for one in row.corrections),
        quality=tuple(QualityFlag(flag) for flag in row.quality),
    )


async def save_correction(
    tx: Transaction, submission: Submission, quality: Score, corrections: Sequence[Correction]
) -> None:
    """Keep the corrected referral; the last correction says which version it is now."""
    clock, likeness = submission.clock, submission.likeness
    await tx.run(
        update(referrals)
        .where(referrals.c.referral_id == submission.referral_id)
        .values(
            version=corrections[-1].version,
            reported_at=clock.reported_at if clock else None,
            police_due_at=clock.due_at if clock else None,
            fingerprint=submission.fingerprint,
            reference_hash=submission.reference_hash,
            quality=[item.code for item in quality.items],
            quality_score=quality.points,
            quality_fields=dict(submission.pointers),
            group_hashes=dict(likeness.groups),
            content_hash=likeness.content,
            name_hash=likeness.name,
            born_on_hash=likeness.born_on,
            event_hash=likeness.event,
            corrections=[one.model_dump(mode="json") for one in corrections],
        )
    )


async def save_answer(
    tx: Transaction, referral_id: UUID, quality: Score, groups: Mapping[str, str], corrections: Sequence[Correction]
) -> None:
    """Keep what an answer changed; of the whole record's content there is no trace any more, since nobody has it."""
    await tx.run(
        update(referrals)
        .where(referrals.c.referral_id == referral_id)
        .values(
            version=corrections[-1].version,
            quality=[item.code for item in quality.items],
            quality_score=quality.points,
            group_hashes=dict(groups),
            content_hash=None,
            corrections=[one.model_dump(mode="json") for one in corrections],
        )
    )


async def save_withdrawal(tx: Transaction, referral_id: UUID, reason: WithdrawReason) -> None:
    """Keep that the sender took it back, and why."""
    await tx.run(
        update(referrals)
        .where(referrals.c.referral_id == referral_id)
        .values(state="withdrawn", withdrawn_at=tx.now, withdrawn_reason=reason.value)
    )


_ERASE = typed(
    "update referrals set state = 'voided', content_hash = null, name_hash = null, born_on_hash = null,"
    " group_hashes = '{}', unmet = '[]', signposts = '[]', position = null, position_changed_at = null"
    " where referral_id = any(:ids)",
    ids=UUIDS,
)


_FORGET_WAYS = tuple(
    typed(f"delete from {table} where referral_id = any(:ids)", ids=UUIDS)  # noqa: S608 - names of ours
    for table in ("allocation_steps", "allocations_seen")
)


async def save_erasures(tx: Transaction, referral_ids: Sequence[UUID]) -> None:
    """End these referrals and keep neither a likeness of their people nor where they went; only what keeps a record
    from being taken twice stays.
    """
    for statement in (*_FORGET_WAYS, _ERASE):
        await tx.run(statement, {"ids": list(referral_ids)})


async def save_routed(tx: Transaction, routed: Sequence[Routed]) -> None:
    """Keep the newest answer of the router per referral."""
    await tx.run(
        _MARK_ROUTED,
        {
            "referrals": [r.referral_id for r in routed],
            "decisions": [r.decision_id for r in routed],
            "times": [r.decided_at for r in routed],
            "unmet": [_json([dict(need) for need in r.unmet]) for r in routed],
            "signposts": [_json([dict(post) for post in r.signposts]) for r in routed],
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


def _json(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))
