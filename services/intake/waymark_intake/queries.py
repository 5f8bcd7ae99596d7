"""What may be asked of intake: a sender's referral, an operator's figures, the account of all. Takes a Reader only."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, literal, or_, select, true, tuple_
from sqlalchemy.engine import Row

from waymark.contracts.referral import Correction
from waymark.db import Reader
from waymark.figure import Figure
from waymark.ids import AgencyId, JourneyId, ReferralId
from waymark.ledger import Ledger
from waymark.words import AgencyRole, AllocationState, QualityFlag, ReferralState
from waymark_intake.following.correction import ENDED
from waymark_intake.following.history import Stepped, history_of
from waymark_intake.following.progress import Seen
from waymark_intake.following.receipt import (
    Clock,
    ConsentView,
    HistoryEntry,
    Kept,
    ReferralView,
    SignpostView,
    UnmetView,
    view_of,
)
from waymark_intake.following.view import Cursor, Part, part_of
from waymark_intake.quality.score import Score, score_of
from waymark_intake.referral import RecordKind
from waymark_intake.tables import allocations_seen, referrals
from waymark_intake.working_day import local_date

_OVER = ("closed", "withdrawn", "transferred", "voided", "unmet")
_ROWS = 25
_LOOK = 100
_MOST_LOOKED_AT = 2000
# What is there only because the person is known from other referrals is no sender's to see (ADR 0031).
_SHOWN = select(allocations_seen).where(~allocations_seen.c.is_hidden)
_FIGURES = (
    "select count(*) filter (where received_at < cast(:now as timestamptz) - interval '60 seconds') as late,"
    " coalesce(extract(epoch from cast(:now as timestamptz) - min(received_at)), 0) as oldest_s,"
    " (select count(distinct a.referral_id) from allocations_seen a join referrals o using (referral_id)"
    "  where a.state like 'held%' and not a.is_hidden and o.state = 'routed') as asked,"
    " (select count(*) from digests where state = 'failed'"
    "  and not_before > cast(:now as timestamptz) - interval '14 days') as unsent"
    " from referrals where state = 'received'"
)


@dataclass(frozen=True, slots=True)
class SentAs:
    """How a referral first came: its format, journey and time; what a correction of it must keep."""

    referral_id: ReferralId
    journey_id: JourneyId
    kind: RecordKind
    received_at: datetime


async def find_sent(reader: Reader, referral_id: UUID) -> SentAs | None:
    """How a referral of the reader's own agency first came; None where there is none (row security decides)."""
    columns = (referrals.c.journey_id, referrals.c.kind, referrals.c.received_at)
    row = await reader.row(select(*columns).where(referrals.c.referral_id == referral_id))
    if row is None:
        return None
    return SentAs(ReferralId(referral_id), JourneyId(row.journey_id), RecordKind(row.kind), row.received_at)


async def find_groups(reader: Reader, referral_id: UUID) -> dict[str, str]:
    """The hash of each part of a referral of the reader's own agency, by its name; none where there is no such one."""
    found = await reader.value(select(referrals.c.group_hashes).where(referrals.c.referral_id == referral_id))
    return dict(found or {})


async def find_referral(reader: Reader, referral_id: UUID) -> Kept | None:
    """What is kept of a referral of the reader's own agency; None where there is none (row security decides)."""
    row = await reader.row(select(referrals).where(referrals.c.referral_id == referral_id))
    if row is None:
        return None
    return _kept(row)


def _kept(row: Row[tuple[object, ...]]) -> Kept:
    consent = ConsentView(position=row.position, changed_at=row.position_changed_at) if row.position else None
    return Kept(
        referral_id=row.referral_id,
        state=ReferralState(row.state),
        version=row.version,
        received_at=row.received_at,
        clock=_clock(row),
        quality=_score(row),
        unmet=tuple(UnmetView(**need) for need in row.unmet),
        consent=consent,
        corrections=tuple(Correction.model_validate(one) for one in row.corrections),
        signposts=tuple(SignpostView(**one) for one in row.signposts),
    )


