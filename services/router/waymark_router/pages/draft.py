"""The page of a draft as a whole: what it changes, what is wrong with it, and what may be done with it next.

It is the writer's page and the approver's: each finds there what is theirs to do. Not here: single rows (`row.py`).
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Annotated, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from waymark.auth import Actor
from waymark.db import Reader, Transaction
from waymark.errors import Fault, Kind, Refused
from waymark.http.problems import STATUS_OF_KIND
from waymark.pages import render
from waymark_router.checking.unchecked import Checked, Unchecked
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
    see,
)
from waymark_router.pages.person import example_fields
from waymark_router.pages.shown import KIND_WORDS, STATE_WORDS, STEP_WORDS, TABLE_WORDS, names_in_force, short
from waymark_router.pages.trial import is_listed_for
from waymark_router.publishing import queries
from waymark_router.publishing.actions.act import gather_check
from waymark_router.publishing.actions.deciding import Looked, approve, send_back
from waymark_router.publishing.actions.drafting import Ask, ask_approval, take_back, withdraw
from waymark_router.publishing.actions.rehearsing import audited_rehearsal
from waymark_router.publishing.difference import RowChange, difference
from waymark_router.publishing.draft import Draft, DraftState
from waymark_router.publishing.part_change import part_changes
from waymark_router.publishing.publication import BaseMoved
from waymark_router.publishing.rehearsal import NOTHING_TRIED, Rehearsal, moved_of
from waymark_router.publishing.written import read
from waymark_router.rules.rule import TableName
from waymark_router.rules.rulebook import Rulebook
from waymark_router.trial.comparison import Comparison
from waymark_router.trial.told import Told, told_of

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
    """Look at everything first; check and try it once nothing is held open in the database."""
    async with acting(context) as tx:
        draft = await queries.find_draft(tx, draft_id)
        gathered = await _gather(tx, draft, context, request.state.actor)
        names = await names_in_force(tx)
        before = await queries.find_written(tx, draft.base)
        said = {
            "moved": await _moved(tx, typed.refused) if typed and isinstance(typed.refused, BaseMoved) else None,
            "base": await queries.find_publication(tx, draft.base),
            "newer": await queries.find_newer(tx, draft),
            "done": await queries.list_done(tx, draft_id),
        }
    seen = await _see(gathered, context)
    changes, parts = await asyncio.to_thread(_changes, read(before), seen.checked.rules, names)
    return _shown(request, draft, seen, typed, {**said, "changes": changes, "parts": parts})


@dataclass(frozen=True, slots=True)
class Gathered:
    """What a draft's check is made of, and its trial where it waits for an approver."""

    unchecked: Unchecked
    rehearsal: Rehearsal | None
    lists: bool


@dataclass(frozen=True, slots=True)
class Seen:
    """What was found of a draft: its check, and where it waits for an approver its trial, exact and as it is told.

    `lists` is whether this member is told which referrals would move.
    """

    checked: Checked
    tried: Comparison | None
    told: Told | None
    lists: bool


async def _gather(tx: Transaction, draft: Draft, context: RulesContext, actor: Actor) -> Gathered:
    """That it is tried is audited, with whether the member is told exactly what would move."""
    settings = context.settings
    unchecked = await gather_check(tx, draft.written, settings.allowance())
    if draft.state is not DraftState.ASKED:
        return Gathered(unchecked, None, lists=False)
    most, lists = settings.trial_referrals, await is_listed_for(tx, actor, draft)
    tried = await audited_rehearsal(tx, draft, most=most, by=actor.subject, lists=lists)
    return Gathered(unchecked, tried, lists=lists)


async def _see(gathered: Gathered, context: RulesContext) -> Seen:
    """Check and try it, each in a thread."""
    checked = await context.own.checks.of(gathered.unchecked)
    rehearsal = gathered.rehearsal
    if rehearsal is None:
        return Seen(checked, None, None, lists=False)
    tried = await asyncio.to_thread(rehearsal.compared)
    return Seen(checked, tried, told_of(tried, on=rehearsal.on), lists=gathered.lists)


def _changes(before: Rulebook, after: Rulebook, names: Mapping[str, str]) -> tuple[Sequence[RowChange], Sequence[str]]:
    return difference(before, after, names), part_changes(before, after)


def _shown(request: Request, draft: Draft, seen: Seen, typed: Typed | None, said: Mapping[str, object]) -> Response:
    actor, rules = request.state.actor, seen.checked.rules
    return render(
        "draft.html",
        request,
        status=STATUS_OF_KIND[typed.refused.kind] if typed else 200,
        draft=draft,
        typed=typed,
        tables=[(name, TABLE_WORDS[name], len(rules.tables[name].table.rows)) for name in TableName],
        table_words=TABLE_WORDS,
        errors=seen.checked.report.errors,
        warnings=seen.checked.report.warnings,
        tried=seen.tried,
        told=seen.told,
        lists=seen.lists,
        example_fields=example_fields,
        is_open=draft.state is DraftState.OPEN,
        is_asked=draft.state is DraftState.ASKED,
        may_approve=draft.may_be_approved_by(actor.subject),
        permissions=actor.permissions,
        kind_words=KIND_WORDS,
        state_words=STATE_WORDS,
        step_words=STEP_WORDS,
        short=short,
        **said,
    )


async def _look(context: RulesContext, draft_id: UUID, actor: Actor) -> Seen:
    """The draft as it is now, checked and tried, with nothing held open in the database meanwhile."""
    async with acting(context) as tx:
        gathered = await _gather(tx, await queries.find_draft(tx, draft_id), context, actor)
    return await _see(gathered, context)


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
    checked = (await _look(context, draft_id, actor)).checked

    async def act(tx: Transaction) -> None:
        starts_at = _instant(asking.day, asking.hour) if asking.start == "later" else None
        asked = Ask(asking.reason, asking.revision, starts_at)
        await ask_approval(tx, draft_id, asked, checked=checked, editor=editor_of(actor, context))

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
    seen = await _look(context, draft_id, actor)
    looked = Looked(revision, seen.checked, moved_of(seen.tried) if seen.tried else NOTHING_TRIED)

    async def act(tx: Transaction) -> None:
        await approve(tx, draft_id, looked, words=words, editor=editor_of(actor, context))

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
