"""The queue page, the fragment of it that is fetched anew when something changed, and the small script that does so.

No names are in the list. Not here: one allocation (allocation.py beside this).
"""

from dataclasses import dataclass
from datetime import datetime
from importlib import resources
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, Response

from waymark.auth import Actor
from waymark.db import SYSTEM
from waymark.guard import AllowsPage, Public
from waymark.http import here
from waymark.pages import render
from waymark.permission import Permission
from waymark.service import Context
from waymark.words import AgencyRole
from waymark_notifier import actions, deadline, meanwhile, queries, task
from waymark_notifier.allocation import Allocation, Worker
from waymark_notifier.delivery import reference_of
from waymark_notifier.queue import TABS, Section, read_cursor, read_filter
from waymark_notifier.settings import NotifierSettings
from waymark_notifier.shown import as_shown
from waymark_notifier.step import allowed
from waymark_notifier.stream import Hub
from waymark_notifier.transition import IN_HAND, Verb
from waymark_notifier.wording import say, say_unmet

router = APIRouter()

Here = Annotated[Context[NotifierSettings, Hub], Depends(here)]
MayRead = Annotated[Actor, Depends(AllowsPage(Permission.QUEUE_READ))]
Tab = Annotated[Section, Query()]
After = Annotated[str, Query(max_length=200)]

_ROWS = 50
_HELD_ROWS = 50
_SCRIPT = (resources.files("waymark_notifier.pages") / "static" / "queue.js").read_bytes()
TAB_WORDS = {
    Section.DECIDE: "To decide",
    Section.ACCEPTED: "Accepted",
    Section.WAITING: "Waiting list",
    Section.CLOSED: "Closed",
}


@dataclass(frozen=True, slots=True)
class RowView:
    """One row of the list, ready to show."""

    allocation: Allocation
    reference: str
    due: str
    is_overdue: bool
    sender: str
    may_claim: bool
    is_changed: bool
    appointment: str
    task: str
    unmet: str
    meanwhile: str


@dataclass(frozen=True, slots=True)
class TabView:
    """One tab, with how many wait behind it ("" where that is not counted)."""

    section: Section
    words: str
    number: str


@dataclass(frozen=True, slots=True)
class HeldView:
    """One held allocation as the triage desk sees it: codes of what is missing and who can supply it."""

    reference: str
    missing: str
    ask_of: str
    review: str


@dataclass(frozen=True, slots=True)
class StuckView:
    """What another agency left undone, as the triage desk sees it: whose, what, and since when."""

    reference: str
    agency: str
    what: str
    since: str


@dataclass(frozen=True, slots=True)
class QueueView:
    """Everything a queue page shows; `after` and `next` are cursors, "" where there is none."""

    rows: list[RowView]
    stopped: list[RowView]
    tabs: list[TabView]
    tab: Section
    after: str
    next: str
    undelivered: int
    updated: str
    held: list[HeldView]
    held_number: int
    stuck: list[StuckView]


@router.get("/queue")
async def queue_page(
    request: Request,
    context: Here,
    actor: MayRead,
    tab: Tab = Section.DECIDE,
    after: After = "",
    done: Annotated[Verb | None, Query()] = None,
) -> HTMLResponse:
    """The caller's queue: what must be decided first, and how long there is."""
    return render("queue.html", request, view=await _view(context, actor, tab, after), say=say, done=done)


@router.get("/queue/fragment")
async def queue_fragment(
    request: Request, context: Here, actor: MayRead, tab: Tab = Section.DECIDE, after: After = ""
) -> HTMLResponse:
    """The changing part of the queue page alone, by the same right."""
    return render("queue_fragment.html", request, view=await _view(context, actor, tab, after), say=say)


@router.get("/queue.js", dependencies=[Depends(Public("a script says nothing about anybody"))])
async def queue_script() -> Response:
    """The script that keeps an open queue page fresh."""
    return Response(_SCRIPT, media_type="text/javascript; charset=utf-8")


