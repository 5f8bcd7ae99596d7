"""Match records, pairs and what was done to them; every statement takes a whole batch. Decides nothing."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, Double, Integer, delete, or_, select, text, update
from sqlalchemy.engine import Row

from waymark.db import Reader, Transaction, typed
from waymark_intake.following.correction import ENDED
from waymark_intake.match_record import MatchRecord
from waymark_intake.repeat.compare import Level, Levels, Part
from waymark_intake.repeat.decision import Compared, Hindrance
from waymark_intake.repeat.pair import COUNTS, MADE_BY_MODEL, Act, Pair, PairState
from waymark_intake.repeat.tables import match_records, match_traces, repeat_acts, repeat_pairs
from waymark_intake.store.arrays import BOOLS, BYTES, INTEGERS, TEXTS, TIMES, UUIDS
from waymark_intake.tables import referrals

_BIGINTS = ARRAY(BigInteger())
_DOUBLES: ARRAY[float] = ARRAY(Double())
_SAVE_RECORDS = typed(
    "with said as (select * from unnest(:referrals, :keys, :sealed, :traces, :apart, :victims)"
    " as u(r, k, s, t, a, v)),"
    " traced as (insert into match_traces(trace, referral_id) select w, r from said"
    " cross join lateral unnest(string_to_array(t, ',')::bigint[]) as one(w)"
    " where not exists (select 1 from common_traces c where c.trace = w) order by w, r on conflict do nothing)"
    " insert into match_records(referral_id, key_id, sealed, is_apart, is_victim, basis, is_kept_apart)"
    " select r, k, s, a, v, '', false from said"
    " on conflict (referral_id) do update set key_id = excluded.key_id, sealed = excluded.sealed,"
    " is_apart = excluded.is_apart, is_victim = excluded.is_victim",
    referrals=UUIDS,
    keys=INTEGERS,
    sealed=BYTES,
    traces=TEXTS,
    apart=BOOLS,
    victims=BOOLS,
)
_ENDED = ", ".join(f"'{state}'" for state in sorted(ENDED))
# One more than allowed is looked for: a trace that more share says nothing. It is remembered, and neither looked for
# nor kept again; such are left out first, since to look one up costs as much as a hundred rare ones.
_FIND = typed(
    "with asked as materialized (select o, t from unnest(:owners, :traces) as u(o, t)"  # noqa: S608 - text of ours
    " where not exists (select 1 from common_traces c where c.trace = t)),"
    " hits as materialized (select u.o as owner, u.t as trace, m.referral_id from asked as u cross join lateral"
    " (select referral_id from match_traces where trace = u.t limit :most + 1) as m),"
    " common as (insert into common_traces(trace) select distinct trace from (select trace from hits"
    " group by owner, trace having count(*) > :most) as w order by trace on conflict do nothing),"
    " rare as (select owner, trace from hits group by owner, trace having count(*) <= :most),"
    " found as (select distinct owner, referral_id from hits join rare using (owner, trace) where referral_id <> owner)"
    " select owner, referral_id, m.key_id, m.sealed, f.kind, m.is_kept_apart, f.received_at"
    " from found join match_records m using (referral_id) join referrals f using (referral_id)"
    f" where (not m.is_apart or m.basis <> '') and f.state not in ({_ENDED})",
    owners=UUIDS,
    traces=_BIGINTS,
    most=Integer(),
)
_PEOPLE = text("select greatest(reltuples, 0)::bigint from pg_class where oid = 'match_records'::regclass")
_ADD_PAIRS = typed(
    "with added as (insert into repeat_pairs(pair_id, newer, older, state, version, weight, model, levels, weights,"
    " hindrances, made_at, changed_at)"
    " select i, n, o, s, 1, w, m, l::jsonb, g::jsonb, string_to_array(h, ','), t, t"
    " from unnest(:pairs, :newer, :older, :states, :totals, :models, :levels, :weights, :hindrances, :times)"
    " as u(i, n, o, s, w, m, l, g, h, t) on conflict (newer, older) do nothing"
    " returning pair_id, state, model, made_at)"
    " insert into repeat_acts(pair_id, version, state, actor, reason, at)"
    " select pair_id, 1, state, 'model ' || model, '', made_at from added",
    pairs=UUIDS,
    newer=UUIDS,
    older=UUIDS,
    states=TEXTS,
    totals=_DOUBLES,
    models=TEXTS,
    levels=TEXTS,
    weights=TEXTS,
    hindrances=TEXTS,
    times=TIMES,
)
_COUNTS = ", ".join(f"'{state}'" for state in COUNTS)


# Both ends by an index of their own: with an `or` between them the server reads all pairs at each step.
def _same_person(states: str) -> str:
    return (
        "with recursive same(root, id) as (select r, r from unnest(:referrals) as u(r)"  # noqa: S608 - names of ours
        " union select s.root, p.other from same s cross join lateral ("
        f"select older as other from repeat_pairs where newer = s.id and state in ({states}) union all"
        f" select newer from repeat_pairs where older = s.id and state in ({states})) as p)"
    )


_SAME_PERSON = _same_person(_COUNTS)
"""Every referral of the same person as a `root`, itself among them, however many links lie between."""
_GROUPS = typed(f"{_SAME_PERSON} select root, id from same where root <> id", referrals=UUIDS)  # noqa: S608
_CONFIRMED = typed(
    f"{_same_person(repr(PairState.CONFIRMED.value))} select id from same where root <> id order by id",  # noqa: S608
    referrals=UUIDS,
)


@dataclass(frozen=True, slots=True)
class Stored:
    """A match record that shares a rare trace with another referral's, `owner`; still sealed."""

    owner: UUID
    referral_id: UUID
    key_id: int
    sealed: bytes
    is_self: bool
    is_kept_apart: bool


