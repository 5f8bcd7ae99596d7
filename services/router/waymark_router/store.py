"""What the router's actions load and save, in sets: referrals as last screened, allocations, decisions, versions.

Not here: what a door may ask (queries.py), and any decision about a row.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, Integer, LargeBinary, Text, Uuid, bindparam, text

from waymark.contracts.consent import ReferralScreened
from waymark.contracts.routing import RoutedAllocation
from waymark.db import Transaction
from waymark.words import DeclinedBy
from waymark_router.provider import Directory
from waymark_router.question import Previous
from waymark_router.rulebook import Rulebook

_IDS = bindparam("ids", type_=ARRAY(Uuid))


@dataclass(frozen=True, slots=True)
class Made:
    """One decision with its record, as it is kept."""

    decision_id: UUID
    referral_id: UUID
    rulebook: str
    directory: str
    record: bytes


# Rows are locked in order of their id, here and in lock_referrals, so that two changes cannot wait for each other.
_KEEP_NEWEST = text(
    "insert into referrals(referral_id, screening, screened, screened_at)"
    " select a, b, c, :now from unnest(:ids, :screenings, :bodies) as t(a, b, c) order by a"
    " on conflict (referral_id) do update set screening = excluded.screening, screened = excluded.screened,"
    " screened_at = excluded.screened_at where referrals.screening < excluded.screening"
    " returning referral_id"
).bindparams(_IDS, bindparam("screenings", type_=ARRAY(Integer)), bindparam("bodies", type_=ARRAY(LargeBinary)))
_LOCK_REFERRALS = text(
    "select referral_id, screened from referrals where referral_id = any(:ids) order by referral_id for update"
).bindparams(_IDS)


async def keep_newest(tx: Transaction, screened: Sequence[ReferralScreened]) -> frozenset[UUID]:
    """Keep each screening (one per referral) unless a newer one is kept; answers the referrals that were new."""
    rows = await tx.rows(
        _KEEP_NEWEST,
        {
            "ids": [one.referral_id for one in screened],
            "screenings": [one.screening for one in screened],
            "bodies": [one.model_dump_json().encode() for one in screened],
            "now": tx.now,
        },
    )
    return frozenset(row.referral_id for row in rows)


async def lock_referrals(tx: Transaction, referral_ids: Sequence[UUID]) -> dict[UUID, ReferralScreened]:
    """The referrals as last screened, locked until the transaction ends; unknown ones are left out."""
    rows = await tx.rows(_LOCK_REFERRALS, {"ids": list(referral_ids)})
    return {row.referral_id: ReferralScreened.model_validate_json(row.screened) for row in rows}


_PREVIOUS = text(
    "select referral_id, allocation, state, declined_by from allocations where referral_id = any(:ids)"
    " order by referral_id, allocation_id"
).bindparams(_IDS)
_SAVE_ALLOCATIONS = text(
    "insert into allocations(allocation_id, referral_id, pathway, service, agency, state, allocation, changed_at)"
    " select a, b, c, d, e, f, g, :now from unnest(:ids, :referrals, :pathways, :services, :agencies, :states, :bodies)"
    " as t(a, b, c, d, e, f, g)"
    " on conflict (allocation_id) do update set state = excluded.state, allocation = excluded.allocation,"
    " declined_by = null, changed_at = excluded.changed_at"
).bindparams(
    _IDS,
    bindparam("referrals", type_=ARRAY(Uuid)),
    *(bindparam(name, type_=ARRAY(Text)) for name in ("pathways", "services", "agencies", "states")),
    bindparam("bodies", type_=ARRAY(LargeBinary)),
)
# Only what is still open can be answered: a late no to an allocation that was taken back changes nothing.
_SAVE_ANSWERS = text(
    "update allocations set state = t.state, declined_by = nullif(t.declined_by, ''), changed_at = :now"
    " from unnest(:ids, :states, :declined_by) as t(id, state, declined_by)"
    " where allocation_id = t.id and allocations.state in ('held_consent', 'held_data', 'held_safety', 'offered')"
    " returning allocation_id"
).bindparams(_IDS, bindparam("states", type_=ARRAY(Text)), bindparam("declined_by", type_=ARRAY(Text)))


async def previous_allocations(tx: Transaction, referral_ids: Sequence[UUID]) -> dict[UUID, tuple[Previous, ...]]:
    """What was allocated before, by referral, in order of allocation id."""
    found: dict[UUID, tuple[Previous, ...]] = {}
    for row in await tx.rows(_PREVIOUS, {"ids": list(referral_ids)}):
        kept = RoutedAllocation.model_validate_json(row.allocation)
        allocation = kept.model_copy(update={"state": type(kept.state)(row.state)})
        declined_by = DeclinedBy(row.declined_by) if row.declined_by else None
        found[row.referral_id] = (*found.get(row.referral_id, ()), Previous(allocation, declined_by))
    return found


async def save_allocations(tx: Transaction, allocations: Mapping[UUID, Sequence[RoutedAllocation]]) -> None:
    """Write the allocations of each referral as they are now."""
    pairs = [(referral_id, one) for referral_id, several in allocations.items() for one in several]
    if not pairs:
        return
    await tx.run(
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


async def save_answers(tx: Transaction, answers: Sequence[Answer]) -> frozenset[UUID]:
    """Keep what became of open allocations; answers the ids of those that were open."""
    rows = await tx.rows(
        _SAVE_ANSWERS,
        {
            "ids": [one.allocation_id for one in answers],
            "states": [one.state for one in answers],
            "declined_by": [one.declined_by for one in answers],
            "now": tx.now,
        },
    )
    return frozenset(row.allocation_id for row in rows)


_ADD_DECISIONS = text(
    "insert into decisions(decision_id, referral_id, decided_at, rulebook, directory, record)"
    " select a, b, :now, c, d, e from unnest(:ids, :referrals, :rulebooks, :directories, :records) as t(a, b, c, d, e)"
).bindparams(
    _IDS,
    bindparam("referrals", type_=ARRAY(Uuid)),
    bindparam("rulebooks", type_=ARRAY(Text)),
    bindparam("directories", type_=ARRAY(Text)),
    bindparam("records", type_=ARRAY(LargeBinary)),
)


async def add_decisions(tx: Transaction, made: Sequence[Made]) -> None:
    """Keep decisions with their records."""
    await tx.run(
        _ADD_DECISIONS,
        {
            "ids": [one.decision_id for one in made],
            "referrals": [one.referral_id for one in made],
            "rulebooks": [one.rulebook for one in made],
            "directories": [one.directory for one in made],
            "records": [one.record for one in made],
            "now": tx.now,
        },
    )


# Publishing a version that is known already moves it to the top; its content never changes.
_PUBLISH_RULEBOOK = (
    "insert into rulebooks(version, number, effective_from, published_at, body)"
    " values (:version, (select coalesce(max(number), 0) + 1 from rulebooks), :effective_from, :now, :body)"
    " on conflict (version) do update set number = excluded.number, published_at = excluded.published_at"
    " where rulebooks.number < excluded.number - 1"
)
_PUBLISH_DIRECTORY = (
    "insert into directories(version, number, published_at, body)"
    " values (:version, (select coalesce(max(number), 0) + 1 from directories), :now, :body)"
    " on conflict (version) do update set number = excluded.number, published_at = excluded.published_at"
    " where directories.number < excluded.number - 1"
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


async def publish_directory(tx: Transaction, directory: Directory) -> bool:
    """Make this the last published directory; False where it already was."""
    values = {"version": directory.version, "body": directory.body, "now": tx.now}
    return await tx.run(_PUBLISH_DIRECTORY, values) > 0
