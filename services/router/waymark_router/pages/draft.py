"""The page of a draft as a whole: what it changes, what is wrong with it, and what may be done with it next.

It is the writer's page and the approver's: each finds there what is theirs to do. Not here: single rows (`row.py`).
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Annotated, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from waymark.db import Reader, Transaction
from waymark.errors import Fault, Kind, Refused
from waymark.http.problems import STATUS_OF_KIND
from waymark.pages import render
from waymark_router.pages.own import (
    RULES,
    Here,
    MayApprove,
    MayEdit,
    MayRead,
    Revision,
    RulesContext,
    Words,
    acting,
    editor_of,
    is_told_here,
    looking,
    see,
)
from waymark_router.pages.person import example_fields
from waymark_router.pages.shown import KIND_WORDS, STATE_WORDS, STEP_WORDS, TABLE_WORDS, names_in_force, short
from waymark_router.publishing import queries
from waymark_router.publishing.actions.act import report_of
from waymark_router.publishing.actions.deciding import approve, send_back
from waymark_router.publishing.actions.drafting import ask_approval, take_back, withdraw
from waymark_router.publishing.actions.rehearsing import rehearsal_of
from waymark_router.publishing.difference import difference
from waymark_router.publishing.draft import DraftState
from waymark_router.publishing.part_change import part_changes
from waymark_router.publishing.publication import BaseMoved
from waymark_router.publishing.rehearsal import NOTHING_TRIED, moved_of
from waymark_router.publishing.written import read
from waymark_router.rules.rule import TableName
from waymark_router.trial.comparison import Comparison

router = APIRouter()
_LONDON = ZoneInfo("Europe/London")


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed and was refused: shown again, with what was wrong."""

    refused: Refused
    reason: str = ""
    words: str = ""
    day: str = ""
    hour: str = ""


@router.get("/rules/drafts/{draft_id}")
async def draft_page(draft_id: UUID, request: Request, context: Here, _: MayRead) -> Response:
    """The draft: its tables, its changes word by word, its problems, its trial, its next step."""
    return await _page(request, context, draft_id)


async def _page(request: Request, context: RulesContext, draft_id: UUID, typed: Typed | None = None) -> Response:
    tried = await _trial(context, draft_id)
    async with looking(context) as reader:
        return await _shown(request, reader, context, (draft_id, tried), typed)


async def _shown(
    request: Request,
    reader: Reader,
    context: RulesContext,
    what: tuple[UUID, Comparison | None],
    typed: Typed | None,
) -> Response:
    draft_id, tried = what
    draft = await queries.find_draft(reader, draft_id)
    report = await report_of(reader, draft.written, steps=context.settings.check_steps)
    names = await names_in_force(reader)
    rules, base = read(draft.written), read(await queries.find_written(reader, draft.base))
    actor = request.state.actor
    return render(
        "draft.html",
        request,
        status=STATUS_OF_KIND[typed.refused.kind] if typed else 200,
        draft=draft,
        typed=typed,
        moved=await _moved(reader, typed.refused) if typed and isinstance(typed.refused, BaseMoved) else None,
        base=await queries.find_publication(reader, draft.base),
        newer=await queries.find_newer(reader, draft),
        tables=[(name, TABLE_WORDS[name], len(rules.tables[name].table.rows)) for name in TableName],
        table_words=TABLE_WORDS,
        changes=difference(base, rules, names),
        parts=part_changes(base, rules),
        errors=report.errors,
        warnings=report.warnings,
        tried=tried,
        example_fields=example_fields,
        done=await queries.list_done(reader, draft_id),
        is_open=draft.state is DraftState.OPEN,
        is_asked=draft.state is DraftState.ASKED,
        may_approve=draft.may_be_approved_by(actor.subject),
        permissions=actor.permissions,
        kind_words=KIND_WORDS,
        state_words=STATE_WORDS,
        step_words=STEP_WORDS,
        short=short,
    )


async def _trial(context: RulesContext, draft_id: UUID) -> Comparison | None:
    """A draft that waits for an approver, on the last referrals; compared once nothing is held open in the database."""
    async with looking(context) as reader:
        draft = await queries.find_draft(reader, draft_id)
        if draft.state is not DraftState.ASKED:
            return None
        rehearsal = await rehearsal_of(reader, draft, most=context.settings.trial_referrals)
    return rehearsal.compared()