async def _view(context: Context[NotifierSettings, Hub], actor: Actor, tab: Section, after: str) -> QueueView:
    wanted = read_filter(tab.value)
    cursor = read_cursor(after) if after else None
    async with context.database.reader(actor.agency) as reader:
        page = await queries.list_allocations(reader, actor.agency, wanted, after=cursor, limit=_ROWS)
        counts = await queries.count_sections(reader, actor.agency)
        stopped = await queries.list_stopped(reader, actor.agency, limit=_ROWS) if counts.get(Section.STOP) else []
        undelivered = await queries.count_undelivered(reader)
        names = await queries.list_names(reader, [item.sender for item in (*page.items, *stopped)])
    held, held_number, stuck = await _of_others(context, actor)
    worker = actions.worker_of(actor)
    return QueueView(
        rows=[_row(item, worker, names, reader.now) for item in page.items],
        stopped=[_row(item, worker, names, reader.now) for item in stopped],
        tabs=[TabView(each, TAB_WORDS[each], _number(counts, each)) for each in TABS],
        tab=tab,
        after=after,
        next=page.after.text() if page.after else "",
        undelivered=undelivered,
        updated=deadline.clock_time(reader.now),
        held=held,
        held_number=held_number,
        stuck=stuck,
    )


async def _of_others(
    context: Context[NotifierSettings, Hub], actor: Actor
) -> tuple[list[HeldView], int, list[StuckView]]:
    """What the triage desk, and nobody else, sees of other queues: what is held, what never lapses and is overdue."""
    if actor.agency_role is not AgencyRole.TRIAGE:
        return [], 0, []
    async with context.database.reader(SYSTEM) as system:
        rows = await queries.list_held(system, limit=_HELD_ROWS)
        number = await queries.count_held(system)
        stuck = await queries.list_stuck(system, but=actor.agency, limit=_HELD_ROWS)
        names = await queries.list_names(system, [row.agency for row in stuck])
    views = [
        HeldView(
            reference=reference_of(row.id),
            missing=row.missing or row.state,
            ask_of=row.ask_of,
            review=deadline.in_words(deadline.Timer.REVIEW, row.review_by, system.now) if row.review_by else "",
        )
        for row in rows
    ]
    return views, number, [_stuck(row, names, system.now) for row in stuck]


def _stuck(row: queries.StuckRow, names: dict[str, str], now: datetime) -> StuckView:
    what = "Stopping not confirmed" if row.state == "stopped" else "Duty not accepted"
    agency = names.get(row.agency) or say(row.agency)
    return StuckView(reference_of(row.id), agency, what, deadline.moment(row.since, now))


def _number(counts: dict[Section, int], section: Section) -> str:
    return "" if section is Section.CLOSED else str(counts.get(section, 0))


def _row(item: Allocation, worker: Worker, names: dict[str, str], now: datetime) -> RowView:
    timer, due_at = item.timer, item.due_at
    others = [deadline.in_words(one, at, now) for one, at in item.clocks[1:]]
    shown = as_shown(item)
    settled = f"{say(shown.state)} at {deadline.moment(item.changed_at, now)}"
    return RowView(
        allocation=shown,
        reference=reference_of(item.id),
        due=deadline.in_words(timer, due_at, now) if timer and due_at else settled,
        is_overdue=deadline.is_overdue(due_at, now),
        sender=names.get(item.sender) or say(item.sender),
        may_claim=any(step.verb is Verb.CLAIM for step in allowed(item, worker, now)),
        is_changed=bool(item.unseen),
        appointment="; ".join(others),
        task=task.title(item) if item.state in IN_HAND else "",
        unmet="; ".join(say_unmet(code) for code in shown.unmet),
        meanwhile=meanwhile.in_short(shown, now) if item.state in IN_HAND else "",
    )
