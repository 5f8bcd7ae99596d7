"""The REST door of rules: versions, drafts with what they change and what is wrong with them, a draft written whole.

Asking and approving are for people, on pages. Not here: what a draft may say (`rulebook.py`).
"""

import asyncio
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field, JsonValue

from waymark.auth import Actor
from waymark.db import SYSTEM, Reader
from waymark.guard import Allows
from waymark.http import here, parsed, reading_all
from waymark.permission import Permission
from waymark.service import Context
from waymark_router.actions import Shelf
from waymark_router.checking.unchecked import Checked
from waymark_router.publishing import queries
from waymark_router.publishing.actions.act import Editor, gather_check
from waymark_router.publishing.actions.drafting import change_draft, start_draft
from waymark_router.publishing.difference import RowChange, difference
from waymark_router.publishing.draft import Draft, Who
from waymark_router.publishing.part_change import part_changes
from waymark_router.publishing.publication import Publication
from waymark_router.publishing.written import normal, read
from waymark_router.rules.rulebook import Rulebook
from waymark_router.settings import RouterSettings

router = APIRouter(tags=["rules"])
Here = Annotated[Context[RouterSettings, Shelf], Depends(here)]
Reading = Annotated[Reader, Depends(reading_all)]
MayRead = Annotated[Actor, Depends(Allows(Permission.RULES_READ))]
MayEdit = Annotated[Actor, Depends(Allows(Permission.RULES_EDIT))]


class Reply(BaseModel):
    """Base of what this door answers."""

    model_config = ConfigDict(frozen=True)


class VersionReply(Reply):
    """One version: what it is named, from when it counts, who stands for it. `called_off_at` says it never counted."""

    version: str
    number: int
    kind: str
    effective_from: datetime
    published_at: datetime
    author: str
    approver: str
    reason: str
    base: str
    called_off_at: datetime | None


class VersionsReply(Reply):
    """Every version, the last published first."""

    versions: list[VersionReply]


class RulesReply(Reply):
    """The rules of one version as they are written (docs: the county's file)."""

    version: str
    rules: dict[str, JsonValue]


class ChangeReply(Reply):
    """One row that a draft changes: what became of it, and each part of it before and after, in words."""

    table: str
    row: str
    fate: str
    parts: list[dict[str, str]]


class FindingReply(Reply):
    """One thing the check finds; errors stand in the way of approval."""

    problem: str
    severity: str
    table: str
    row: str
    column: str
    sentence: str


class DraftReply(Reply):
    """A draft as it stands. A change names the `revision` it was made from; `parts` are changes beside the rows."""

    draft_id: UUID
    number: int
    state: str
    revision: int
    base: str
    rules: dict[str, JsonValue]
    changes: list[ChangeReply]
    parts: list[str]
    findings: list[FindingReply]


class DraftStarted(BaseModel):
    """Where a draft begins: with the rules that count, or with what an earlier version said (`go_back_to`)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    go_back_to: Annotated[str, Field(pattern="^([0-9a-f]{64})?$")] = ""


class DraftWritten(BaseModel):
    """All rules of a draft anew, as `GET` shows them, with the revision they were made from."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    revision: Annotated[int, Field(ge=0, le=1_000_000_000)]
    rules: dict[str, JsonValue]


@router.get("/v1/rules/versions")
async def get_versions(_: MayRead, reader: Reading) -> VersionsReply:
    """Every version there ever was."""
    return VersionsReply(versions=[_version(one) for one in await queries.list_publications(reader)])


@router.get("/v1/rules/versions/{version}")
async def get_version(version: str, _: MayRead, reader: Reading) -> RulesReply:
    """What a version says. Refused NOT_FOUND."""
    return RulesReply(version=version, rules=dict(await queries.find_written(reader, version)))


@router.post("/v1/rules/drafts", status_code=201)
async def post_draft(
    actor: MayEdit, context: Here, begun: Annotated[DraftStarted, Depends(parsed(DraftStarted))]
) -> DraftReply:
    """Start a draft. Refused NOT_FOUND where no such version is known."""
    async with context.database.transaction(SYSTEM) as tx:
        draft = await start_draft(tx, _editor(actor, context), go_back_to=begun.go_back_to)
    return await _draft(draft.draft_id, context)


@router.get("/v1/rules/drafts/{draft_id}")
async def get_draft(draft_id: UUID, _: MayRead, context: Here) -> DraftReply:
    """A draft, what it changes and what is wrong with it. Refused NOT_FOUND."""
    return await _draft(draft_id, context)


@router.put("/v1/rules/drafts/{draft_id}")
async def put_draft(
    draft_id: UUID,
    actor: MayEdit,
    context: Here,
    written: Annotated[DraftWritten, Depends(parsed(DraftWritten))],
) -> DraftReply:
    """Write a draft anew. Refused NOT_FOUND; CONFLICT where the revision is no longer the one that is kept, or nobody
    may change it now; INVALID with row, cell and what to do. Nothing of a refused draft is kept.
    """
    rules = await asyncio.to_thread(normal, written.rules)
    async with context.database.transaction(SYSTEM) as tx:
        editor = _editor(actor, context)
        await change_draft(tx, draft_id, lambda _: rules, revision=written.revision, row="", editor=editor)
    return await _draft(draft_id, context)


def _editor(actor: Actor, context: Context[RouterSettings, Shelf]) -> Editor:
    who = Who(actor.subject, actor.display_name)
    return Editor(who, actor.agency, lead_s=context.settings.publish_lead_s)


async def _draft(draft_id: UUID, context: Context[RouterSettings, Shelf]) -> DraftReply:
    """The draft as it is now, checked once nothing is held open in the database."""
    async with context.database.reader(SYSTEM) as reader:
        draft = await queries.find_draft(reader, draft_id)
        base = await queries.find_written(reader, draft.base)
        unchecked = await gather_check(reader, draft.written, context.settings.allowance())
    checked = await context.own.checks.of(unchecked)
    return await asyncio.to_thread(_reply, draft, read(base), checked)


def _reply(draft: Draft, base: Rulebook, checked: Checked) -> DraftReply:
    return DraftReply(
        draft_id=draft.draft_id,
        number=draft.number,
        state=draft.state.value,
        revision=draft.revision,
        base=draft.base,
        rules=dict(draft.written),
        changes=[_change(one) for one in difference(base, checked.rules)],
        parts=list(part_changes(base, checked.rules)),
        findings=[
            FindingReply(
                problem=one.problem.value,
                severity=one.severity.value,
                table=one.table.value if one.table else "",
                row=one.row,
                column=one.column,
                sentence=one.sentence,
            )
            for one in checked.report.findings
        ],
    )


def _change(change: RowChange) -> ChangeReply:
    parts: list[dict[str, Any]] = [
        {"name": part.name, "before": part.before, "after": part.after} for part in change.parts
    ]
    return ChangeReply(table=change.table.value, row=change.row, fate=change.fate.value, parts=parts)


def _version(one: Publication) -> VersionReply:
    return VersionReply(
        version=one.version,
        number=one.number,
        kind=one.kind.value,
        effective_from=one.effective_from,
        published_at=one.published_at,
        author=one.author.name,
        approver=one.approver.name if one.approver else "",
        reason=one.reason,
        base=one.base,
        called_off_at=one.called_off_at,
    )