async def _moved(reader: Reader, moved: BaseMoved) -> object:
    """What the version that counts last changed since the draft was started."""
    last = moved.last
    before = await queries.find_written(reader, last.base) if last.base else None
    now = read(await queries.find_written(reader, last.version))
    return last, difference(read(before), now, await names_in_force(reader)) if before is not None else ()


class Asking(BaseModel):
    """What is said when approval is asked for: why, and from when it shall count (a day and a time in the county)."""

    revision: int = Field(0, ge=0, le=1_000_000_000)
    reason: str = Field("", max_length=5_000)
    start: Literal["soon", "later"] = "soon"
    day: str = Field("", max_length=20)
    hour: str = Field("", max_length=20)


@router.post("/rules/drafts/{draft_id}/ask")
async def ask(
    draft_id: UUID, request: Request, context: Here, actor: MayEdit, asking: Annotated[Asking, Form()]
) -> Response:
    """Ask a second person, with a reason and a time to start."""

    async def act(tx: Transaction) -> None:
        starts_at = _instant(asking.day, asking.hour) if asking.start == "later" else None
        editor = editor_of(actor, context)
        await ask_approval(tx, draft_id, asking.reason, starts_at, revision=asking.revision, editor=editor)

    def typed(refused: Refused) -> Typed:
        return Typed(refused, asking.reason, "", asking.day, asking.hour)

    return await _done(request, context, draft_id, act, typed)


def _instant(day: str, hour: str) -> datetime:
    """A day and a time of day in the county; raises Refused (INVALID) for what is none."""
    try:
        local = datetime.combine(date.fromisoformat(day), time.fromisoformat(hour or "00:00"))
    except ValueError:
        fix = "give the day and the time to start, or choose as soon as approved"
        fault = Fault("/starts_at", "instant", fix)
        raise Refused(Kind.INVALID, f"{fix[0].upper()}{fix[1:]}", code="instant", faults=(fault,)) from None
    return local.replace(tzinfo=_LONDON).astimezone(UTC)


@router.post("/rules/drafts/{draft_id}/take-back")
async def take_back_ask(
    draft_id: UUID, request: Request, context: Here, actor: MayEdit, revision: Revision = 0
) -> Response:
    """Open it again to change it."""

    async def act(tx: Transaction) -> None:
        await take_back(tx, draft_id, revision=revision, editor=editor_of(actor, context))

    return await _done(request, context, draft_id, act, Typed)


@router.post("/rules/drafts/{draft_id}/withdraw")
async def give_up(draft_id: UUID, request: Request, context: Here, actor: MayEdit, revision: Revision = 0) -> Response:
    """Give it up."""

    async def act(tx: Transaction) -> None:
        await withdraw(tx, draft_id, revision=revision, editor=editor_of(actor, context))

    return await _done(request, context, draft_id, act, Typed)


@router.post("/rules/drafts/{draft_id}/approve")
async def approve_draft(
    draft_id: UUID, request: Request, context: Here, actor: MayApprove, revision: Revision = 0, words: Words = ""
) -> Response:
    """Make it a version that counts from its time on."""
    tried = await _trial(context, draft_id)
    trial = moved_of(tried) if tried else NOTHING_TRIED

    async def act(tx: Transaction) -> None:
        editor = editor_of(actor, context)
        await approve(tx, draft_id, revision=revision, words=words, trial=trial, editor=editor)

    return await _done(request, context, draft_id, act, lambda refused: Typed(refused, words=words))


@router.post("/rules/drafts/{draft_id}/send-back")
async def send_draft_back(
    draft_id: UUID, request: Request, context: Here, actor: MayApprove, revision: Revision = 0, words: Words = ""
) -> Response:
    """Send it back to its writers, with words."""

    async def act(tx: Transaction) -> None:
        await send_back(tx, draft_id, words, revision=revision, editor=editor_of(actor, context))

    return await _done(request, context, draft_id, act, lambda refused: Typed(refused, words=words))


async def _done(
    request: Request,
    context: RulesContext,
    draft_id: UUID,
    act: Callable[[Transaction], Awaitable[None]],
    typed: Callable[[Refused], Typed],
) -> Response:
    """Do it and show the draft; what is refused is said on top, with what was typed."""
    try:
        async with acting(context) as tx:
            await act(tx)
    except Refused as refused:
        if not is_told_here(refused):
            raise
        return await _page(request, context, draft_id, typed(refused))
    return see(f"{RULES}/drafts/{draft_id}")
