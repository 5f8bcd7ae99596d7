"""What publishing loads and saves: drafts locked for a change, what was done with them, versions.

Not here: lists and single looks (queries.py), and any decision about a draft.
"""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Date, Text, bindparam, text
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.engine import Row

from waymark.db import Transaction, typed
from waymark.words import PublicationKind
from waymark_router.publishing.draft import Draft, DraftState, DraftStep, Who
from waymark_router.publishing.publication import Publication
from waymark_router.publishing.written import bytes_of
from waymark_router.rules.rulebook import Rulebook

# One of the county's publications at a time: each stands on the one before. Whoever holds the lock and falls silent (a
# process that hangs or is cut off) loses it sooner than the emergency switch gives up waiting.
_ONE_AT_A_TIME = (
    "select set_config('idle_in_transaction_session_timeout', '2000', true),"
    " pg_advisory_xact_lock(hashtext('waymark.router.rules'))"
)
_LOCK_DRAFT = "select * from drafts where draft_id = :id for update"
_ADD_DRAFT = typed(
    "insert into drafts(draft_id, kind, base, written, revision, state, author, author_name, writers, reason,"
    " starts_at, asked_by, asked_by_name, version, created_at, changed_at) values (:id, :kind, :base, :written, 1,"
    " 'open', :author, :author_name, :writers, '', null, '', '', '', :now, :now) returning *",
    writers=ARRAY(Text),
)
_SAVE_DRAFT = typed(
    "update drafts set base = :base, written = :written, revision = :revision, state = :state, writers = :writers,"
    " reason = :reason, starts_at = :starts_at, asked_by = :asked_by, asked_by_name = :asked_by_name,"
    " version = :version, changed_at = :changed_at where draft_id = :id",
    writers=ARRAY(Text),
    starts_at=TIMESTAMP(timezone=True),
)
_ADD_STEP = (
    "insert into draft_steps(draft_id, step, about, words, revision, actor, actor_name, at)"
    " values (:id, :step, :about, :words, :revision, :actor, :actor_name, :now)"
)
PUBLICATION = (
    "select version, number, kind, effective_from, published_at, author, author_name, approver, approver_name, reason,"
    " approver_reason, base, draft_id, called_off_at from rulebooks"
)
_PUBLISH = (
    "insert into rulebooks(version, number, effective_from, published_at, body, kind, author, author_name, approver,"
    " approver_name, reason, approver_reason, base, draft_id) values (:version,"
    " (select coalesce(max(number), 0) + 1 from rulebooks), :effective_from, :now, :body, :kind, :author, :author_name,"
    " :approver, :approver_name, :reason, :approver_reason, :base, cast(cast(:draft_id as text) as uuid))"
    " returning number"
)
_CALL_OFF = (
    "update rulebooks set called_off_at = :now where version = :version and effective_from > :now"
    " and called_off_at is null"
)


@dataclass(frozen=True, slots=True)
class Act:
    """What is kept of one act on a draft: `about` names a row, `words` is what was typed."""

    step: DraftStep
    by: Who
    about: str = ""
    words: str = ""


def draft_of(row: Row[Any]) -> Draft:
    """A row of `drafts` as the domain knows it."""
    return Draft(
        draft_id=row.draft_id,
        number=row.number,
        kind=PublicationKind(row.kind),
        base=row.base,
        written=json.loads(row.written),
        revision=row.revision,
        state=DraftState(row.state),
        author=Who(row.author, row.author_name),
        writers=tuple(row.writers),
        changed_at=row.changed_at,
        reason=row.reason,
        starts_at=row.starts_at,
        asked_by=Who(row.asked_by, row.asked_by_name) if row.asked_by else None,
        version=row.version,
    )


def publication_of(row: Row[Any]) -> Publication:
    """A row of `rulebooks`, without its body, as the domain knows it."""
    return Publication(
        version=row.version,
        number=row.number,
        kind=PublicationKind(row.kind),
        effective_from=row.effective_from,
        published_at=row.published_at,
        author=Who(row.author, row.author_name),
        approver=Who(row.approver, row.approver_name) if row.approver else None,
        reason=row.reason,
        approver_reason=row.approver_reason,
        base=row.base,
        draft_id=row.draft_id,
        called_off_at=row.called_off_at,
    )


async def one_at_a_time(tx: Transaction) -> None:
    """Wait until nobody else publishes; held until the transaction ends, so only what is quick may follow."""
    await tx.row(_ONE_AT_A_TIME)


async def lock_draft(tx: Transaction, draft_id: UUID) -> Draft | None:
    """A draft, locked until the transaction ends; None where there is none."""
    row = await tx.row(_LOCK_DRAFT, {"id": draft_id})
    return draft_of(row) if row is not None else None