def _score(row: Row[tuple[object, ...]]) -> Score:
    """The score as it is kept; of referrals from before scores, the one of their day's weights."""
    pointers = tuple((QualityFlag(flag), tuple(fields)) for flag, fields in row.quality_fields.items())
    flags = tuple(QualityFlag(flag) for flag in row.quality)
    return score_of(flags, kind=RecordKind(row.kind), day=local_date(row.received_at), pointers=pointers)


def _clock(row: Row[tuple[object, ...]]) -> Clock | None:
    if row.reported_at is None:
        return None
    return Clock(reported_at=row.reported_at, due_at=row.police_due_at, on_time=row.received_at <= row.police_due_at)


async def list_allocations(reader: Reader, referral_id: UUID) -> Sequence[Seen]:
    """What was heard of the referral's allocations, as far as its sender may see it, the oldest news first."""
    of_referral = _SHOWN.where(allocations_seen.c.referral_id == referral_id)
    rows = await reader.rows(of_referral.order_by(allocations_seen.c.changed_at, allocations_seen.c.allocation_id))
    return [_seen(row) for row in rows]


def _seen(row: Row[tuple[object, ...]]) -> Seen:
    return Seen(
        allocation_id=row.allocation_id,
        pathway=row.pathway,
        agency=row.agency,
        state=AllocationState(row.state),
        missing=row.missing,
        ask_of=row.ask_of,
        outcome=row.outcome,
        changed_at=row.changed_at,
        engaged_at=row.engaged_at,
    )


@dataclass(frozen=True, slots=True)
class SentPage:
    """One page of a sender's list; `after` is where the next one starts, None at the end.

    `is_cut` says that the search stopped after so many referrals, not at the end of a full page.
    """

    views: tuple[ReferralView, ...]
    after: Cursor | None
    is_cut: bool


async def list_sent(
    reader: Reader,
    agency: AgencyId,
    part: Part,
    *,
    seen_by: AgencyRole,
    after: Cursor | None = None,
    most: int = _MOST_LOOKED_AT,
) -> SentPage:
    """The agency's referrals of that part of its list, the newest first.

    What a sender may know decides where a referral stands, so each is looked at as its sender sees it; a page looks
    at `most` referrals and no more, however few of them belong to the part.
    """
    found: list[ReferralView] = []
    wanted = and_(referrals.c.sender == agency, _may_be(part))
    for _ in range(0, most, _LOOK):
        views = await _look(reader, wanted, after, seen_by=seen_by)
        for view in views:
            if len(found) == _ROWS:
                return SentPage(tuple(found), after, is_cut=False)
            after = Cursor(view.received_at, view.id)
            found += [view] if part in {Part.ALL, part_of(view)} else []
        if len(views) < _LOOK:
            return SentPage(tuple(found), None, is_cut=False)
    return SentPage(tuple(found), after, is_cut=True)


def _may_be(part: Part) -> ColumnElement[bool]:
    """Leaves out what is surely in another part, so that looking for what is rare stays short; part_of decides."""
    theirs = select(literal(1)).where(
        allocations_seen.c.referral_id == referrals.c.referral_id, ~allocations_seen.c.is_hidden
    )
    if part is Part.NEEDS_YOU:
        is_held = exists(theirs.where(allocations_seen.c.state.like("held%")))
        return and_(referrals.c.state.not_in(ENDED), or_(func.cardinality(referrals.c.quality) > 0, is_held))
    if part is Part.BEING_HANDLED:
        goes_on = exists(theirs.where(allocations_seen.c.state.not_in(_OVER)))
        return and_(referrals.c.state.not_in(ENDED), or_(~exists(theirs), goes_on))
    return true()


async def _look(
    reader: Reader, wanted: ColumnElement[bool], after: Cursor | None, *, seen_by: AgencyRole
) -> list[ReferralView]:
    newest = select(referrals).where(wanted)
    if after is not None:
        place = tuple_(referrals.c.received_at, referrals.c.referral_id)
        newest = newest.where(place < tuple_(after.received_at, after.referral_id))
    newest = newest.order_by(referrals.c.received_at.desc(), referrals.c.referral_id.desc()).limit(_LOOK)
    return await _views(reader, await reader.rows(newest), seen_by=seen_by)


