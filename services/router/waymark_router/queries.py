"""What the router's doors and actions may ask: the versions in force, one referral's latest decision, counts, checks.

Not here: anything that writes (store.py).
"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ARRAY, Text, select
from sqlalchemy.dialects.postgresql import TIMESTAMP

from waymark.contracts.routing import RoutedAllocation
from waymark.db import Reader, typed
from waymark.figure import Figure
from waymark.ids import ServiceId
from waymark.ledger import Finding, Ledger
from waymark.words import AllocationState, Need
from waymark_router.deciding.decision_record import replays
from waymark_router.providers.availability import Availability, Line, Population
from waymark_router.providers.provider import Directory, directory_from_bytes
from waymark_router.replay.queries import find_differing, replay_figures
from waymark_router.rules.rulebook import Rulebook, rulebook_from_bytes
from waymark_router.store import IN_FORCE, VersionsInForce
from waymark_router.tables import allocations, decisions, directories, rulebooks


@dataclass(frozen=True, slots=True)
class LatestDecision:
    """A referral's latest decision as kept, with the names of what it was made with."""

    decision_id: UUID
    rulebook: str
    directory: str
    record: bytes


@dataclass(frozen=True, slots=True)
class Counts:
    """What went where, in numbers: referrals decided, those without any answer, allocations, unmet needs and pathways.

    A pathway's `given_back` were declined by their provider or lapsed; `re_routed` are those of them for which
    somebody else was asked.
    """

    referrals: int
    without_answer: int
    allocations: list[dict[str, str | int]]
    unmet: list[dict[str, str | int]]
    pathways: list[dict[str, str | int]]


_LATEST = (
    "with latest as (select distinct on (referral_id) referral_id,"
    " convert_from(record, 'UTF8')::jsonb as record from decisions order by referral_id, number desc)"
)
_COUNT_REFERRALS = (
    f"{_LATEST} select count(*) as referrals, count(*) filter (where record -> 'allocations' = '[]'::jsonb"  # noqa: S608 - a constant
    " and record -> 'unmet' = '[]'::jsonb and coalesce(record ->> 'withdrawn', 'false') = 'false' and not exists"
    " (select from allocations where allocations.referral_id = latest.referral_id)) as without_answer from latest"
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
_HELD = "('held_consent', 'held_data', 'held_safety')"
_COUNT_PATHWAYS = (
    f"{_LATEST}, placed as (select pathway, count(*) filter (where state = 'offered') as offered,"  # noqa: S608 - constants
    " count(*) filter (where state = 'accepted') as accepted, count(*) filter (where state = 'closed') as closed,"
    f" count(*) filter (where state in {_HELD}) as held,"
    " count(*) filter (where state = 'withdrawn') as withdrawn,"
    " count(*) filter (where declined_by in ('person', 'referrer')) as said_no,"
    " count(*) filter (where declined_by = 'provider' or state = 'lapsed') as given_back,"
    " count(*) filter (where (declined_by = 'provider' or state = 'lapsed') and exists (select from allocations other"
    " where other.referral_id = own.referral_id and other.allocation_id <> own.allocation_id and"
    " (other.pathway = own.pathway or other.pathway = 'triage'))) as re_routed"
    " from allocations own group by pathway),"
    " left_over as (select need ->> 'pathway' as pathway, count(*) as unmet"
    " from latest, jsonb_array_elements(record -> 'unmet') as need group by 1)"
    " select coalesce(placed.pathway, left_over.pathway) as pathway, coalesce(offered, 0) as offered,"
    " coalesce(accepted, 0) as accepted, coalesce(held, 0) as held, coalesce(closed, 0) as closed,"
    " coalesce(withdrawn, 0) as withdrawn, coalesce(said_no, 0) as said_no, coalesce(unmet, 0) as unmet,"
    " coalesce(given_back, 0) as given_back, coalesce(re_routed, 0) as re_routed"
    " from placed full join left_over on left_over.pathway = placed.pathway order by 1"
)

_IN_FORCE = f"select {IN_FORCE}"


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
        pathways=[dict(row._mapping) for row in await reader.rows(_COUNT_PATHWAYS)],  # noqa: SLF001
    )


_ROOM_TAKEN = "('offered', 'accepted')"
_AVAILABILITY = typed(
    "select s.service, work.at_work, lately.in_a_week, c.agency, c.population, c.intervention, c.vacancies, c.weeks,"  # noqa: S608 - constants
    " c.as_of, since.placed from (select unnest(:counted) as service union select service from capacities) as s"
    " cross join lateral (select count(*) as at_work from allocations a"
    f" where a.service = s.service and a.state in {_ROOM_TAKEN}) as work"
    " cross join lateral (select count(*) as in_a_week from allocations a"
    " where a.service = s.service and a.offered_at > :now - interval '7 days') as lately"
    " left join capacities c on c.service = s.service"
    " left join lateral (select count(*) as placed from allocations a join referrals r using (referral_id)"
    f" where a.service = s.service and a.state in {_ROOM_TAKEN} and a.offered_at >= c.told_at"
    " and (c.intervention = '' or convert_from(a.allocation, 'UTF8')::jsonb -> 'needs' ? c.intervention)"
    " and (c.population = 'anyone' or (c.population = 'adults') ="
    " (convert_from(r.screened, 'UTF8')::jsonb #>> '{facts,child}' = 'no'))) as since on c.service is not null"
    " order by s.service, c.population, c.intervention",
    counted=ARRAY(Text),
    now=TIMESTAMP(timezone=True),
)