async def add_draft(tx: Transaction, kind: PublicationKind, base: str, written: bytes, by: Who) -> Draft:
    """Keep a new draft of `written` (canonical bytes), based on a version, at revision 1."""
    values = {
        "id": tx.new_id(),
        "kind": kind.value,
        "base": base,
        "written": written,
        "author": by.subject,
        "author_name": by.name,
        "writers": [by.subject],
        "now": tx.now,
    }
    (row,) = await tx.rows(_ADD_DRAFT, values)
    draft = draft_of(row)
    _add_step(tx, draft, Act(DraftStep.STARTED, by))
    return draft


async def save_draft(tx: Transaction, draft: Draft, act: Act) -> None:
    """Write a locked draft as it is now, and what was done with it."""
    values = {
        "id": draft.draft_id,
        "base": draft.base,
        "written": bytes_of(draft.written),
        "revision": draft.revision,
        "state": draft.state.value,
        "writers": list(draft.writers),
        "reason": draft.reason,
        "starts_at": draft.starts_at,
        "asked_by": draft.asked_by.subject if draft.asked_by else "",
        "asked_by_name": draft.asked_by.name if draft.asked_by else "",
        "version": draft.version,
        "changed_at": draft.changed_at,
    }
    await tx.run(_SAVE_DRAFT, values)
    _add_step(tx, draft, act)


def _add_step(tx: Transaction, draft: Draft, act: Act) -> None:
    values = {
        "id": draft.draft_id,
        "step": act.step.value,
        "about": act.about,
        "words": act.words,
        "revision": draft.revision,
        "actor": act.by.subject,
        "actor_name": act.by.name,
        "now": tx.now,
    }
    tx.later(_ADD_STEP, values)


async def list_publications(tx: Transaction) -> list[Publication]:
    """Every version that was published, without what it says."""
    return [publication_of(row) for row in await tx.rows(PUBLICATION)]


async def add_publication(tx: Transaction, rulebook: Rulebook, made: Publication) -> Publication:
    """Keep a version for ever; answers it with its number."""
    number = await tx.value(
        _PUBLISH,
        {
            "version": rulebook.version,
            "effective_from": rulebook.effective_from,
            "body": rulebook.body,
            "kind": made.kind.value,
            "author": made.author.subject,
            "author_name": made.author.name,
            "approver": made.approver.subject if made.approver else "",
            "approver_name": made.approver.name if made.approver else "",
            "reason": made.reason,
            "approver_reason": made.approver_reason,
            "base": made.base,
            "draft_id": str(made.draft_id) if made.draft_id else None,
            "now": tx.now,
        },
    )
    return Publication(**{name: getattr(made, name) for name in made.__slots__ if name != "number"}, number=number)


async def call_off(tx: Transaction, version: str) -> bool:
    """Let a version never come into force; False where it already has, or was called off."""
    return await tx.run(_CALL_OFF, {"version": version, "now": tx.now}) > 0


_COUNT_DAY = (
    "insert into rule_uses(on_day, row_id, uses) select cast(:day as date), row_id, count(*) from (select distinct"
    " decision_id, chosen.row_id from decisions, jsonb_array_elements(convert_from(record, 'UTF8')::jsonb -> 'steps')"
    " as step, jsonb_array_elements_text(step -> 'chosen') as chosen(row_id)"
    " where decided_at >= :since and decided_at < :before) as each group by row_id"
)
_DAY_COUNTED = "insert into rule_use_days(on_day) values (cast(:day as date)) on conflict do nothing"
_DAYS_COUNTED = "select on_day from rule_use_days where on_day >= cast(:first as date)"
_DROP_DAYS = text(
    "with old as (delete from rule_uses where on_day < cast(:first as date))"
    " delete from rule_use_days where on_day < cast(:first as date)"
)


async def days_counted(tx: Transaction, first: date) -> frozenset[date]:
    """The days from `first` on whose uses are counted."""
    rows = await tx.rows(typed(_DAYS_COUNTED, first=Date()), {"first": first})
    return frozenset(row.on_day for row in rows)


async def count_day(tx: Transaction, day: date, since: datetime, before: datetime) -> None:
    """Count how many decisions of a day each row decided; nothing where another process is at it."""
    if not await tx.run(typed(_DAY_COUNTED, day=Date()), {"day": day}):
        return
    times = {"since": TIMESTAMP(timezone=True), "before": TIMESTAMP(timezone=True)}
    await tx.run(typed(_COUNT_DAY, day=Date(), **times), {"day": day, "since": since, "before": before})


async def drop_days(tx: Transaction, first: date) -> None:
    """Forget the counts of days before `first`."""
    await tx.run(_DROP_DAYS.bindparams(bindparam("first", type_=Date())), {"first": first})
