"""What the router's actions load and save, in sets: referrals as last screened, allocations, decisions, versions.

Not here: what a door may ask (queries.py), and any decision about a row.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Integer, LargeBinary, Text, Uuid, bindparam, text
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.engine import Row

from waymark.contracts.consent import ReferralScreened
from waymark.contracts.routing import RoutedAllocation
from waymark.db import Transaction
from waymark.ids import ServiceId
from waymark.words import AllocationState, DeclinedBy, Need, Pathway
from waymark_router.deciding.question import Assigned, Previous
from waymark_router.providers.provider import Directory
from waymark_router.rules.rulebook import Rulebook

_IDS = bindparam("ids", type_=ARRAY(Uuid))


IN_FORCE = (
    "(select version from rulebooks where effective_from <= :now and called_off_at is null"
    " order by effective_from desc, number desc limit 1)"
    " as rulebook, (select version from directories order by number desc limit 1) as directory"
)


@dataclass(frozen=True, slots=True)
class VersionsInForce:
    """The names of the rulebook and the directory in force now; None where there is none."""

    rulebook: str | None
    directory: str | None


@dataclass(frozen=True, slots=True)
class Fresh:
    """What came of keeping screenings: whose was kept, who of them was there before, and the versions in force."""

    kept: frozenset[UUID]
    again: frozenset[UUID]
    versions: VersionsInForce


@dataclass(frozen=True, slots=True)
class Made:
    """One decision with its record, as it is kept."""

    decision_id: UUID
    referral_id: UUID
    decided_at: datetime
    rulebook: str
    directory: str
    record: bytes
    screening: int
    unmet: int


# Rows are locked in order of their id, here and in lock_referrals, so that two changes cannot wait for each other.
_KEEP_NEWEST = text(
    "with kept as (insert into referrals(referral_id, screening, screened, screened_at)"  # noqa: S608 - a constant
    " select a, b, c, :now from unnest(:ids, :screenings, :bodies) as t(a, b, c) order by a"
    " on conflict (referral_id) do update set screening = excluded.screening, screened = excluded.screened,"
    " screened_at = excluded.screened_at where referrals.screening < excluded.screening"
    " returning referral_id, xmax <> 0 as again)"  # the server marks a row it found there
    f" select {IN_FORCE}, array(select referral_id from kept) as kept,"
    " array(select referral_id from kept where again) as again"
).bindparams(_IDS, bindparam("screenings", type_=ARRAY(Integer)), bindparam("bodies", type_=ARRAY(LargeBinary)))
_LOCK_REFERRALS = text(
    "select referral_id, screened from referrals where referral_id = any(:ids) order by referral_id for update"
).bindparams(_IDS)


async def keep_newest(tx: Transaction, screened: Sequence[ReferralScreened]) -> Fresh:
    """Keep each screening (one per referral) unless a newer one is kept."""
    (row,) = await tx.rows(
        _KEEP_NEWEST,
        {
            "ids": [one.referral_id for one in screened],
            "screenings": [one.screening for one in screened],
            "bodies": [one.model_dump_json().encode() for one in screened],
            "now": tx.now,
        },
    )
    return Fresh(frozenset(row.kept), frozenset(row.again), VersionsInForce(row.rulebook, row.directory))


async def lock_referrals(tx: Transaction, referral_ids: Sequence[UUID]) -> dict[UUID, ReferralScreened]:
    """The referrals as last screened, locked until the transaction ends; unknown ones are left out."""
    rows = await tx.rows(_LOCK_REFERRALS, {"ids": list(referral_ids)})
    return {row.referral_id: ReferralScreened.model_validate_json(row.screened) for row in rows}


_LOCK_ONLY = text(
    "select referral_id from referrals where referral_id = any(:ids) order by referral_id for update"
).bindparams(_IDS)


async def lock_only(tx: Transaction, referral_ids: Sequence[UUID]) -> None:
    """The same lock, where nobody needs to read what was screened."""
    await tx.rows(_LOCK_ONLY, {"ids": list(referral_ids)})


_PREVIOUS = text(
    "select r.referral_id, last.decided_at, a.allocation, a.state, a.declined_by from unnest(:ids) as r(referral_id)"
    " left join lateral (select decided_at from decisions d where d.referral_id = r.referral_id"
    " order by number desc limit 1) as last on true"
    " left join allocations a on a.referral_id = r.referral_id"
    " order by r.referral_id, a.accepted_at, a.allocation_id"  # nulls come last
).bindparams(_IDS)
_ASSIGNED = text(
    "select referral_id, pathway, service, reason, needs from assignments where referral_id = any(:ids)"
    " order by referral_id, assigned_at, assignment_id"
).bindparams(_IDS)
# An offer told again to whoever took it on does not undo that.
_STATE = (
    "case when allocations.state = 'accepted' and excluded.state = 'offered' then allocations.state"
    " else excluded.state end"
)
_SAVE_ALLOCATIONS = text(
    "insert into allocations(allocation_id, referral_id, pathway, service, agency, state, allocation,"  # noqa: S608
    " changed_at, since, offered_at) select a, b, c, d, e, f, g, :now, :now, case when f = 'offered' then :now end"
    " from unnest(:ids, :referrals, :pathways, :services, :agencies, :states, :bodies) as t(a, b, c, d, e, f, g)"
    " on conflict (allocation_id) do update set allocation = excluded.allocation, declined_by = null,"
    f" state = {_STATE}, since = case when {_STATE} = allocations.state then allocations.since else excluded.since end,"
    f" accepted_at = case when {_STATE} = 'accepted' then allocations.accepted_at end,"
    " offered_at = case when excluded.state = 'offered' and allocations.state not in ('offered', 'accepted')"
    " then excluded.offered_at else allocations.offered_at end,"
    " changed_at = excluded.changed_at"
).bindparams(
    _IDS,
    bindparam("referrals", type_=ARRAY(Uuid)),
    *(bindparam(name, type_=ARRAY(Text)) for name in ("pathways", "services", "agencies", "states")),
    bindparam("bodies", type_=ARRAY(LargeBinary)),
    bindparam("now", type_=TIMESTAMP(timezone=True)),
)
# What is still open can be answered; so can what was taken back here before its queue heard of that: a no stands,
# whoever was first. What lapsed can still be declined late. A queue says no only to what is offered there: one that
# counts as accepted here was taken back and offered anew meanwhile.
_SAVE_ANSWERS = text(
    "with was as (select allocation_id, state from allocations where allocation_id = any(:ids))"
    " update allocations set state = t.state, declined_by = nullif(t.declined_by, ''), changed_at = :now, since = :now"
    " from unnest(:ids, :states, :declined_by) as t(id, state, declined_by) join was on was.allocation_id = t.id"
    " where allocations.allocation_id = t.id"
    " and (was.state in ('held_consent', 'held_data', 'held_safety', 'offered', 'accepted', 'withdrawn')"
    " or (was.state = 'lapsed' and t.state = 'declined'))"
    " returning allocations.allocation_id, was.state as was"
).bindparams(_IDS, bindparam("states", type_=ARRAY(Text)), bindparam("declined_by", type_=ARRAY(Text)))
# What a queue took back before a newer decision was made says nothing against that decision. What lapsed stays lapsed,
# whatever else stops it: who did not answer is not asked again, also once the person's yes is back.
_SAVE_NEWS = text(
    "with was as (select allocation_id, state from allocations where allocation_id = any(:ids))"
    " update allocations set state = t.state, changed_at = :now, since = :now,"
    " accepted_at = case when t.state = 'accepted' then t.at else allocations.accepted_at end"
    " from unnest(:ids, :states, :times) as t(id, state, at) join was on was.allocation_id = t.id"
    " where allocations.allocation_id = t.id and case t.state"
    " when 'accepted' then was.state in ('offered', 'lapsed')"
    " when 'closed' then was.state in ('offered', 'accepted', 'lapsed')"
    " else was.state in ('held_consent', 'held_data', 'held_safety', 'offered', 'accepted')"
    " and allocations.changed_at <= t.at end"
    " returning allocations.allocation_id, was.state as was"
).bindparams(
    _IDS,
    bindparam("states", type_=ARRAY(Text)),
    bindparam("times", type_=ARRAY(TIMESTAMP(timezone=True))),
)


@dataclass(frozen=True, slots=True)
class Before:
    """What was decided of a referral before: when last (None: never), its allocations, and what the desk assigned by
    hand. Those taken on come first, in the order in which they were, then the others by their ids.
    """

    decided_at: datetime | None
    allocations: tuple[Previous, ...]
    assigned: tuple[Assigned, ...] = ()


async def what_was_before(tx: Transaction, referral_ids: Sequence[UUID]) -> dict[UUID, Before]:
    """What was decided before, by referral."""
    found: dict[UUID, Before] = {}
    for row in await tx.rows(_PREVIOUS, {"ids": list(referral_ids)}):
        known = found.get(row.referral_id, Before(row.decided_at, ()))
        found[row.referral_id] = replace(known, allocations=(*known.allocations, *_previous(row)))
    for row in await tx.rows(_ASSIGNED, {"ids": list(referral_ids)}):
        assigned = Assigned(Pathway(row.pathway), ServiceId(row.service), row.reason, tuple(map(Need, row.needs)))
        known = found[row.referral_id]
        found[row.referral_id] = replace(known, assigned=(*known.assigned, assigned))
    return found


def _previous(row: Row[Any]) -> tuple[Previous, ...]:
    if row.allocation is None:
        return ()
    kept = RoutedAllocation.model_validate_json(row.allocation)
    allocation = kept.model_copy(update={"state": AllocationState(row.state)})
    return (Previous(allocation, DeclinedBy(row.declined_by) if row.declined_by else None),)


def save_allocations(tx: Transaction, allocations: Mapping[UUID, Sequence[RoutedAllocation]]) -> None:
    """Write the allocations of each referral as they are now."""
    pairs = [(referral_id, one) for referral_id, several in allocations.items() for one in several]
    if not pairs:
        return
    tx.later(
        _SAVE_ALLOCATIONS,
        {
            "ids": [one.allocation_id for _, one in pairs],
            "referrals": [referral_id for referral_id, _ in pairs],
            "pathways": [one.pathway.value for _, one in pairs],
            "services": [one.service for _, one in pairs],
            "agencies": [one.agency for _, one in pairs],
            "states": [one.state.value for _, one in pairs],
            "bodies": [one.model_dump_json().encode() for _, one in pairs],
            "now": tx.now,
        },
    )


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of an allocation: its state, and whose no it was ("" where it lapsed)."""

    allocation_id: UUID
    state: str
    declined_by: str