async def find_availability(reader: Reader, directory: Directory) -> dict[ServiceId, Availability]:
    """What is known of the room of services that told of it, that have limits of their own, or that share a lot.

    What an agency told of a service that another runs now is not known.
    """
    found: dict[ServiceId, Availability] = {}
    runs = {one.id: one.agency for one in directory.services.values()}
    for row in await reader.rows(_AVAILABILITY, {"counted": list(directory.counted), "now": reader.now}):
        service = ServiceId(row.service)
        known = found.get(service, Availability(row.at_work, row.in_a_week))
        if row.agency is not None and row.agency == runs.get(service):
            line = Line(
                population=Population(row.population),
                intervention=Need(row.intervention) if row.intervention else None,
                vacancies=row.vacancies,
                weeks=row.weeks,
                as_of=row.as_of,
                placed=row.placed,
            )
            known = Availability(known.at_work, known.in_a_week, (*known.lines, line))
        found[service] = known
    return found


_FIGURES = (
    "select (select count(distinct referral_id) from decisions"  # noqa: S608 - a constant
    " where unmet > 0 and decided_at > :now - interval '24 hours') as unmet,"
    " (select count(*) from decisions latest where unmet > 0"
    " and not exists (select from decisions d where d.referral_id = latest.referral_id and d.number > latest.number)"
    " and not exists (select from allocations a where a.referral_id = latest.referral_id and a.pathway = 'triage')"
    " and exists (select from jsonb_array_elements(convert_from(latest.record, 'UTF8')::jsonb -> 'unmet') as need"
    " where need ->> 'reason' <> 'consent_withheld')) as alone,"
    " count(*) as held, coalesce(extract(epoch from :now - min(since)), 0) as oldest"
    f" from allocations where state in {_HELD}"
)


async def figures(reader: Reader) -> list[Figure]:
    """What an operator must know of the router: needs nobody could take, what waits, whether decisions replay."""
    row = await reader.row(typed(_FIGURES, now=TIMESTAMP(timezone=True)), {"now": reader.now})
    unmet, alone, held, oldest = (row.unmet, row.alone, row.held, row.oldest) if row is not None else (0, 0, 0, 0)
    return [
        Figure("router_unmet_24h", "referrals with a need nobody could take, last 24 hours", float(unmet)),
        Figure("router_alone", "referrals nobody could take that no desk has either", float(alone), warn_above=0),
        Figure("router_held", "allocations held until somebody answers", float(held)),
        Figure("router_oldest_held_s", "longest time an allocation is held", float(max(oldest, 0)), unit="s"),
        *await replay_figures(reader),
    ]


_OPEN = "('held_consent', 'held_data', 'held_safety', 'offered', 'accepted')"
_PLACES = (
    "select referral_id, pathway, array_agg(agency order by agency) as agencies"  # noqa: S608 - a constant
    f" from allocations where state in {_OPEN} group by 1, 2"
)
_TWICE = (
    f"select referral_id, pathway, service from allocations where state in {_OPEN}"  # noqa: S608 - a constant
    " group by 1, 2, 3 having count(*) > 1"
)
# Two agencies have one pathway only where both are told by duty: of two who took it on the first keeps it.
_AT_TWO = (
    "select referral_id, pathway from allocations join (select referral_id, pathway from allocations"  # noqa: S608 - a constant
    f" where state in {_OPEN} group by 1, 2 having count(distinct agency) > 1) as several using (referral_id, pathway)"
    f" where state in {_OPEN} and not coalesce((convert_from(allocation, 'UTF8')::jsonb ->> 'duty')::boolean, false)"
    " group by 1, 2"
)
_BACKWARDS = (
    "select referral_id, 'an allocation that was accepted is ' || state || ' again' as what from allocations"
    " where accepted_at is not null and state in ('offered', 'held_consent', 'held_data', 'held_safety')"
    " union all select referral_id, 'decided by an older screening after a newer one' from (select referral_id,"
    " screening, lag(screening) over (partition by referral_id order by number) as before from decisions"
    " where screening > 0) as each"
    " where screening < before"
)
_REPLAYED_AT_MOST = 1_000
_NEWEST = select(
    decisions.c.decision_id,
    decisions.c.referral_id,
    decisions.c.rulebook,
    decisions.c.directory,
    decisions.c.record,
).order_by(decisions.c.number.desc())


async def account(reader: Reader) -> Ledger:
    """What the router holds of every referral, and what it finds wrong in its own tables."""
    places = await reader.rows(_PLACES)
    return Ledger(
        referrals={row.referral_id: "routed" for row in await reader.rows("select referral_id from referrals")},
        places={(row.referral_id, row.pathway): tuple(row.agencies) for row in places},
        findings=(
            *(
                Finding("I3", f"two open allocations of {row.pathway} with {row.service}", row.referral_id)
                for row in await reader.rows(_TWICE)
            ),
            *(
                Finding("I3", f"{row.pathway} is with two agencies", row.referral_id)
                for row in await reader.rows(_AT_TWO)
            ),
            *(Finding("I8", row.what, row.referral_id) for row in await reader.rows(_BACKWARDS)),
            *await find_unlike_their_replay(reader, most=_REPLAYED_AT_MOST),
            *await find_differing(reader),
        ),
    )


async def find_unlike_their_replay(reader: Reader, *, most: int) -> list[Finding]:
    """Decide the newest `most` decisions again: every record must come out as the same bytes (design.md 7)."""
    books: dict[str, Rulebook] = {}
    directories_read: dict[str, Directory] = {}
    found: list[Finding] = []
    for row in await reader.rows(_NEWEST.limit(most)):
        if row.rulebook not in books:
            books[row.rulebook] = await find_rulebook(reader, row.rulebook)
        if row.directory not in directories_read:
            directories_read[row.directory] = await find_directory(reader, row.directory)
        if not replays(row.record, books[row.rulebook], directories_read[row.directory]):
            found.append(Finding("replay", f"decision {row.decision_id} comes out differently", row.referral_id))
    return found