@dataclass(frozen=True, slots=True)
class Marked:
    """A match record with what people have said of it: on what basis it is compared, whether it is kept apart."""

    record: MatchRecord
    is_self: bool
    basis: str
    is_kept_apart: bool

    @property
    def is_compared(self) -> bool:
        """Whether it is compared with others at all."""
        return not self.record.is_apart or bool(self.basis)


@dataclass(frozen=True, slots=True)
class NewPair:
    """A pair the model made: linked, or open to review."""

    newer: UUID
    older: UUID
    state: PairState
    compared: Compared
    model: str


async def save_records(tx: Transaction, records: Mapping[UUID, MatchRecord]) -> None:
    """Keep match records, each in the place of what was kept of its referral; a recorded basis stays."""
    await tx.run(
        _SAVE_RECORDS,
        {
            "referrals": list(records),
            "keys": [record.key_id for record in records.values()],
            "sealed": [record.sealed for record in records.values()],
            "traces": [",".join(map(str, record.traces)) for record in records.values()],
            "apart": [record.is_apart for record in records.values()],
            "victims": [record.is_victim for record in records.values()],
        },
    )


async def find_candidates(
    tx: Transaction, traces: Iterable[tuple[UUID, Sequence[int]]], *, most: int
) -> Sequence[Stored]:
    """Records that share a trace with these referrals, but for traces that more than `most` share.

    Left out are withdrawn referrals and those kept apart without a basis.
    """
    flat = [(owner, trace) for owner, theirs in traces for trace in theirs]
    values = {"owners": [owner for owner, _ in flat], "traces": [trace for _, trace in flat], "most": most}
    rows = await tx.rows(_FIND, values) if flat else ()
    return [
        Stored(row.owner, row.referral_id, row.key_id, row.sealed, row.kind == "self", row.is_kept_apart)
        for row in rows
    ]


async def find_record(tx: Transaction, referral_id: UUID) -> Marked | None:
    """What is kept of one referral, locked until the end."""
    wanted = select(match_records, referrals.c.kind).join(
        referrals, referrals.c.referral_id == match_records.c.referral_id
    )
    row = await tx.row(wanted.where(match_records.c.referral_id == referral_id).with_for_update(of=match_records))
    if row is None:
        return None
    traced = await tx.rows(select(match_traces.c.trace).where(match_traces.c.referral_id == referral_id))
    traces = tuple(sorted(one.trace for one in traced))
    record = MatchRecord(row.sealed, row.key_id, traces, row.is_apart, row.is_victim)
    return Marked(record, row.kind == "self", row.basis, row.is_kept_apart)


async def list_received(tx: Transaction, before: datetime) -> Sequence[UUID]:
    """Referrals received before that time of which match records are kept."""
    wanted = select(match_records.c.referral_id).join(referrals, referrals.c.referral_id == match_records.c.referral_id)
    return [row.referral_id for row in await tx.rows(wanted.where(referrals.c.received_at < before))]


async def list_pairs(tx: Transaction, referral_id: UUID, state: PairState) -> Sequence[Pair]:
    """The referral's pairs in one state, locked until the end."""
    mine = or_(repeat_pairs.c.newer == referral_id, repeat_pairs.c.older == referral_id)
    wanted = select(repeat_pairs).where(mine, repeat_pairs.c.state == state.value)
    return [pair_of(row) for row in await tx.rows(wanted.order_by(repeat_pairs.c.pair_id).with_for_update())]


async def count_people(reader: Reader) -> int:
    """About how many records are stored, as the server last estimated it."""
    return int(await reader.value(_PEOPLE) or 0)


