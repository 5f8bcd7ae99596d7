"""What is done about people who come again: compare, judge a pair, keep apart, record a basis, forget.

Everything runs in the system's view: the index crosses senders, and none of them may see it. Not here: how two
people are compared (decision.py), and sealing records, which is done before any transaction.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from waymark.cipher import DoesNotOpen, decrypt
from waymark.db import Transaction
from waymark.errors import Kind, Refused
from waymark_intake.match_record import MatchRecord
from waymark_intake.repeat import queries, store
from waymark_intake.repeat.apart import Basis
from waymark_intake.repeat.counted import Known
from waymark_intake.repeat.decision import (
    Compared,
    Hindrance,
    Model,
    Standing,
    Verdict,
    compare,
    limits_on,
)
from waymark_intake.repeat.group import Groups
from waymark_intake.repeat.pair import Act, Because, Judgement, Pair, PairState, judged, no_such_pair
from waymark_intake.repeat.plain import PlainPerson
from waymark_intake.repeat.record import MatchKeys, place_of, read
from waymark_intake.repeat.store import NewPair, Stored
from waymark_intake.repeat.weight import weights_on

_ORDINARY = Standing()


@dataclass(frozen=True, slots=True)
class Arrived:
    """A referral whose person is to be compared: its match record, and what else of it decides."""

    referral_id: UUID
    record: MatchRecord
    standing: Standing = _ORDINARY


@dataclass(frozen=True, slots=True)
class _Match:
    stored: Stored
    compared: Compared


async def compare_people(
    tx: Transaction, arrived: Sequence[Arrived], keys: MatchKeys, *, day: date
) -> dict[UUID, Known]:
    """Keep the match records of new referrals, link or put before a person whom they may be, answer what is known.

    Within a batch a referral is compared with those before it. Who is kept apart is compared with nobody, and nothing
    is answered of them.
    """
    await store.save_records(tx, {one.referral_id: one.record for one in arrived})
    compared = [one for one in arrived if not one.record.is_apart]
    earlier = {one.referral_id: at for at, one in enumerate(arrived)}
    pairs = await _pairs(tx, compared, keys, day=day, earlier=earlier)
    if not pairs:
        return {one.referral_id: Known() for one in compared}
    await store.add_pairs(tx, pairs)
    linked = {one for pair in pairs if pair.state is PairState.LINKED for one in (pair.newer, pair.older)}
    linked &= {one.referral_id for one in compared}
    known = await queries.find_known(tx, linked, days=limits_on(day).counted_days)
    return {one.referral_id: known.get(one.referral_id, Known()) for one in compared}


async def compare_again(tx: Transaction, arrived: Arrived, keys: MatchKeys, *, day: date) -> Known | None:
    """The same for a corrected referral: what the model made of the old record is forgotten, what people judged stays.

    None where the referral is compared with none.
    """
    await store.drop_pairs(tx, arrived.referral_id)
    await store.drop_traces(tx, [arrived.referral_id])
    await store.save_records(tx, {arrived.referral_id: arrived.record})
    return await _compare_kept(tx, arrived.referral_id, keys, day=day)


async def _compare_kept(tx: Transaction, referral_id: UUID, keys: MatchKeys, *, day: date) -> Known | None:
    kept = await store.find_record(tx, referral_id)
    if kept is None or not kept.is_compared:
        return None
    parted = [*await store.list_pairs(tx, referral_id, PairState.REJECTED)]
    parted += await store.list_pairs(tx, referral_id, PairState.UNDONE)
    standing = Standing(kept.is_self, kept.is_kept_apart, was_parted=bool(parted))
    arrived = Arrived(referral_id, kept.record, standing)
    pairs = await _pairs(tx, [arrived], keys, day=day, earlier={})
    if pairs:
        await store.add_pairs(tx, pairs)
    known = await queries.find_known(tx, [referral_id], days=limits_on(day).counted_days)
    return known[referral_id]


async def _pairs(
    tx: Transaction, arrived: Sequence[Arrived], keys: MatchKeys, *, day: date, earlier: Mapping[UUID, int]
) -> list[NewPair]:
    limits = limits_on(day)
    traces = ((one.referral_id, one.record.traces) for one in arrived)
    found = await store.find_candidates(tx, traces, most=limits.most_per_trace)
    if not found:
        return []
    model = Model(day, weights_on(day), limits, await store.count_people(tx))
    by_owner: dict[UUID, list[Stored]] = defaultdict(list)
    for stored in found:
        if earlier.get(stored.referral_id, -1) < earlier.get(stored.owner, 0):
            by_owner[stored.owner].append(stored)
    opened = _Opened(keys)
    matches = {one.referral_id: _matches(one, by_owner[one.referral_id], opened, model) for one in arrived}
    matches = await _without_rivals(tx, matches, limits.most_candidates)
    return [
        _pair(referral_id, match, model)
        for referral_id, theirs in matches.items()
        for match in _kept(theirs, limits.most_candidates)
    ]


class _Opened:
    """Opens match records, each once however many referrals of a batch it is compared with."""

    def __init__(self, keys: MatchKeys) -> None:
        self._keys = keys
        self._people: dict[UUID, PlainPerson | None] = {}

    def person(self, referral_id: UUID, key_id: int, sealed: bytes) -> PlainPerson | None:
        """The person of a record; None where it does not open, which then is compared with nobody."""
        if referral_id not in self._people:
            self._people[referral_id] = self._open(referral_id, key_id, sealed)
        return self._people[referral_id]

    def _open(self, referral_id: UUID, key_id: int, sealed: bytes) -> PlainPerson | None:
        if key_id != self._keys.record_key_id:
            return None
        try:
            return read(decrypt(self._keys.record_key, sealed, place=place_of(referral_id)))
        except DoesNotOpen:
            return None


def _matches(arrived: Arrived, candidates: Sequence[Stored], opened: _Opened, model: Model) -> list[_Match]:
    """The candidates that are not somebody else, the likeliest first; of equals the oldest."""
    record = arrived.record
    person = opened.person(arrived.referral_id, record.key_id, record.sealed) if candidates else None
    if person is None:
        return []
    found: list[_Match] = []
    for stored in candidates:
        other = opened.person(stored.referral_id, stored.key_id, stored.sealed)
        if other is not None:
            standings = (arrived.standing, Standing(stored.is_self, stored.is_kept_apart))
            found.append(_Match(stored, compare(person, other, standings, model)))
    likely = [match for match in found if match.compared.verdict is not Verdict.NEW]
    return sorted(likely, key=lambda match: (-match.compared.weight, match.stored.referral_id))


async def _without_rivals(tx: Transaction, matches: Mapping[UUID, list[_Match]], most: int) -> dict[UUID, list[_Match]]:
    """Whoever fits several records is linked only where those are one person already, or became so in this batch.

    The `most` likeliest are looked at.
    """
    links = {owner: _linked(theirs)[:most] for owner, theirs in matches.items()}
    several = {one for ids in links.values() if len(ids) > 1 for one in ids}
    if not several:
        return dict(matches)
    groups = Groups(await store.find_groups(tx, several))
    settled: dict[UUID, list[_Match]] = {}
    for owner, theirs in matches.items():
        if groups.are_one(links[owner]):
            settled[owner] = theirs
            for other in links[owner]:
                groups.join(owner, other)
        else:
            settled[owner] = [_contested(match) for match in theirs]
    return settled


def _linked(matches: Sequence[_Match]) -> list[UUID]:
    return [match.stored.referral_id for match in matches if match.compared.verdict is Verdict.LINK]


def _contested(match: _Match) -> _Match:
    if match.compared.verdict is not Verdict.LINK:
        return match
    compared = replace(match.compared, verdict=Verdict.REVIEW, hindrances=(Hindrance.ANOTHER_AS_LIKELY,))
    return replace(match, compared=compared)


def _kept(matches: Sequence[_Match], most: int) -> Sequence[_Match]:
    """The likeliest link, which reaches all others; where there is none, the likeliest to be shown to a person."""
    links = [match for match in matches if match.compared.verdict is Verdict.LINK]
    return links[:1] or matches[:most]


def _pair(referral_id: UUID, match: _Match, model: Model) -> NewPair:
    state = PairState.LINKED if match.compared.verdict is Verdict.LINK else PairState.OPEN
    other = match.stored.referral_id
    newer, older = max(referral_id, other), min(referral_id, other)
    return NewPair(newer, older, state, match.compared, model.weights.version)


async def judge_pair(
    tx: Transaction, pair_id: UUID, judgement: Judgement, *, because: Because, version: int, actor: str
) -> Pair:
    """A person's word on a pair: the same, different, not sure, or a link undone. Answers the pair as it was.

    It counts from the next time a referral of either person is told. Raises PairMoved where somebody was faster,
    Refused (NOT_FOUND).
    """
    pair = await store.lock_pair(tx, pair_id)
    if pair is None:
        raise no_such_pair()
    state = judged(pair, judgement, version=version)
    await store.save_act(tx, pair, Act(state, actor, because, tx.now))
    tx.audit("repeat.judged", about=pair_id, actor=actor, judgement=judgement, because=because)
    return pair


async def keep_apart(tx: Transaction, referral_id: UUID, *, actor: str) -> None:
    """Never link this referral without a person again: risk from family members, protected witnesses."""
    if not await store.mark_record(tx, referral_id, is_kept_apart=True):
        raise _no_such_record()
    for pair in await store.list_pairs(tx, referral_id, PairState.LINKED):
        await store.save_act(tx, pair, Act(PairState.UNDONE, actor, Because.KEPT_APART, tx.now))
    tx.audit("repeat.kept_apart", about=referral_id, actor=actor)


async def record_basis(
    tx: Transaction, referral_id: UUID, basis: Basis, keys: MatchKeys, *, day: date, actor: str
) -> None:
    """Let a referral that is kept apart be compared, on this ground: now and from now on, and never without a person.

    Raises Refused (NOT_FOUND) where nothing of it is kept.
    """
    if not await store.mark_record(tx, referral_id, basis=basis.value, is_kept_apart=True):
        raise _no_such_record()
    tx.audit("repeat.basis_recorded", about=referral_id, actor=actor, basis=basis)
    await _compare_kept(tx, referral_id, keys, day=day)


async def forget_people(tx: Transaction, referral_ids: Collection[UUID]) -> int:
    """Erase match records and every pair of these referrals, judged or not; answers how many records there were."""
    for referral_id in referral_ids:
        await store.drop_pairs(tx, referral_id, also_judged=True)
    return await store.drop_records(tx, referral_ids)


async def forget_people_received(tx: Transaction, *, before: datetime) -> int:
    """Forget match records of referrals received before that time, and every pair of them; answers how many."""
    return await forget_people(tx, await store.list_received(tx, before))


def _no_such_record() -> Refused:
    return Refused(Kind.NOT_FOUND, "Nothing of this referral is compared", code="no_such_match_record")
