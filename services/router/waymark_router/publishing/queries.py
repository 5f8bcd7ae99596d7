"""What the pages of rules may ask: versions, drafts, what was done with one, how often rows were used.

Not here: anything that writes (store.py).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Date
from sqlalchemy.dialects.postgresql import TIMESTAMP

from waymark.db import Reader, typed
from waymark.errors import Kind, Refused
from waymark.words import PublicationKind
from waymark_router.publishing.draft import Draft, DraftStep, no_such_draft
from waymark_router.publishing.publication import Publication, in_order
from waymark_router.publishing.store import PUBLICATION, draft_of, publication_of
from waymark_router.publishing.written import Written, content_of, written_of

_HASH = re.compile(r"[0-9a-f]{1,64}")


@dataclass(frozen=True, slots=True)
class Done:
    """One act on a draft, as it is shown."""

    step: DraftStep
    about: str
    words: str
    actor_name: str
    at: datetime


async def list_publications(reader: Reader) -> list[Publication]:
    """Every version, the last published first."""
    return [publication_of(row) for row in await reader.rows(f"{PUBLICATION} order by number desc")]


async def find_publication(reader: Reader, version: str) -> Publication:
    """A version by its hash; raises Refused (NOT_FOUND)."""
    looked = version if _HASH.fullmatch(version) else ""
    row = await reader.row(f"{PUBLICATION} where version = :version", {"version": looked})
    if row is None:
        raise Refused(Kind.NOT_FOUND, "There is no such version of the rules", code="version_unknown")
    return publication_of(row)


async def find_written(reader: Reader, version: str) -> Written:
    """The rules of a version as written; raises Refused (NOT_FOUND)."""
    looked = version if _HASH.fullmatch(version) else ""
    body = await reader.value("select body from rulebooks where version = :version", {"version": looked})
    if body is None:
        raise Refused(Kind.NOT_FOUND, "There is no such version of the rules", code="version_unknown")
    return written_of(body)


async def find_draft(reader: Reader, draft_id: UUID) -> Draft:
    """A draft; raises Refused (NOT_FOUND)."""
    row = await reader.row("select * from drafts where draft_id = :id", {"id": draft_id})
    if row is None:
        raise no_such_draft()
    return draft_of(row)


async def list_open_drafts(reader: Reader) -> list[Draft]:
    """Drafts that are written or wait for an approver, those that wait first."""
    rows = await reader.rows(
        "select * from drafts where state in ('open', 'asked') order by state = 'asked' desc, changed_at desc"
    )
    return [draft_of(row) for row in rows]


async def list_done(reader: Reader, draft_id: UUID) -> list[Done]:
    """What was done with a draft, the newest first."""
    rows = await reader.rows("select * from draft_steps where draft_id = :id order by id desc", {"id": draft_id})
    return [Done(DraftStep(row.step), row.about, row.words, row.actor_name, row.at) for row in rows]


async def find_newer(reader: Reader, draft: Draft) -> Publication | None:
    """The version that counts last, where it says something else than the one the draft stands on."""
    counting = in_order(await list_publications(reader))
    last = counting[0] if counting else None
    if last is None or last.version == draft.base or last.kind is PublicationKind.EMERGENCY:
        return None
    stands = await find_written(reader, last.version)
    base = await find_written(reader, draft.base)
    return last if content_of(stands) != content_of(base) else None


_USES = (
    "select row_id, sum(uses) as uses from (select row_id, uses from rule_uses where on_day >= :first union all"
    " select chosen.row_id, count(distinct decision_id) from decisions,"
    " jsonb_array_elements(convert_from(record, 'UTF8')::jsonb -> 'steps') as step,"
    " jsonb_array_elements_text(step -> 'chosen') as chosen(row_id) where decided_at >= :today group by 1) as each"
    " group by row_id"
)


async def rule_uses(reader: Reader, *, first: date, today: datetime) -> Mapping[str, int]:
    """By row id, how many decisions it decided: on the days counted from `first` on, and since `today` began."""
    statement = typed(_USES, first=Date(), today=TIMESTAMP(timezone=True))
    rows = await reader.rows(statement, {"first": first, "today": today})
    return {row.row_id: int(row.uses) for row in rows}
