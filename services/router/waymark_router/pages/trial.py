"""The page of a draft tried on past referrals: from where to where, load and effects, with few people held back.

Which referrals change is listed by reference to whoever may approve the draft that waits for it, to nobody else.
Not here: the comparison (`trial`), one made-up person (`person.py`).
"""

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from waymark.auth import Actor
from waymark.db import Reader
from waymark.ids import ServiceId
from waymark.pages import render
from waymark.permission import Permission
from waymark.reference.districts import districts
from waymark_router.deciding.explain import words
from waymark_router.deputies.queries import may_act_today
from waymark_router.directory.wording import day_words, line_for
from waymark_router.facts.fact import CATALOGUE
from waymark_router.pages.own import Here, MayRead, acting
from waymark_router.providers.provider import Directory
from waymark_router.publishing import queries
from waymark_router.publishing.actions.rehearsing import audited_rehearsal
from waymark_router.publishing.draft import Draft
from waymark_router.trial.comparison import NOBODY, Changed, Matrix
from waymark_router.trial.placing import Placement
from waymark_router.trial.told import told_of

router = APIRouter()
LAST = (200, 1_000, 5_000, 20_000)


@dataclass(frozen=True, slots=True)
class Move:
    """How many go from one place to another, in words."""

    before: str
    after: str
    number: int
    stays: bool


@dataclass(frozen=True, slots=True)
class ChangedView:
    """One referral that changes, by reference: where it goes by the rules now and by the draft."""

    reference: str
    before: str
    after: str


@router.get("/rules/drafts/{draft_id}/trial")
async def trial_page(
    draft_id: UUID,
    request: Request,
    context: Here,
    actor: MayRead,
    last: Annotated[Literal["200", "1000", "5000", "20000"], Query()] = "1000",
) -> Response:
    """The draft against the rules it stands on, on so many of the last referrals; that it was tried is audited."""
    async with acting(context) as tx:
        draft = await queries.find_draft(tx, draft_id)
        lists = await is_listed_for(tx, actor, draft)
        rehearsal = await audited_rehearsal(tx, draft, most=int(last), by=actor.subject, lists=lists)
    found = await asyncio.to_thread(rehearsal.compared)
    told = told_of(found, on=rehearsal.on)
    directory = rehearsal.draft.directory
    return render(
        "draft_trial.html",
        request,
        draft=draft,
        last=int(last),
        choices=LAST,
        found=told,
        percent=f"{told.moved_percent:.0f}",
        pathways=list(moves(told.pathways, {})),
        services=list(moves(told.services, _names(directory))),
        lists=lists,
        changed=[_changed(one, directory) for one in found.changed] if lists else [],
        weeks=_weeks(rehearsal.weeks()),
        line_for=line_for,
        day_words=day_words,
        districts={code: known.name for code, known in districts().items()},
        labels={kind: CATALOGUE[kind].label for kind in {effect.kind for effect in told.effects} if kind in CATALOGUE},
    )


async def is_listed_for(reader: Reader, actor: Actor, draft: Draft) -> bool:
    """Whether somebody is told exactly which referrals a draft changes: they may approve it today, and it waits."""
    may_approve = Permission.RULES_APPROVE in actor.permissions and draft.waits_for(actor.subject)
    return may_approve and await may_act_today(reader, actor.subject)


def moves(matrix: Matrix, names: Mapping[str, str]) -> Iterator[Move]:
    """A from/to matrix as rows, what moves first, the most on top."""
    rows = [
        Move(_said(before, names), _said(after, names), number, stays=before == after)
        for (before, after), number in matrix.items()
    ]
    yield from sorted(rows, key=lambda move: (move.stays, -move.number, move.before, move.after))


def _said(place: str, names: Mapping[str, str]) -> str:
    if place == NOBODY:
        return "nobody"
    return names.get(place) or CATALOGUE["pathway"].said(place)


def _weeks(weeks: float) -> str:
    number = round(weeks)
    return "week" if number == 1 else f"{number} weeks"


def _names(directory: Directory) -> dict[str, str]:
    return {service.id: service.name for service in directory.services.values()}


def _changed(changed: Changed, directory: Directory) -> ChangedView:
    tail = changed.referral_id.hex[-8:].upper()
    return ChangedView(f"{tail[:4]}-{tail[4:]}", _placed(changed.before, directory), _placed(changed.after, directory))


def _placed(placement: Placement, directory: Directory) -> str:
    places = [f"{_name(service, directory)} ({words(pathway)})" for pathway, service in placement.places]
    return f"{', '.join(places) or 'nobody'}; {words(placement.priority)}"


def _name(service: ServiceId, directory: Directory) -> str:
    found = directory.services.get(service)
    return found.name if found else service