async def _views(reader: Reader, rows: Sequence[Row[tuple[object, ...]]], *, seen_by: AgencyRole) -> list[ReferralView]:
    seen: dict[UUID, list[Seen]] = {row.referral_id: [] for row in rows}
    theirs = _SHOWN.where(allocations_seen.c.referral_id.in_(list(seen)))
    for row in await reader.rows(theirs.order_by(allocations_seen.c.changed_at, allocations_seen.c.allocation_id)):
        seen[row.referral_id].append(_seen(row))
    return [view_of(_kept(row), seen[row.referral_id], seen_by=seen_by) for row in rows]


async def find_by_reference(
    reader: Reader, agency: AgencyId, reference_hash: bytes, *, seen_by: AgencyRole
) -> list[ReferralView]:
    """The agency's referrals that came under one reference of its own, the newest first: a crime may have many."""
    wanted = select(referrals).where(referrals.c.sender == agency, referrals.c.reference_hash == reference_hash)
    rows = await reader.rows(
        wanted.order_by(referrals.c.received_at.desc(), referrals.c.referral_id.desc()).limit(_ROWS)
    )
    return await _views(reader, rows, seen_by=seen_by)


async def views_of(reader: Reader, referral_ids: Sequence[UUID], *, seen_by: AgencyRole) -> list[ReferralView]:
    """Referrals of the reader's own agency as their sender may see them, in no order; unknown ones are left out."""
    if not referral_ids:
        return []
    rows = await reader.rows(select(referrals).where(referrals.c.referral_id.in_(referral_ids)))
    return await _views(reader, rows, seen_by=seen_by)


_STEPS = (
    "select s.allocation_id, a.pathway, s.state, s.outcome, s.missing, s.at"
    " from allocation_steps s join allocations_seen a using (allocation_id)"
    " where s.referral_id = :referral and not a.is_hidden order by s.at, s.allocation_id, s.state"
)


async def find_history(reader: Reader, referral_id: UUID, *, seen_by: AgencyRole) -> tuple[HistoryEntry, ...] | None:
    """What happened to a referral of the reader's own agency, the oldest first; None where there is none."""
    row = await reader.row(select(referrals).where(referrals.c.referral_id == referral_id))
    if row is None:
        return None
    steps = [
        Stepped(
            allocation_id=step.allocation_id,
            pathway=step.pathway,
            state=AllocationState(step.state),
            outcome=step.outcome,
            missing=step.missing,
            at=step.at,
        )
        for step in await reader.rows(_STEPS, {"referral": referral_id})
    ]
    return history_of(_kept(row), steps, withdrawn_at=row.withdrawn_at, seen_by=seen_by)


async def list_names(reader: Reader, agencies: Collection[str]) -> dict[str, str]:
    """The names of agencies, by id, as far as they are known here."""
    rows = await reader.rows("select distinct agency, agency_name from known_members")
    return {row.agency: row.agency_name for row in rows if row.agency in agencies}


async def figures(reader: Reader) -> Sequence[Figure]:
    """What an operator must know of intake, over all agencies: what is not routed yet, and what senders are asked."""
    row = await reader.row(_FIGURES, {"now": reader.now})
    late, oldest, asked, unsent = (row.late, float(row.oldest_s), row.asked, row.unsent) if row else (0, 0.0, 0, 0)
    return (
        Figure("intake_unrouted_over_60s", "Accepted over a minute ago and not routed yet", late, warn_above=0),
        Figure("intake_oldest_unrouted_s", "Age of the oldest referral that is not routed yet", oldest, unit="s"),
        Figure("intake_asked", "Referrals that wait for an answer of their sender", asked),
        Figure("intake_digests_given_up", "Weekly digests that nobody would take, in 14 days", unsent, warn_above=0),
    )


async def account(reader: Reader) -> Ledger:
    """Every referral that was ever accepted and whose person is not erased, with its state."""
    rows = await reader.rows("select referral_id, state from referrals where state <> 'voided'")
    return Ledger(referrals={row.referral_id: row.state for row in rows})