async def save_answers(tx: Transaction, answers: Sequence[Answer]) -> dict[UUID, AllocationState]:
    """Keep what became of open allocations; answers what each that changed was before."""
    rows = await tx.rows(
        _SAVE_ANSWERS,
        {
            "ids": [one.allocation_id for one in answers],
            "states": [one.state for one in answers],
            "declined_by": [one.declined_by for one in answers],
            "now": tx.now,
        },
    )
    return {row.allocation_id: AllocationState(row.was) for row in rows}


@dataclass(frozen=True, slots=True)
class News:
    """What a queue did by itself with an allocation (accepted, closed or withdrawn), and when."""

    allocation_id: UUID
    state: AllocationState
    at: datetime


async def save_news(tx: Transaction, news: Sequence[News]) -> dict[UUID, AllocationState]:
    """Keep what queues did, one word per allocation; answers what each that changed was before."""
    rows = await tx.rows(
        _SAVE_NEWS,
        {
            "ids": [one.allocation_id for one in news],
            "states": [one.state.value for one in news],
            "times": [one.at for one in news],
            "now": tx.now,
        },
    )
    return {row.allocation_id: AllocationState(row.was) for row in rows}


_FIND_ONE = "select allocation from allocations where allocation_id = :id"
_KEEP_CLOSED = "update allocations set allocation = :allocation where allocation_id = :id"


