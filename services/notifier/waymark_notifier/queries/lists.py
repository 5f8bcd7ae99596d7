"""What a page or caller may ask: one page of a queue, one allocation with its timeline, counts; all under row security.

Not here: what is loaded for a change (store.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from waymark.db import Reader
from waymark.errors import Kind, Refused
from waymark_notifier.allocation import Allocation
from waymark_notifier.queue import Cursor, Filter, Section
from waymark_notifier.store import allocation_of


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a queue; `after` is the cursor of the next one, None on the last."""

    items: tuple[Allocation, ...]
    after: Cursor | None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a timeline."""

    from_state: str
    to_state: str
    verb: str
    actor: str
    actor_name: str
    code: str
    at: datetime


@dataclass(frozen=True, slots=True)
class HeldRow:
    """A held allocation as the triage desk sees it: what is missing and who can supply it, not for which service."""

    id: UUID
    state: str
    missing: str
    ask_of: str
    since: datetime
    review_by: datetime | None


@dataclass(frozen=True, slots=True)
class StuckRow:
    """A row of another agency that is overdue and never lapses: whose, what was not done, and since when."""

    id: UUID
    agency: str
    state: str
    since: datetime


_LIST = (
    "select * from allocations where agency = :agency and section = :section"
    " and (cast(:state as text) = '' or state = cast(:state as text)) and (position, id) > (:position, :id)"
    " order by position, id limit :most"
)
_STOPPED = """
    select * from allocations where agency = :agency and section = 'stop' order by position, id limit :most
"""
_STUCK = """
    select id, agency, state, duty, respond_by as since from allocations
    where agency <> :agency and state = 'offered' and duty and respond_by < :now
    union all
    select id, agency, 'stopped' as state, duty, acknowledge_by as since from allocations
    where agency <> :agency and section = 'stop' and acknowledge_by < :now
    order by since, id limit :most
"""
_FIRST = Cursor(-1, UUID(int=0))


async def list_allocations(reader: Reader, agency: str, wanted: Filter, *, after: Cursor | None, limit: int) -> Page:
    """One page of an agency's queue, in queue order."""
    start = after or _FIRST
    values = {
        "agency": agency,
        "section": wanted.section.value,
        "state": wanted.state.value if wanted.state else "",
        "position": start.position,
        "id": start.id,
        "most": limit + 1,
    }
    rows = await reader.rows(_LIST, values)
    items = tuple(allocation_of(row) for row in rows[:limit])
    more = Cursor(rows[limit - 1].position, rows[limit - 1].id) if len(rows) > limit else None
    return Page(items, more)


async def find_allocation(reader: Reader, allocation_id: UUID) -> Allocation:
    """One allocation of the reader's agency; Refused NOT_FOUND where it is another's, held or nobody's."""
    row = await reader.row("select * from allocations where id = :id", {"id": allocation_id})
    if row is None:
        raise Refused(Kind.NOT_FOUND, "There is no such referral in your queue", code="allocation_not_found")
    return allocation_of(row)


async def list_timeline(reader: Reader, allocation_id: UUID) -> list[Line]:
    """What happened to an allocation, oldest first, as far as the reader's agency may know."""
    rows = await reader.rows(
        "select from_state, to_state, verb, actor, actor_name, code, at from transitions"
        " where allocation_id = :id order by id",
        {"id": allocation_id},
    )
    return [Line(row.from_state, row.to_state, row.verb, row.actor, row.actor_name, row.code, row.at) for row in rows]


async def count_sections(reader: Reader, agency: str) -> dict[Section, int]:
    """How many rows wait in each open section of an agency's queue."""
    rows = await reader.rows(
        "select section, count(*) as number from allocations"
        " where agency = :agency and section in ('stop', 'decide', 'accepted', 'waiting') group by section",
        {"agency": agency},
    )
    return {Section(row.section): row.number for row in rows}


async def list_stopped(reader: Reader, agency: str, *, limit: int) -> list[Allocation]:
    """What was taken back from an agency and nobody has confirmed yet, the one due first on top."""
    rows = await reader.rows(_STOPPED, {"agency": agency, "most": limit})
    return [allocation_of(row) for row in rows]


async def list_stuck(system: Reader, *, but: str, limit: int) -> list[StuckRow]:
    """What other agencies than `but` left undone and what never lapses, longest first; needs a reader that sees all."""
    rows = await system.rows(_STUCK, {"agency": but, "now": system.now, "most": limit})
    return [StuckRow(row.id, row.agency, row.state, row.since) for row in rows]


async def list_held(system: Reader, *, limit: int) -> list[HeldRow]:
    """All agencies' held allocations, oldest review first, for the triage desk; needs a reader that sees all."""
    rows = await system.rows(
        "select id, state, missing, ask_of, changed_at, review_by from allocations"
        " where state in ('held_consent', 'held_data', 'held_safety') order by position, id limit :limit",
        {"limit": limit},
    )
    return [HeldRow(row.id, row.state, row.missing, row.ask_of, row.changed_at, row.review_by) for row in rows]


async def count_held(system: Reader) -> int:
    """How many allocations are held in all; needs a reader that sees all."""
    held = "select count(*) from allocations where state in ('held_consent', 'held_data', 'held_safety')"
    return int(await system.value(held))


async def count_undelivered(reader: Reader) -> int:
    """How many alerts to the reader's agency were given up, of rows that still wait for a decision."""
    return int(
        await reader.value(
            "select count(*) from alerts join allocations on allocations.id = alerts.allocation_id"
            " where alerts.state = 'failed' and allocations.section = 'decide'"
        )
    )


async def list_names(reader: Reader, agencies: Sequence[str]) -> dict[str, str]:
    """The names of agencies, by id, as far as they are known here."""
    rows = await reader.rows("select agency, agency_name from channels")
    wanted = set(agencies)
    return {row.agency: row.agency_name for row in rows if row.agency in wanted}
