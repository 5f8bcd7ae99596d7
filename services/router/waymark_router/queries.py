"""What the router's doors and actions may ask: the versions in force, one referral's latest decision.

Not here: anything that writes (store.py).
"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from waymark.contracts.routing import RoutedAllocation
from waymark.db import Reader
from waymark.words import AllocationState
from waymark_router.provider import Directory, directory_from_bytes
from waymark_router.rulebook import Rulebook, rulebook_from_bytes
from waymark_router.tables import allocations, decisions, directories, rulebooks


@dataclass(frozen=True, slots=True)
class VersionsInForce:
    """The names of the rulebook and the directory in force now; None where there is none."""

    rulebook: str | None
    directory: str | None


@dataclass(frozen=True, slots=True)
class LatestDecision:
    """A referral's latest decision as kept, with the names of what it was made with."""

    decision_id: UUID
    rulebook: str
    directory: str
    record: bytes


@dataclass(frozen=True, slots=True)
class Counts:
    """What went where, in numbers: referrals decided, those without any answer, allocations and unmet needs."""

    referrals: int
    without_answer: int
    allocations: list[dict[str, str | int]]
    unmet: list[dict[str, str | int]]


_LATEST = (
    "with latest as (select distinct on (referral_id) referral_id,"
    " convert_from(record, 'UTF8')::jsonb as record from decisions order by referral_id, number desc)"
)
_COUNT_REFERRALS = (
    f"{_LATEST} select count(*) as referrals, count(*) filter (where record -> 'allocations' = '[]'::jsonb"  # noqa: S608 - a constant
    " and record -> 'unmet' = '[]'::jsonb) as without_answer from latest"
)
_COUNT_ALLOCATIONS = (
    "select pathway, service, agency, state, told ->> 'missing' as missing, told ->> 'ask_of' as ask_of,"
    " count(*) as count from (select pathway, service, agency, state,"
    " convert_from(allocation, 'UTF8')::jsonb as told from allocations) as each"
    " group by 1, 2, 3, 4, 5, 6 order by 1, 2, 4, 5"
)
_COUNT_UNMET = (
    f"{_LATEST} select need ->> 'pathway' as pathway, need ->> 'reason' as reason, count(*) as count"  # noqa: S608 - a constant
    " from latest, jsonb_array_elements(record -> 'unmet') as need group by 1, 2 order by 1, 2"
)

_RULEBOOK_IN_FORCE = (
    "select version from rulebooks where effective_from <= :now order by effective_from desc, number desc limit 1"
)
_IN_FORCE = (
    f"select ({_RULEBOOK_IN_FORCE}) as rulebook,"  # noqa: S608 - two constants
    " (select version from directories order by number desc limit 1) as directory"
)


async def versions_in_force(reader: Reader) -> VersionsInForce:
    """Which rulebook is in force (the one effective last, and published last among equals), and which directory."""
    row = await reader.row(_IN_FORCE, {"now": reader.now})
    return VersionsInForce(row.rulebook, row.directory) if row is not None else VersionsInForce(None, None)


async def find_rulebook(reader: Reader, version: str) -> Rulebook:
    """A rulebook by its version; LookupError where there is none."""
    body = await reader.value(select(rulebooks.c.body).where(rulebooks.c.version == version))
    if body is None:
        raise LookupError(f"no rulebook {version}")
    return rulebook_from_bytes(body)


async def find_directory(reader: Reader, version: str) -> Directory:
    """A directory by its version; LookupError where there is none."""
    body = await reader.value(select(directories.c.body).where(directories.c.version == version))
    if body is None:
        raise LookupError(f"no directory {version}")
    return directory_from_bytes(body)


async def find_latest_decision(reader: Reader, referral_id: UUID) -> LatestDecision | None:
    """The latest decision about a referral, or None."""
    latest = (
        select(decisions.c.decision_id, decisions.c.rulebook, decisions.c.directory, decisions.c.record)
        .where(decisions.c.referral_id == referral_id)
        .order_by(decisions.c.number.desc())
        .limit(1)
    )
    row = await reader.row(latest)
    return LatestDecision(row.decision_id, row.rulebook, row.directory, row.record) if row is not None else None


async def list_allocations(reader: Reader, referral_id: UUID) -> list[RoutedAllocation]:
    """A referral's allocations as the router last knew them."""
    of_referral = (
        select(allocations.c.allocation, allocations.c.state)
        .where(allocations.c.referral_id == referral_id)
        .order_by(allocations.c.allocation_id)
    )
    rows = await reader.rows(of_referral)
    return [
        RoutedAllocation.model_validate_json(row.allocation).model_copy(update={"state": AllocationState(row.state)})
        for row in rows
    ]


async def count_routes(reader: Reader) -> Counts:
    """What went where: numbers only, no referral can be told from another."""
    referrals = await reader.row(_COUNT_REFERRALS)
    return Counts(
        referrals=referrals.referrals if referrals is not None else 0,
        without_answer=referrals.without_answer if referrals is not None else 0,
        allocations=[dict(row._mapping) for row in await reader.rows(_COUNT_ALLOCATIONS)],  # noqa: SLF001 - public in SQLAlchemy
        unmet=[dict(row._mapping) for row in await reader.rows(_COUNT_UNMET)],  # noqa: SLF001
    )