async def keep_closed(tx: Transaction, allocation_id: UUID, needs: Sequence[Need], unmet: Sequence[str]) -> bool:
    """Keep what a closed allocation stood for in its queue; answers whether more was on its way there."""
    row = await tx.row(_FIND_ONE, {"id": allocation_id})
    if row is None:
        return False
    kept = RoutedAllocation.model_validate_json(row.allocation)
    if set(kept.needs) <= set(needs) and set(kept.unmet) <= set(unmet):
        return False
    stood_for = kept.model_copy(update={"needs": tuple(needs), "unmet": tuple(unmet)})
    await tx.run(_KEEP_CLOSED, {"id": allocation_id, "allocation": stood_for.model_dump_json().encode()})
    return True


_ADD_DECISIONS = text(
    "insert into decisions(decision_id, referral_id, decided_at, rulebook, directory, record, screening, unmet)"
    " select a, b, h, c, d, e, f, g from unnest(:ids, :referrals, :rulebooks, :directories, :records, :screenings,"
    " :unmet, :times) as t(a, b, c, d, e, f, g, h)"
).bindparams(
    _IDS,
    bindparam("referrals", type_=ARRAY(Uuid)),
    bindparam("rulebooks", type_=ARRAY(Text)),
    bindparam("directories", type_=ARRAY(Text)),
    bindparam("records", type_=ARRAY(LargeBinary)),
    bindparam("screenings", type_=ARRAY(Integer)),
    bindparam("unmet", type_=ARRAY(Integer)),
    bindparam("times", type_=ARRAY(TIMESTAMP(timezone=True))),
)