async def find_groups(reader: Reader, referral_ids: Collection[UUID]) -> set[tuple[UUID, UUID]]:
    """For these referrals, every other one that counts as the same person's: (referral, other)."""
    rows = await reader.rows(_GROUPS, {"referrals": list(referral_ids)})
    return {(row.root, row.id) for row in rows}


async def find_confirmed(tx: Transaction, referral_id: UUID) -> tuple[UUID, ...]:
    """Every other referral that people have said is the same person's, through others too; the model's word is none."""
    rows = await tx.rows(_CONFIRMED, {"referrals": [referral_id]})
    return tuple(row.id for row in rows)


async def add_pairs(tx: Transaction, pairs: Sequence[NewPair]) -> None:
    """Keep what the model made of pairs of which nothing was known; what a person has judged stays as it is."""
    await tx.run(
        _ADD_PAIRS,
        {
            "pairs": [tx.new_id() for _ in pairs],
            "newer": [pair.newer for pair in pairs],
            "older": [pair.older for pair in pairs],
            "states": [pair.state.value for pair in pairs],
            "totals": [round(pair.compared.weight, 2) for pair in pairs],
            "models": [pair.model for pair in pairs],
            "levels": [json.dumps(_levels(pair.compared.levels)) for pair in pairs],
            "weights": [json.dumps({k.value: round(v, 2) for k, v in pair.compared.weights.items()}) for pair in pairs],
            "hindrances": [",".join(pair.compared.hindrances) for pair in pairs],
            "times": [tx.now] * len(pairs),
        },
    )


def _levels(levels: Levels) -> dict[str, str]:
    return {part.value: levels.of(part).value for part in Part}


async def drop_pairs(tx: Transaction, referral_id: UUID, *, also_judged: bool = False) -> None:
    """Forget what the model made of a referral; what people judged as well only where that is asked."""
    mine = or_(repeat_pairs.c.newer == referral_id, repeat_pairs.c.older == referral_id)
    doomed = select(repeat_pairs.c.pair_id).where(mine)
    if not also_judged:
        doomed = doomed.where(repeat_pairs.c.state.in_([state.value for state in MADE_BY_MODEL]))
    await tx.run(delete(repeat_acts).where(repeat_acts.c.pair_id.in_(doomed)))
    await tx.run(delete(repeat_pairs).where(repeat_pairs.c.pair_id.in_(doomed)))


async def drop_records(tx: Transaction, referral_ids: Collection[UUID]) -> int:
    """Forget match records with their traces; answers how many there were."""
    await drop_traces(tx, referral_ids)
    return await tx.run(delete(match_records).where(match_records.c.referral_id.in_(list(referral_ids))))


async def drop_traces(tx: Transaction, referral_ids: Collection[UUID]) -> None:
    """Forget the traces of these referrals."""
    await tx.run(delete(match_traces).where(match_traces.c.referral_id.in_(list(referral_ids))))


async def lock_pair(tx: Transaction, pair_id: UUID) -> Pair | None:
    """The pair, locked until the end; None where there is none."""
    row = await tx.row(select(repeat_pairs).where(repeat_pairs.c.pair_id == pair_id).with_for_update())
    return pair_of(row) if row else None


def pair_of(row: Row[tuple[object, ...]]) -> Pair:
    """The pair in a row."""
    return Pair(
        pair_id=row.pair_id,
        newer=row.newer,
        older=row.older,
        state=PairState(row.state),
        version=row.version,
        weight=row.weight,
        model=row.model,
        levels={Part(part): Level(level) for part, level in row.levels.items()},
        weights={Part(part): weight for part, weight in row.weights.items()},
        hindrances=tuple(Hindrance(one) for one in row.hindrances),
        made_at=row.made_at,
    )


async def save_act(tx: Transaction, pair: Pair, act: Act) -> None:
    """Move the pair and keep what was done."""
    version = pair.version + 1
    moved = update(repeat_pairs).where(repeat_pairs.c.pair_id == pair.pair_id)
    await tx.run(moved.values(state=act.state.value, version=version, changed_at=act.at))
    await tx.run(
        repeat_acts.insert().values(
            pair_id=pair.pair_id,
            version=version,
            state=act.state.value,
            actor=act.actor,
            reason=act.reason,
            at=act.at,
        )
    )


async def mark_record(
    tx: Transaction, referral_id: UUID, *, basis: str | None = None, is_kept_apart: bool | None = None
) -> bool:
    """Keep a basis for comparing the record, or that it is never linked without a person; whether there is one."""
    values = {"basis": basis, "is_kept_apart": is_kept_apart}
    given = {name: value for name, value in values.items() if value is not None}
    marked = update(match_records).where(match_records.c.referral_id == referral_id)
    return bool(await tx.run(marked.values(**given)))
