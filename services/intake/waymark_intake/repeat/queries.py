"""What may be asked of matching: what is known of a person, the pairs to review, one pair. Takes a Reader only."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Integer, select, tuple_

from waymark.db import Reader, typed
from waymark_intake.following.correction import ENDED
from waymark_intake.repeat.counted import Known
from waymark_intake.repeat.pair import OPEN_TO_REVIEW, Act, Pair, PairState
from waymark_intake.repeat.store import find_groups, pair_of
from waymark_intake.repeat.tables import repeat_acts, repeat_pairs
from waymark_intake.store.arrays import UUIDS
from waymark_intake.tables import referrals

PAGE = 25
_NAMES = "select distinct agency, agency_name from known_members"
_WITH_PROVIDER = "('accepted', 'waiting', 'contacting', 'engaged')"
_ENDED = ", ".join(f"'{state}'" for state in sorted(ENDED))
# The same report sent twice is one: same sender, same reference.
_KNOWN = typed(
    "select s.root,"  # noqa: S608 - text of ours
    " count(*) filter (where f.received_at > r.received_at - make_interval(days => :days)"
    " and f.received_at <= r.received_at) as referrals,"
    " count(*) filter (where m.is_victim and f.received_at > r.received_at - make_interval(days => :days)"
    " and f.received_at <= r.received_at) as as_victim,"
    " coalesce(bool_or(exists (select 1 from allocations_seen a where a.referral_id = f.referral_id"
    f" and a.state in {_WITH_PROVIDER})), false) as is_open"
    " from unnest(:roots, :others) as s(root, id) join referrals r on r.referral_id = s.root"
    " join referrals f on f.referral_id = s.id"
    " join match_records m on m.referral_id = s.id"
    f" where s.id <> s.root and f.state not in ({_ENDED}) and (not m.is_apart or m.basis <> '')"
    " and (f.sender <> r.sender or f.reference_hash is distinct from r.reference_hash or r.reference_hash is null)"
    " group by s.root",
    roots=UUIDS,
    others=UUIDS,
    days=Integer(),
)


@dataclass(frozen=True, slots=True)
class Side:
    """One referral of a pair, as the triage desk may see it: when it came and from whom, nothing of its person."""

    referral_id: UUID
    received_at: datetime
    sender: str
    is_self: bool


async def find_known(reader: Reader, referral_ids: Collection[UUID], *, days: int) -> dict[UUID, Known]:
    """What is known of these referrals' people from others that are linked with them; nobody is left out."""
    # Apart from the recursion, whose size the server cannot guess: it would read whole tables.
    same = sorted(await find_groups(reader, referral_ids)) if referral_ids else []
    values = {"roots": [root for root, _ in same], "others": [other for _, other in same], "days": days}
    rows = await reader.rows(_KNOWN, values) if same else ()
    found = {row.root: Known(row.referrals, row.as_victim, row.is_open) for row in rows}
    return {referral_id: found.get(referral_id, Known()) for referral_id in referral_ids}


async def list_to_review(
    reader: Reader, *, before: tuple[datetime, UUID] | None = None, linked: bool = False
) -> Sequence[Pair]:
    """Pairs that wait for a person, or those that count as one person (`linked`); the newest first, one page."""
    states = (PairState.LINKED, PairState.CONFIRMED) if linked else OPEN_TO_REVIEW
    wanted = select(repeat_pairs).where(repeat_pairs.c.state.in_([state.value for state in states]))
    if before is not None:
        wanted = wanted.where(tuple_(repeat_pairs.c.made_at, repeat_pairs.c.pair_id) < tuple_(*before))
    newest = wanted.order_by(repeat_pairs.c.made_at.desc(), repeat_pairs.c.pair_id.desc()).limit(PAGE)
    return [pair_of(row) for row in await reader.rows(newest)]


async def find_pair(reader: Reader, pair_id: UUID) -> Pair | None:
    """One pair."""
    row = await reader.row(select(repeat_pairs).where(repeat_pairs.c.pair_id == pair_id))
    return pair_of(row) if row else None


async def list_acts(reader: Reader, pair_id: UUID) -> Sequence[Act]:
    """What was done to a pair, the oldest first."""
    rows = await reader.rows(
        select(repeat_acts).where(repeat_acts.c.pair_id == pair_id).order_by(repeat_acts.c.version)
    )
    return [Act(PairState(row.state), row.actor, row.reason, row.at) for row in rows]


async def list_sides(reader: Reader, referral_ids: Collection[UUID]) -> dict[UUID, Side]:
    """These referrals, by id, with their senders' names as far as they are known."""
    wanted = select(referrals.c.referral_id, referrals.c.received_at, referrals.c.sender, referrals.c.kind)
    rows = await reader.rows(wanted.where(referrals.c.referral_id.in_(list(referral_ids))))
    names = {row.agency: row.agency_name for row in await reader.rows(_NAMES)} if rows else {}
    return {
        row.referral_id: Side(row.referral_id, row.received_at, names.get(row.sender, row.sender), row.kind == "self")
        for row in rows
    }