def add_decisions(tx: Transaction, made: Sequence[Made]) -> None:
    """Keep decisions with their records."""
    tx.later(
        _ADD_DECISIONS,
        {
            "ids": [one.decision_id for one in made],
            "referrals": [one.referral_id for one in made],
            "rulebooks": [one.rulebook for one in made],
            "directories": [one.directory for one in made],
            "records": [one.record for one in made],
            "screenings": [one.screening for one in made],
            "unmet": [one.unmet for one in made],
            "times": [one.decided_at for one in made],
        },
    )


# Publishing a version that is known already moves it to the top; its content never changes.
_PUBLISH_RULEBOOK = (
    "insert into rulebooks(version, number, effective_from, published_at, body)"
    " values (:version, (select coalesce(max(number), 0) + 1 from rulebooks), :effective_from, :now, :body)"
    " on conflict (version) do update set number = excluded.number, published_at = excluded.published_at"
    " where rulebooks.number < excluded.number - 1"
)
# A county file that is loaded again as it was does not undo what people approved since; a changed one counts.
_PUBLISH_DIRECTORY = (
    "insert into directories(version, number, published_at, body, by_people)"
    " values (:version, (select coalesce(max(number), 0) + 1 from directories), :now, :body, :by_people)"
    " on conflict (version) do update set number = excluded.number, published_at = excluded.published_at,"
    " by_people = excluded.by_people where directories.number < excluded.number - 1 and (excluded.by_people"
    " or directories.number < (select max(number) from directories d where not d.by_people))"
)


async def publish_rulebook(tx: Transaction, rulebook: Rulebook) -> bool:
    """Make this the last published rulebook; False where it already was."""
    values: dict[str, str | bytes | datetime] = {
        "version": rulebook.version,
        "effective_from": rulebook.effective_from,
        "body": rulebook.body,
        "now": tx.now,
    }
    return await tx.run(_PUBLISH_RULEBOOK, values) > 0


async def publish_directory(tx: Transaction, directory: Directory, *, by_people: bool = False) -> bool:
    """Make this the last published directory; False where it already was, or is a file's that people changed since."""
    values = {"version": directory.version, "body": directory.body, "now": tx.now, "by_people": by_people}
    return await tx.run(_PUBLISH_DIRECTORY, values) > 0


_ENDED_LONG_AGO = (
    "select r.referral_id from referrals r where r.screened_at < :before and not exists (select from allocations a"
    " where a.referral_id = r.referral_id and (a.changed_at >= :before"
    " or a.state in ('held_consent', 'held_data', 'held_safety', 'offered', 'accepted')))"
    " order by r.referral_id limit :most for update of r"
)
_FORGET = tuple(
    text(f"delete from {table} where referral_id = any(:ids)").bindparams(_IDS)  # noqa: S608 - names of ours
    for table in ("assignments", "suggestions", "decisions", "allocations", "referrals")
)


async def forget(tx: Transaction, *, before: datetime, most: int) -> tuple[UUID, ...]:
    """Delete facts, allocations and decisions of referrals that ended before then, some at a time; answers which."""
    rows = await tx.rows(_ENDED_LONG_AGO, {"before": before, "most": most})
    ids = [row.referral_id for row in rows]
    await forget_these(tx, ids)
    return tuple(ids)


async def forget_these(tx: Transaction, referral_ids: Sequence[UUID]) -> None:
    """Delete facts, allocations and decisions of these referrals."""
    if referral_ids:
        for statement in _FORGET:
            await tx.run(statement, {"ids": list(referral_ids)})
